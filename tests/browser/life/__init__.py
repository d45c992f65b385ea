"""What each person does in the life of one order, by hand and eye in a browser."""
