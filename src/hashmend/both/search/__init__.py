"""The general search as both sides show it."""
