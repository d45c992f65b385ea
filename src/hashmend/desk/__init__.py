"""Pages of the repair centre's staff."""
