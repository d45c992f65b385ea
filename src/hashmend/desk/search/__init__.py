"""The general search for staff."""
