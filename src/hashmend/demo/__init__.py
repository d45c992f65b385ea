"""The demo world: a cast and their story, told by calling operations."""
