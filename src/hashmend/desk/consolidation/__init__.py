"""Consolidation: the screen of two or three machines, and the suggestions for a whole order."""
