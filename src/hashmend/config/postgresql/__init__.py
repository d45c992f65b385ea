"""Django's PostgreSQL, which reads moments faster; see `base`."""
