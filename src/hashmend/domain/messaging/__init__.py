"""The conversation with the customer about a work order, and notes that stay in the house."""
