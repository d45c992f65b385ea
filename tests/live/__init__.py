"""Live updates, tried on the real server: streams need more than Django's test client."""
