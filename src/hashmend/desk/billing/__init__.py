"""Billing: an order's Billing tab, invoices, payments."""
