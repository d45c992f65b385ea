"""Measuring: time, queries and memory of a piece of work, beside the bare SQL of the same work in the same run."""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

Work = Callable[[], object]


@dataclass(frozen=True)
class Figures:
    """One line of the report. Times in milliseconds; `floor_ms` is an empty page of ours, `ratio` p50 over SQL."""

    name: str
    database: str
    jobs: int
    p50_ms: float
    p95_ms: float
    sql_ms: float
    floor_ms: float
    ratio: float
    queries: int
    peak_mb: float

    def as_json(self) -> dict[str, object]:
        """Return the line for `--json`."""
        return asdict(self)


def times_of(work: Work, repeat: int) -> list[float]:
    """Return the milliseconds of each of `repeat` runs, after one to warm up."""
    work()
    taken = []
    for _ in range(repeat):
        gc.collect()
        started = time.perf_counter()
        work()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def queries_of(work: Work) -> int:
    """Return how many statements the work sends."""
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def peak_of(work: Work) -> float:
    """Return the most memory Python held during the work, in MB above what it held before."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (peak - before) / 1e6


def measured(name: str, work: Work, bare_sql: Work, *, jobs: int, floor_ms: float, repeat: int = 20) -> Figures:
    """Return the figures of a piece of work and its bare SQL, run in turn."""
    taken, bare = times_of(work, repeat), times_of(bare_sql, repeat)
    p50, sql = statistics.median(taken), statistics.median(bare)
    p95 = sorted(taken)[max(0, round(len(taken) * 0.95) - 1)]
    return Figures(
        name=name, database=connection.vendor, jobs=jobs, p50_ms=round(p50, 2), p95_ms=round(p95, 2),
        sql_ms=round(sql, 2), floor_ms=round(floor_ms, 2), ratio=round(p50 / sql, 2) if sql else 0.0,
        queries=queries_of(work), peak_mb=round(peak_of(work), 1),
    )  # fmt: skip
