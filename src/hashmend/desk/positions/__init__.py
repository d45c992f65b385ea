"""The positions of the bench: the list of an admin, and labels to print."""
