"""Parts under lock together with the stays of the machines they are in, and events that name both."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import QuerySet

from hashmend.domain.batches import Batch, locked
from hashmend.domain.fitting.rules import stays_of, why_not_change
from hashmend.domain.history.kinds import Kind
from hashmend.domain.history.recording import record
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Part, Place, slot_name
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused

COLUMNS = (
    "condition", "place", "miner_id", "position", "shelf", "gone_reason", "reserved_for_id", "came_from_slot",
    "left_miner_id", "left_position", "serial", "serial_typed", "part_number", "hash_bin",
)  # fmt: skip
"""What operations change of a part, by name; its owner never changes."""

PLACE = ("place", "miner_id", "position", "shelf")
"""Where a part is, by name."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Locked parts; the machines they are in or may come into, and the stay of each that counts, by machine."""

    parts: Batch[Part]
    machines: Mapping[int, Miner]
    stays: Mapping[int, Job]

    def why_not_change(self, machine: int | None) -> str | None:
        """Return why the parts of a machine, by key, do not change now, or None; spares may always."""
        return why_not_change(self.machines[machine], self.stays.get(machine)) if machine else None


def hold(parts: QuerySet[Part], machines: Iterable[int] = ()) -> Holding:
    """Lock the orders of the stays concerned, the stays, then the parts; refuse what moved at this very moment.

    `machines` are the keys of those that parts may come into, beside those they are in.
    """
    places = parts.filter(miner__isnull=False).order_by().values_list("miner_id", flat=True)
    concerned = {*machines, *(key for key in places.distinct() if key)}
    before = stays_of(concerned)
    orders = locked(WorkOrder.objects.filter(pk__in={stay.work_order_id for stay in before.values()}))
    stays = locked(
        Job.objects.filter(pk__in={stay.pk for stay in before.values()}),
        "miner__model", "miner__customer", "outbound_container__shipment", known={"work_order": orders},
    )  # fmt: skip
    batch = locked(parts, "miner__model", "owner", "model", "reserved_for")
    if any(part.miner_id and part.miner_id not in concerned for part in batch):
        raise Refused("Somebody moved one of these parts at this very moment: look again, then try again.")
    known = {stay.miner_id: stay.miner for stay in stays}
    others = Miner.objects.select_related("model", "customer").in_bulk(concerned - known.keys())
    return Holding(batch, {**known, **others}, {stay.miner_id: stay for stay in stays})


def standing(part: Part) -> dict[str, Any]:
    """Return how a part stands: what an event keeps of it so that it can be undone."""
    return {name: getattr(part, name) for name in COLUMNS}


def leave(part: Part, **to: Any) -> None:
    """Take a part out of its slot, and remember which that was."""
    if part.miner and part.position:
        part.came_from_slot = part.slot_name
        part.left_miner, part.left_position = part.miner, part.position
    part.miner, part.position, part.reserved_for = None, None, None
    for name, value in to.items():
        setattr(part, name, value)


def enter(part: Part, machine: Miner, position: int) -> None:
    """Put a part into a slot; one it left for that is remembered."""
    if part.miner:
        leave(part)
    part.miner, part.position, part.place = machine, position, Place.SLOT
    part.reserved_for, part.shelf, part.gone_reason = None, "", ""


@dataclass(frozen=True, slots=True)
class PartIn:
    """A part as an event names it: with the machine it is in, left or came to, and the stay there."""

    HISTORY_ROOTS: ClassVar[Mapping[str, str]] = {
        "part": "part.pk",
        "miner": "miner_id",
        "job": "job_id",
        "work_order": "work_order_id",
        "customer": "customer_id",
    }

    part: Part
    label: str
    miner_id: int | None = None
    job_id: int | None = None
    work_order_id: int | None = None
    customer_id: int | None = None

    def history_label(self) -> str:
        """Return what people called the part when it happened."""
        return self.label


def part_in(part: Part, machine: int | None, held: Holding, label: str = "") -> PartIn:
    """Return the part as it is told of in a machine, by key (None: a spare, told of to its owner)."""
    if machine is None:
        return PartIn(part, label or part.history_label(), customer_id=part.owner_id)
    stay = held.stays.get(machine)
    job, order = (stay.pk, stay.work_order_id) if stay and not stay.closed_at else (None, None)
    return PartIn(part, label or part.history_label(), machine, job, order, held.machines[machine].customer_id)


def tell(
    happened: Kind, parts: Sequence[PartIn], data: Callable[[Part], Mapping[str, Any]], *, by: Actor, group: str
) -> None:
    """Write one event per part, with where it is now: parts are told of once they have changed."""
    record(happened, parts, by=by, data=lambda one: {**data(one.part), "now": place_of(one.part)}, group=group)


def place_of(part: Part) -> dict[str, Any]:
    """Return where a part is, as its events keep it."""
    return {name: getattr(part, name) for name in PLACE}


def what(part: Part) -> str:
    """Return a part in words: by its slot and machine with its serial number, or by its number in spare stock."""
    if part.is_in_slot:
        return f"{where(part)} ({part.serial})" if part.serial else where(part)
    return f"{part.history_label()}, {'' if part.place == Place.GONE else 'in '}{where(part)}"


def where(part: Part) -> str:
    """Return where a part is, in words."""
    if part.miner and part.position:
        return f"{slot_name(part.part_type, part.position, part.miner.model)} of {part.miner}"
    if part.place == Place.STOCK:
        return f"spare stock ({part.shelf})" if part.shelf else "spare stock"
    return "gone"
