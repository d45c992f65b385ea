"""Hashmend: the system a repair centre for ASIC miners runs on."""

__version__ = "0.1.0"
