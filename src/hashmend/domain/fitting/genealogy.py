"""Where a part has been: every machine, order and place, from when to when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hashmend.domain.fitting.holding import place_of
from hashmend.domain.history.models import Event
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts import events as stock_events
from hashmend.domain.parts.models import Part, Place, slot_name
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import Actor

_STOCK_EVENTS = {
    stock_events.SPARE_RECEIVED.code: Place.STOCK,
    stock_events.SPARE_PUT_BACK.code: Place.STOCK,
    stock_events.SPARE_WRITTEN_OFF.code: Place.GONE,
}


@dataclass(slots=True)
class Span:
    """A time a part spent in one place; `until` None is now. In a machine: which slot, and the stays it had there."""

    place: str
    since: datetime
    until: datetime | None = None
    miner: Miner | None = None
    slot: str = ""
    shelf: str = ""
    stays: Sequence[Job] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Return the place in words."""
        if self.miner:
            return self.slot
        label = str(Place(self.place).label)
        return f"{label}, {self.shelf}" if self.shelf else label


def genealogy(part: Part, actor: Actor) -> list[Span]:
    """Return where a part has been, the first place first; three queries. Only what the actor may see is named."""
    told = Event.objects.visible_to(actor).filter(part=part).order_by("pk")
    spans = _spans(part, _places(told))
    keys = {place["miner_id"] for place, _ in spans if place["miner_id"]}
    miners = Miner.objects.visible_to(actor).select_related("model", "customer").in_bulk(keys)
    jobs = list(Job.objects.visible_to(actor).filter(miner__in=keys).select_related("work_order").order_by("pk"))
    return [_told(part, place, span, miners, jobs) for place, span in spans]


def _places(told: Iterable[Event]) -> list[tuple[Mapping[str, Any] | None, Mapping[str, Any], datetime]]:
    """Return, per event that tells it, where the part was before (None: unknown), where it is since, and since when."""
    found = []
    for event in told:
        if now := event.data.get("now"):
            found.append((event.data.get("was"), now, event.at))
        elif place := _STOCK_EVENTS.get(event.kind):
            found.append((None, {"place": place, "miner_id": None, "position": None, "shelf": ""}, event.at))
    return found


def _spans(
    part: Part, places: Sequence[tuple[Mapping[str, Any] | None, Mapping[str, Any], datetime]]
) -> list[tuple[Mapping[str, Any], Span]]:
    start = places[0][0] if places else place_of(part)
    steps = [(start, part.added_at)] if start else []
    steps += [(now, at) for _, now, at in places]
    spans: list[tuple[Mapping[str, Any], Span]] = []
    for place, at in steps:
        if spans and _same(spans[-1][0], place):
            continue
        if spans:
            spans[-1][1].until = at
        spans.append((place, Span(place["place"], at, shelf=place["shelf"])))
    if spans and spans[-1][0]["place"] == part.place:
        spans[-1][1].shelf = part.shelf
    return spans


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[name] == other[name] for name in ("place", "miner_id", "position", "shelf"))


def _told(part: Part, place: Mapping[str, Any], span: Span, miners: Mapping[int, Miner], jobs: Sequence[Job]) -> Span:
    span.miner = miners.get(place["miner_id"] or 0)
    if span.miner:
        span.slot = slot_name(part.part_type, place["position"], span.miner.model)
        span.stays = [job for job in jobs if job.miner_id == span.miner.pk and _overlap(job, span)]
    return span


def _overlap(job: Job, span: Span) -> bool:
    starts = job.received_at or job.status_at
    return (span.until is None or starts <= span.until) and (job.closed_at is None or job.closed_at >= span.since)
