"""Our warranty on repaired parts: those that came back within it, in whatever machine they are now."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from hashmend.domain.bench.models import Repair
from hashmend.domain.parts.models import Part, Place
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.warranty import warranty_end, words_of
from hashmend.domain.writing import listed
from hashmend.kernel import clock


@dataclass(frozen=True, slots=True)
class PartBack:
    """A part that came back within the warranty on its repair: the repair, and the last day of the warranty."""

    part: Part
    repair: Repair
    until: date

    @property
    def stay(self) -> Job:
        """Return the stay in which it was repaired."""
        return self.repair.job

    def __str__(self) -> str:
        return f"{self.part.history_label()}: {self.repair} in {words_of(self.stay)}"


def parts_back(
    parts: Iterable[Part], arrivals: Mapping[int, date], *, only_stay: int | None = None
) -> dict[int, list[PartBack]]:
    """Return, by machine, those of the parts whose repair was under warranty when the machine came.

    One query, and one more where there may be any: where they were repaired in another stay than `only_stay`.

    `arrivals` says on which day each machine came. A part is known again by its serial number too: its owner may have
    moved it from one machine to another. The warranty begins when the machine in which the part was repaired was
    delivered. A repair within it does not begin it anew, nor does one under the warranty of its machine.
    """
    mine = [part for part in parts if part.miner_id in arrivals]
    by_key = {part.pk: part for part in mine}
    by_serial = {(part.owner_id, part.serial): part for part in mine if part.serial}
    alike = ~Q(serial="") & Q(serial__in=sorted({part.serial for part in mine} - {""}))
    known = Part.objects.filter(Q(pk__in=listed(list(by_key))) | alike).values("pk")
    repairs = list(Repair.objects.filter(part__in=known).order_by().values_list("pk", "job")) if mine else []
    former = [pk for pk, stay in repairs if stay != only_stay]
    told = warranted(Repair.objects.filter(pk__in=listed(former)))
    counted: dict[int, PartBack] = {}
    for repair in told if former else []:
        mended = repair.part
        assert mended is not None
        if part := by_key.get(mended.pk) or by_serial.get((mended.owner_id, mended.serial)):
            _count(counted, part, repair, arrivals)
    found: dict[int, list[PartBack]] = defaultdict(list)
    for back in counted.values():
        machine = back.part.miner_id
        if machine is not None and back.until >= arrivals[machine]:
            found[machine].append(back)
    return found


def warranted(repairs: QuerySet[Repair]) -> QuerySet[Repair]:
    """Return those of the repairs that can have begun a warranty, with all it is counted from, the first one first."""
    return (
        repairs.filter(
            job__returned_from=None,
            job__outbound_container__shipment__delivered_at__isnull=False,
            job__work_order__repair_request__agreement__warranty_days__isnull=False,
        )
        .select_related(
            "part", "repair_type", "job__outbound_container__shipment", "job__work_order__repair_request__agreement"
        )
        .order_by("job_id", "pk")
    )


def parts_back_in(jobs: Sequence[Job], parts: Iterable[Part] | None = None) -> dict[int, list[PartBack]]:
    """Return, by machine, the parts that came back within the warranty on their repair; `parts` if they are known."""
    today = clock.today(settings.TIME_ZONE)
    arrivals = {job.miner_id: localdate(job.received_at) if job.received_at else today for job in jobs}
    if parts is None:
        parts = Part.objects.filter(place=Place.SLOT, miner__in=listed(list(arrivals)))
    return parts_back(parts, arrivals, only_stay=jobs[0].pk if len(jobs) == 1 else None)


def _count(counted: dict[int, PartBack], part: Part, repair: Repair, arrivals: Mapping[int, date]) -> None:
    """Let a repair begin the warranty of a part, unless one goes on or the part had not left before it came."""
    end, container = warranty_end(repair.job), repair.job.outbound_container
    delivered_at = container.shipment.delivered_at if container and container.shipment else None
    if end is None or delivered_at is None or part.miner_id is None:
        return
    going_on = counted.get(part.pk)
    came = localdate(repair.job.received_at) if repair.job.received_at else None
    is_within = going_on is not None and came is not None and going_on.until >= came
    if not is_within and localdate(delivered_at) <= arrivals[part.miner_id]:
        counted[part.pk] = PartBack(part, repair, end)
