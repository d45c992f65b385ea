"""The time, from one place, so that a test or the demo's story can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today(zone: str = "UTC") -> date:
    """Return the date of the present moment in the named time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` inside the block; for tests and the demo's story."""
    if moment.tzinfo is None:
        raise ValueError("The clock needs an aware moment.")
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)
