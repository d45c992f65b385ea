"""Shipments, containers, inventory, packing and damage, for staff; and the Logistics tab of a work order."""
