"""Machines over all work orders, as staff see them."""
