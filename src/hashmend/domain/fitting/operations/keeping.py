"""Writing parts that changed; called inside the operations' transactions."""

from collections.abc import Sequence

from hashmend.domain.fitting.holding import COLUMNS
from hashmend.domain.parts.models import Part, Place
from hashmend.kernel import clock

_FIELDS = (*(name.removesuffix("_id") for name in COLUMNS), "changed_at")


def keep(parts: Sequence[Part], *, trading_places: bool = False) -> None:
    """Write how these parts stand now.

    Those that trade places leave their slots first: no slot may hold two in between.
    """
    now = clock.now()
    for part in parts:
        part.changed_at = now
    if trading_places and len(parts) > 1:
        in_slots = Part.objects.filter(pk__in=[part.pk for part in parts], place=Place.SLOT)
        in_slots.update(place=Place.GONE, miner=None, position=None)
    Part.objects.bulk_update(parts, _FIELDS)
