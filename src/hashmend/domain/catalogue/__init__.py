"""What the trade knows: miner models, failure and repair types, services, carriers, MAC and serial shapes."""
