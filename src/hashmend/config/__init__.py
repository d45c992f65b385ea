"""Settings and the root of the URLs."""
