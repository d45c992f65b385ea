"""What each measurement should come to, in words and as a check: a missed goal is told, it fails nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Goal:
    """A goal in words, and whether figures meet it."""

    words: str
    is_met: Callable[[Any], bool]


def times_sql(most: float, *, queries: int) -> Goal:
    """Ask for at most so many times the bare SQL of the same work, and so many statements."""
    words = f"{most:g} x sql, {queries} queries"
    return Goal(words, lambda found: found.ratio <= most and found.queries <= queries)


def page(most: float, *, queries: int) -> Goal:
    """Ask for at most an empty page of ours and so many times the bare SQL that the page's numbers need."""
    words = f"floor + {most:g} x sql, {queries} queries"
    return Goal(words, lambda found: found.p50_ms <= found.floor_ms + most * found.sql_ms and found.queries <= queries)


def stream(most: float, *, first_ms: float, peak_mb: float) -> Goal:
    """Ask for at most so many times the database's own copy, for an early first byte and for little memory."""
    words = f"{most:g} x sql, first byte {first_ms:g} ms, {peak_mb:g} MB"
    return Goal(words, lambda f: f.ratio <= most and f.first_ms <= first_ms and f.peak_mb <= peak_mb)


def at_p95(most_ms: float) -> Goal:
    """Ask that nineteen of twenty take no longer."""
    return Goal(f"p95 {most_ms:g} ms", lambda found: found.p95_ms <= most_ms)
