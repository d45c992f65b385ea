"""A customer's invoices: what was issued, and what is open."""
