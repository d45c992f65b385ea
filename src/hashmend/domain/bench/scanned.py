"""Which machine, or which position of the bench, a scanned label means."""

from dataclasses import dataclass

from django.db.models import Q

from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.logistics.queries import known_number
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.entries import where_is
from hashmend.domain.parts.models import Part, Place
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.kernel.identifiers import clean_scan, normal_mac, normal_serial


class Unknown(Refused):
    """Nothing the repair centre knows carries the label."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The stay of a machine, and the part of it whose label was scanned, if it was a part's."""

    job: Job
    part: Part | None = None


def position_of(scanned: str, actor: Actor) -> BenchPosition | None:
    """Return the position whose label was scanned, with the machine that stands there, or None.

    The label of a position goes before a machine's asset tag that reads the same.
    """
    labelled = BenchPosition.objects.visible_to(actor).labelled(scanned)
    return labelled.select_related("job__miner", "job__work_order").first()


def meant_by(scanned: str, actor: Actor) -> Meant:
    """Return the machine that carries the scanned serial number, MAC or asset tag, or holds the part with that serial.

    The stay is the open one, else the latest. Refuses what is no machine's label, saying what it is (`Unknown` when
    nothing carries it), and a label that several machines of the repair centre carry, naming them.
    """
    text = clean_scan(scanned)
    if not text:
        raise Refused("Scan or type what stands on a machine: its serial number, MAC or asset tag.")
    machines = _machines(text, actor)
    part = None if machines else _part(text, actor)
    machines = machines or ([part.miner_id] if part and part.miner_id else []) or _formerly(text, actor)
    jobs = list(
        Job.objects.visible_to(actor).filter(miner__in=machines).select_related("work_order", "miner").order_by("-pk")
    )
    standing = [job for job in jobs if job.closed_at is None] or jobs[:1]
    if not standing:
        if told := _what_it_is(text, actor):
            raise Refused(told)
        raise Unknown(f"No machine carries {text}, and no part in a machine does.")
    if len(standing) > 1:
        where = ", ".join(str(job) for job in standing[:5])
        raise Refused(f"{len(standing)} machines carry {text}: {where}. Open the one you mean from its order.")
    return Meant(standing[0], part)


def _machines(text: str, actor: Actor) -> list[int]:
    carries = Q(asset_tag__in={text, text.upper()})
    if serial := normal_serial(text):
        carries |= Q(serial=serial)
    if mac := normal_mac(text):
        carries |= Q(mac=mac)
    return list(Miner.objects.visible_to(actor).filter(carries).order_by("pk").values_list("pk", flat=True)[:50])


def _part(text: str, actor: Actor) -> Part | None:
    serial = normal_serial(text)
    if not serial:
        return None
    return Part.objects.visible_to(actor).in_slots().carrying([serial]).order_by("pk").first()


def _formerly(text: str, actor: Actor) -> list[int]:
    serial = normal_serial(text)
    had = Miner.objects.visible_to(actor).filter(former_serials__icontains=serial) if serial else Miner.objects.none()
    return [miner.pk for miner in had.order_by("pk")[:50] if serial in miner.former_serials.split()]


def _what_it_is(text: str, actor: Actor) -> str:
    if other := known_number(text.upper()):
        return f"This is {other}, a miner was expected."
    if position := position_of(text, actor):
        return f"This is position {position}, a miner was expected."
    serial = normal_serial(text)
    spare = Part.objects.visible_to(actor).carrying([serial]).order_by("place", "pk").last() if serial else None
    if spare is None:
        return ""
    way = " Scan it at an empty slot, or under Replace of a part." if spare.place == Place.STOCK else ""
    return f"{spare} is in no machine: it is {where_is(spare)}.{way}"
