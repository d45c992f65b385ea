"""The spare stock: what comes in, what is corrected, kept for a machine or leaves, and how much there should be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked, row
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.customers.models import Customer
from hashmend.domain.history.recording import record
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts import events
from hashmend.domain.parts.entries import SpareEntry, where_is
from hashmend.domain.parts.models import Condition, Part, Place, StockLevel
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refusal, Refused

STOCKED_CONDITIONS = (Condition.UNKNOWN, Condition.GOOD, Condition.FAULTY)
"""What a spare can be; scrap and missing ones are gone."""
OURS = "the repair centre"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is set right about spares, and why. None leaves a thing as it is; an empty `shelf` is none.

    `owner` is a customer; `is_ours` says that they are the repair centre's.
    """

    reason: str
    condition: str | None = None
    model: MinerModel | None = None
    shelf: str | None = None
    source: str | None = None
    owner: Customer | None = None
    is_ours: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """Return the fields that are set."""
        names = ("condition", "model", "shelf", "source", "owner")
        asked = {name: value for name in names if (value := getattr(self, name)) is not None}
        return asked | {"owner": None} if self.is_ours else asked


@transaction.atomic
def receive_spares(entries: Sequence[SpareEntry], *, by: Actor, despite: bool = False) -> Outcome[Part]:
    """Take spares into the stock; set-wise, two reads and two writes however many.

    Refuses, per entry (`Refusal.pk` is its place in `entries`): a part of its type with its serial number is known
    and not gone, or stands in the entries twice. `despite` takes those too, for two parts that do share a number.
    """
    refused = [] if despite else _known_already(entries)
    left = {refusal.pk for refusal in refused}
    parts = Part.objects.bulk_create(entry.as_part() for place, entry in enumerate(entries) if place not in left)
    record(events.SPARE_RECEIVED, parts, by=by, data=lambda part: {"source": part.source})
    return Outcome(done=parts, refused=refused)


def _known_already(entries: Sequence[SpareEntry]) -> list[Refusal]:
    known = known_parts(entries)
    first: dict[tuple[str, str], int] = {}
    refused = []
    for place, entry in enumerate(entries):
        if not entry.serial:
            continue
        why = ""
        if part := known.get(entry.key):
            why = f"{part} is known already: it is {where_is(part)}."
        elif entry.key in first:
            why = f"{entry.serial} is there twice: it stands in line {first[entry.key] + 1} already."
        first.setdefault(entry.key, place)
        if why:
            refused.append(Refusal(entry.serial, why, place))
    return refused


def known_parts(entries: Sequence[SpareEntry]) -> Mapping[tuple[str, str], Part]:
    """Return the parts that are not gone and have type and serial number of an entry; one query."""
    serials = {entry.serial for entry in entries} - {""}
    parts = Part.objects.exclude(place=Place.GONE).carrying(serials).select_related("miner")
    return {(part.part_type, part.serial): part for part in parts}


@transaction.atomic
def correct_spares(spares: QuerySet[Part], correction: Correction, *, by: Actor) -> Outcome[Part]:
    """Set right what is known of spares: condition, model they fit, shelf, purchase, owner; with a reason.

    Refuses a correction of nothing; per part: it is not in the spare stock, or its owner cannot be another.
    """
    values = correction.values
    if not values:
        raise Refused("Nothing was changed: choose a condition, a model, a shelf, a purchase or an owner.")
    why_not = why_not_give if "owner" in values else why_not_stock
    parts, refused = locked(spares, "model", "owner", "reserved_for").split(why_not)
    changes = {part.pk: _changes(part, values) for part in parts}
    changed = [part for part in parts if changes[part.pk]]
    Part.objects.filter(pk__in=[part.pk for part in changed]).update(**values, changed_at=clock.now())
    told = {"reason": correction.reason}
    record(events.SPARE_CORRECTED, changed, by=by, data=lambda part: {"changes": changes[part.pk], **told})
    return Outcome(done=parts, refused=refused)


def _changes(part: Part, values: Mapping[str, Any]) -> list[str]:
    """Return in words what differs: "condition from Unknown to Good"."""
    changes = []
    for name, value in values.items():
        before = getattr(part, name)
        if before == value:
            continue
        if name == "condition":
            before, value = Condition(before).label, Condition(value).label
        if name == "owner":
            before, value = before or OURS, value or OURS
        changes.append(f"{name} from {before or 'nothing'} to {value or 'nothing'}")
    return changes


@transaction.atomic
def write_off_spares(spares: QuerySet[Part], reason: str, *, by: Actor, is_scrap: bool = False) -> Outcome[Part]:
    """Take spares out of the stock for good, with the reason: sold, lost, sent back, scrapped.

    Refuses, per part: it is not in the spare stock, or it is reserved for a machine.
    """
    parts, refused = locked(spares, "reserved_for").split(why_not_write_off)
    gone: dict[str, Any] = {"place": Place.GONE, "gone_reason": reason, "shelf": "", "changed_at": clock.now()}
    if is_scrap:
        gone["condition"] = Condition.SCRAP
    Part.objects.filter(pk__in=[part.pk for part in parts]).update(**gone)
    record(events.SPARE_WRITTEN_OFF, parts, by=by, data={"reason": reason})
    return Outcome(done=parts, refused=refused)


