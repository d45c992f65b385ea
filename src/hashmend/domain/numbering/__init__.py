"""Gap-free document numbers, one locked counter row per series."""
