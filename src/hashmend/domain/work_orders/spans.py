"""Stretches of time that machines are counted by: how long they stand, and when they came and left.

A `Span` is a day, week, month or year of the shop's calendar, or everything before a day; its code stands in addresses.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

from django.db.models import TextChoices
from django.utils import timezone

from hashmend.kernel import clock

MOST = 12
"""More columns than this cannot be hit with a finger."""


class Age(TextChoices):
    """How long a machine has its present repair status."""

    UNDER_A_DAY = "under-1d", "Less than 1 day"
    DAYS = "1-3d", "1 to 3 days"
    A_WEEK = "3-7d", "3 to 7 days"
    TWO_WEEKS = "1-2w", "1 to 2 weeks"
    FOUR_WEEKS = "2-4w", "2 to 4 weeks"
    LONGER = "over-4w", "More than 4 weeks"


AGES = tuple(reversed(Age))
"""From the longest to the shortest: the age of segment 0, 1, … between the moments of `age_moments`."""

_DAYS = (28, 14, 7, 3, 1)


def age_moments() -> tuple[datetime, ...]:
    """Return the moments between the ages, ascending. They move on the hour, so that chart and table agree."""
    now = clock.now().replace(minute=0, second=0, microsecond=0)
    return tuple(now - timedelta(days=days) for days in _DAYS)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` up to, not including, `end`; without `first` everything before `end`."""

    code: str
    first: date | None
    end: date

    @property
    def moments(self) -> tuple[datetime | None, datetime]:
        """Return its beginning and the moment it is over, in the present time zone."""
        return _midnight(self.first) if self.first else None, _midnight(self.end)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(day: date) -> Span:
    return Span(day.isoformat(), day, day + timedelta(days=1))


def _week(day: date) -> Span:
    monday = day - timedelta(days=day.weekday())
    year, number, _ = monday.isocalendar()
    return Span(f"{year}-W{number:02d}", monday, monday + timedelta(days=7))


def _month(day: date) -> Span:
    first = day.replace(day=1)
    return Span(f"{first:%Y-%m}", first, (first + timedelta(days=31)).replace(day=1))


def _year(day: date) -> Span:
    return Span(f"{day.year}", date(day.year, 1, 1), date(day.year + 1, 1, 1))


def before(day: date) -> Span:
    """Return everything before a day."""
    return Span(f"before-{day.isoformat()}", None, day)


_SHAPES: tuple[tuple[str, Callable[[str], Span]], ...] = (
    (r"\d{4}-\d{2}-\d{2}", lambda code: _day(date.fromisoformat(code))),
    (r"\d{4}-W\d{2}", lambda code: _week(date.fromisocalendar(int(code[:4]), int(code[6:]), 1))),
    (r"\d{4}-\d{2}", lambda code: _month(date.fromisoformat(f"{code}-01"))),
    (r"\d{4}", lambda code: _year(date(int(code), 1, 1))),
    (r"before-\d{4}-\d{2}-\d{2}", lambda code: before(date.fromisoformat(code.removeprefix("before-")))),
)


def span_of(code: str) -> Span | None:
    """Return the span of a code, or None when it means nothing."""
    for shape, read in _SHAPES:
        if re.fullmatch(shape, code, re.ASCII):
            try:
                span = read(code)
            except (ValueError, OverflowError):
                return None
            return span if MINYEAR + 1000 < span.end.year < MAXYEAR - 1000 else None
    return None


def spans_between(first: date, last: date) -> list[Span]:
    """Return days, weeks, months or years from one day to another: the finest of which there are at most `MOST`."""
    for unit in (_day, _week, _month, _year):
        spans = [unit(first)]
        while spans[-1].end <= last and len(spans) <= MOST:
            spans.append(unit(spans[-1].end))
        if len(spans) <= MOST:
            return spans
    return [_year(date(last.year - back, 1, 1)) for back in reversed(range(MOST))]


class Calendar:
    """The spans that charts show, and those somebody chose: which of them a moment is in."""

    def __init__(self, shown: Sequence[Span], chosen: Sequence[Span] = ()) -> None:
        """`chosen` may hold spans of another length, of an address somebody kept."""
        earlier = [before(shown[0].first)] if shown and shown[0].first else []
        self.spans = (*earlier, *shown)
        known = {span.code: span.moments for span in (*self.spans, *chosen)}
        self.moments = tuple(sorted({moment for ends in known.values() for moment in ends if moment}))
        self._codes = [
            tuple(code for code, (start, end) in known.items() if over <= end and (start is None or start < over))
            for over in self.moments
        ]

    def segment_of(self, moment: datetime | None) -> int | None:
        """Return how many of `moments` are over at a moment; what `together.Segment` says in SQL."""
        return None if moment is None else bisect_right(self.moments, moment)

    def codes_of(self, segment: int | None) -> tuple[str, ...]:
        """Return the codes of the spans that a segment lies in; none without a moment."""
        return () if segment is None or segment >= len(self._codes) else self._codes[segment]
