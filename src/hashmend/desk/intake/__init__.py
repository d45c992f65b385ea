"""Staff pages of customers' lists."""
