"""Tests of what runs the product: settings, start, health, headers, front-end files."""
