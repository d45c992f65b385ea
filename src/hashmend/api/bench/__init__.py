"""The bench's machines: what they read of a machine under test."""
