"""What everyone keeps of lists, on both sides: which columns are shown, and filters under names."""
