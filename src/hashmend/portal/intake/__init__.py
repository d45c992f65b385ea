"""Customers' pages of their own lists."""
