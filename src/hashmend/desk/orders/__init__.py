"""The list of work orders, and what is done with an order as a whole: complete, cancel, hold, due date."""
