"""The conversation about an order, as the customer sees it."""
