"""The verbs of the bench; the only writer of its tables."""

from hashmend.domain.bench.operations.photos import add_bench_photos
from hashmend.domain.bench.operations.stress import add_readings, end_test, start_test, stop_test

__all__ = [
    "add_bench_photos",
    "add_readings",
    "end_test",
    "start_test",
    "stop_test",
]
