"""Measuring: time, queries and memory of a piece of work, beside the bare SQL of the same work in the same run."""

import gc
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.load.goals import Goal

Work = Callable[[], object]


@dataclass(frozen=True)
class Bench:
    """A piece of work, the bare SQL beside it, and what it should come to. `first` ends with the first byte."""

    name: str
    jobs: int
    work: Work
    bare_sql: Work
    repeat: int = 20
    goal: Goal | None = None
    first: Work | None = None


@dataclass(frozen=True)
class Figures:
    """One line of the report. Times in milliseconds; `floor_ms` is an empty page of ours, `ratio` p50 over SQL.

    `first_ms` is the time to the first byte of what is streamed, 0 where nothing is. `goal` is what the line should
    come to and `met` whether it does: "yes", "no", or "" without a goal.
    """

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
    first_ms: float = 0.0
    goal: str = ""
    met: str = ""

    def judged(self, goal: Goal | None) -> "Figures":
        """Return the line with its goal."""
        if goal is None:
            return self
        return replace(self, goal=goal.words, met="yes" if goal.is_met(self) else "no")

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


def percentiles(taken: Sequence[float]) -> tuple[float, float]:
    """Return the median and the time that nineteen of twenty keep to."""
    return statistics.median(taken), sorted(taken)[max(0, round(len(taken) * 0.95) - 1)]


def measured(bench: Bench, *, floor_ms: float) -> Figures:
    """Return the figures of a piece of work and its bare SQL, run in turn."""
    p50, p95 = percentiles(times_of(bench.work, bench.repeat))
    sql = statistics.median(times_of(bench.bare_sql, bench.repeat))
    first = statistics.median(times_of(bench.first, bench.repeat)) if bench.first else 0.0
    return Figures(
        name=bench.name, database=connection.vendor, jobs=bench.jobs, p50_ms=round(p50, 2), p95_ms=round(p95, 2),
        sql_ms=round(sql, 2), floor_ms=round(floor_ms, 2), ratio=round(p50 / sql, 2) if sql else 0.0,
        queries=queries_of(bench.work), peak_mb=round(peak_of(bench.work), 1), first_ms=round(first, 2),
    ).judged(bench.goal)  # fmt: skip
