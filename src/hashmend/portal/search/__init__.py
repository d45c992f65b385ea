"""The general search for customers."""
