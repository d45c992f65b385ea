"""What customers do about their shipments: announce them, and say how they travel."""
