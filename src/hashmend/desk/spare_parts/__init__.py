"""The spare stock, as staff see it."""
