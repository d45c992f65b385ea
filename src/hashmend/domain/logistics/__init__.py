"""What moves: shipments and the containers (pallets, boxes) in them, and damage found on arrival.

Nouns: shipment, container, damage. Rules: direction never changes; a shipped container is closed; a container with a
live invoice has frozen contents."""
