"""Parts that came back alone: in the spare stock for their owner, within the warranty on their repair.

A part that comes back in a machine is told by `bench.warranty`. One without its machine is received as a spare of its
customer; it is the same part when kind, owner and serial number are those of one that was repaired.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.timezone import localdate

from hashmend.domain.bench.models import Repair
from hashmend.domain.bench.warranty import PartBack, warranted
from hashmend.domain.parts.models import Part, Place
from hashmend.domain.work_orders.warranty import warranty_end
from hashmend.domain.writing import listed


def spares_back(parts: Iterable[Part]) -> dict[int, PartBack]:
    """Return, by part, those in the stock whose repair was under warranty on the day they came there; two queries.

    Only parts of a customer are returns: what the repair centre owns, it bought. A repair within the warranty does not
    begin it anew, nor does one under the warranty of its machine.
    """
    mine = {part.pk: part for part in parts if part.place == Place.STOCK and part.owner_id and part.serial}
    alike = Part.objects.carrying(sorted({part.serial for part in mine.values()}))
    by_key: dict[tuple[object, ...], list[Repair]] = {}
    for repair in _delivered(list(alike.values_list("pk", flat=True)) if mine else []):
        assert repair.part
        by_key.setdefault(_key(repair.part), []).append(repair)
    found = ((part, _under_warranty(by_key.get(_key(part), ()), localdate(part.added_at))) for part in mine.values())
    return {part.pk: PartBack(part, *under) for part, under in found if under}


def _key(part: Part) -> tuple[object, ...]:
    return part.owner_id, part.part_type, part.serial


def _delivered(parts: list[int]) -> list[Repair]:
    """Return the repairs of these parts that can be under warranty, the first one first."""
    return list(warranted(Repair.objects.filter(part__in=listed(parts)))) if parts else []


def _under_warranty(repairs: Iterable[Repair], day: date) -> tuple[Repair, date] | None:
    """Return the repair whose warranty lasted on a day, and its last day."""
    counted: tuple[Repair, date] | None = None
    for repair in repairs:
        job, until = repair.job, warranty_end(repair.job)
        shipment = job.outbound_container.shipment if job.outbound_container else None
        if until is None or shipment is None or shipment.delivered_at is None:
            continue
        goes_on = counted is not None and job.received_at is not None and counted[1] >= localdate(job.received_at)
        if not goes_on and localdate(shipment.delivered_at) <= day:
            counted = repair, until
    return counted if counted and counted[1] >= day else None
