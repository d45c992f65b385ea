"""What the customer asked for, and asking for more."""
