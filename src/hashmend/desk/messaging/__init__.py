"""The conversation about an order, as staff see it."""
