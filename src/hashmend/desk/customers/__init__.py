"""Customers: who they are, their people, addresses and agreements."""
