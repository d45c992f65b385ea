"""Giving numbers. The counter is locked in the transaction that uses the number, so none is lost or doubled."""

from django.conf import settings
from django.db import transaction
from django.db.models import F

from hashmend.domain.numbering.models import Sequence
from hashmend.kernel import clock


def next_number(prefix: str) -> str:
    """Return the next yearly number of a series, such as "RWO-2026-0001"; a rollback gives it back.

    The year is that of the centre's own time zone.
    """
    year = clock.today(settings.TIME_ZONE).year
    return f"{prefix}-{year}-{_next(f'{prefix}-{year}', 1):04d}"


def next_tag_numbers(prefix: str, count: int = 1) -> list[str]:
    """Return the next `count` numbers of a series without a year, such as "C-00042"."""
    last = _next(prefix, count)
    return [f"{prefix}-{n:05d}" for n in range(last - count + 1, last + 1)]


def _next(series: str, count: int) -> int:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A number is taken inside the transaction that uses it.")
    if not Sequence.objects.filter(series=series).update(last=F("last") + count):
        Sequence.objects.get_or_create(series=series)
        Sequence.objects.filter(series=series).update(last=F("last") + count)
    return Sequence.objects.get(series=series).last
