"""A technician's day: own machines, what waits in the shop, positions, the scan field."""