@transaction.atomic
def put_back_spares(parts: QuerySet[Part], reason: str, *, by: Actor, shelf: str = "") -> Outcome[Part]:
    """Take parts that had left the stock into it again, with the reason: found, returned, written off by mistake.

    Refuses, per part: it is not gone, or it is missing from a machine. A scrapped one comes back unknown.
    """
    back, refused = locked(parts).split(why_not_put_back)
    keys = [part.pk for part in back]
    Part.objects.filter(pk__in=keys, condition=Condition.SCRAP).update(condition=Condition.UNKNOWN)
    now = {"place": Place.STOCK, "gone_reason": "", "shelf": shelf, "changed_at": clock.now()}
    Part.objects.filter(pk__in=keys).update(**now)
    record(events.SPARE_PUT_BACK, back, by=by, data={"reason": reason})
    return Outcome(done=back, refused=refused)


@transaction.atomic
def reserve_spares(spares: QuerySet[Part], miner: Miner, *, by: Actor) -> Outcome[Part]:
    """Keep spares for one machine: nobody attaches them to another.

    Refuses, per part: it is not in the spare stock, is reserved for another machine, or belongs to another customer.
    """
    parts, refused = locked(spares, "reserved_for").split(lambda part: why_not_reserve(part, miner))
    new = [part for part in parts if part.reserved_for_id != miner.pk]
    Part.objects.filter(pk__in=[part.pk for part in new]).update(reserved_for=miner, changed_at=clock.now())
    record(events.SPARE_RESERVED, new, by=by, data={"miner": str(miner)})
    return Outcome(done=parts, refused=refused)


@transaction.atomic
def release_spares(spares: QuerySet[Part], *, by: Actor) -> Outcome[Part]:
    """Let reserved spares be taken for any machine again. Refuses, per part: it is not reserved."""
    parts, refused = locked(spares, "reserved_for").split(why_not_release)
    Part.objects.filter(pk__in=[part.pk for part in parts]).update(reserved_for=None, changed_at=clock.now())
    record(events.SPARE_RELEASED, parts, by=by, data=lambda part: {"miner": str(part.reserved_for)})
    return Outcome(done=parts, refused=refused)


@transaction.atomic
def set_stock_level(part_type: str, model: MinerModel | None, at_least: int, *, by: Actor) -> StockLevel | None:
    """Say how many usable spares of a type the repair centre wants for a model (None: for any); 0 forgets the level."""
    levels = StockLevel.objects.filter(part_type=part_type, model=model)
    (level,) = locked(levels, "model").rows or [StockLevel(part_type=part_type, model=model, at_least=0)]
    before = level.at_least
    if before == at_least:
        return level if level.pk else None
    level.at_least, level.set_at, level.set_by_id = at_least, clock.now(), by.user_id
    record(events.STOCK_LEVEL_SET, [level], by=by, data={"from": before, "to": at_least})
    if at_least == 0:
        row(level).delete()
        return None
    if level.pk:
        row(level).update(at_least=at_least, set_at=level.set_at, set_by=by.user_id)
        return level
    return StockLevel.objects.create(
        part_type=part_type, model=model, at_least=at_least, set_at=level.set_at, set_by_id=by.user_id
    )


def why_not_stock(part: Part) -> str | None:
    """Say why a part cannot be handled as a spare, or None."""
    if part.place == Place.STOCK:
        return None
    return f"{part.history_label()} is not in the spare stock: it is {where_is(part)}."


def why_not_give(part: Part) -> str | None:
    """Say why a spare cannot be told to belong to somebody else, or None.

    What came in a machine stays its owner's: only what was written down when a spare was received can be wrong.
    """
    if part.came_in_id or part.left_miner_id:
        return f"{part.history_label()} was in a machine: its owner stays the same."
    if part.reserved_for_id:
        return f"{part.history_label()} is reserved for {part.reserved_for}: release it first."
    return why_not_stock(part)


def why_not_write_off(part: Part) -> str | None:
    """Say why a spare cannot leave the stock, or None."""
    if part.reserved_for_id:
        return f"{part.history_label()} is reserved for {part.reserved_for}: release it first."
    return why_not_stock(part)


def why_not_put_back(part: Part) -> str | None:
    """Say why a part cannot come back into the stock, or None."""
    if part.condition == Condition.MISSING:
        return f"{part.history_label()} is missing from its machine: find it again on the machine's page."
    if part.place == Place.GONE:
        return None
    return f"{part.history_label()} is not gone: it is {where_is(part)}."


def why_not_release(part: Part) -> str | None:
    """Say why a reservation cannot be given up, or None."""
    return None if part.reserved_for_id else f"{part.history_label()} is not reserved."


def why_not_reserve(part: Part, miner: Miner) -> str | None:
    """Say why a spare cannot be kept for a machine, or None."""
    if part.reserved_for_id not in {None, miner.pk}:
        return f"{part.history_label()} is reserved for {part.reserved_for}: release it first."
    if part.owner_id not in {None, miner.customer_id}:
        return f"{part.history_label()} belongs to another customer than {miner}: choose a spare of theirs or ours."
    return why_not_stock(part)
