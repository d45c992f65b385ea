"""A customer's own work orders: how they stand, what is in them, where everything is."""
