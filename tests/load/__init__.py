"""Benchmarks: pages and operations of one order of 10,000 jobs in a database of 100,000, beside their bare SQL."""
