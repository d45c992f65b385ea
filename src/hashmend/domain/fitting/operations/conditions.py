"""What is known about a part: its condition and what stands on its label."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import row
from hashmend.domain.fitting import events
from hashmend.domain.fitting.holding import Holding, hold, part_in, standing, tell, what, where
from hashmend.domain.fitting.operations.keeping import keep
from hashmend.domain.history.recording import new_group
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Condition, Part, Place
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused
from hashmend.kernel.identifiers import normal_serial

_CHOSEN = (Condition.UNKNOWN, Condition.GOOD, Condition.FAULTY, Condition.SCRAP)
_LABELS = {"serial_typed": "SN", "part_number": "part number", "hash_bin": "bin"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A part whose label was read, and what a person should look at again."""

    part: Part
    warnings: list[str]
    group: str = ""


@transaction.atomic
def set_condition(parts: QuerySet[Part], condition: str, *, by: Actor) -> Outcome[Part]:
    """Note the condition of parts, in machines or in spare stock.

    Refuses, per part: it has that condition already, it is gone, or its machine cannot be changed now. Refuses the
    whole when the condition cannot be chosen: a part is missing by leaving its slot.
    """
    if condition not in _CHOSEN:
        raise Refused("Choose unknown, good, faulty or scrap; a part that is not there is reported missing.")
    chosen = Condition(condition)
    held = hold(parts)
    may, refused = held.parts.split(lambda part: _why_not_set(part, chosen, held))
    was = {part.pk: standing(part) for part in may}
    before = {part.pk: part.get_condition_display() for part in may}
    for part in may:
        part.condition = chosen
    keep(may)
    group = new_group()
    _tell(events.CONDITION_SET, may, held, lambda part: {
        "from": before[part.pk], "to": chosen.label, "what": what(part), "was": was[part.pk],
    }, by=by, group=group)  # fmt: skip
    return Outcome(done=may, refused=refused, group=group)


def _tell(kind: Any, parts: list[Part], held: Holding, data: Any, *, by: Actor, group: str) -> None:
    tell(kind, [part_in(part, part.miner_id, held) for part in parts], data, by=by, group=group)


def _why_not_set(part: Part, chosen: Condition, held: Holding) -> str | None:
    if part.place == Place.GONE:
        return f"{part.history_label()} is gone ({part.gone_reason or part.get_condition_display()})."
    if part.condition == chosen:
        return f"{part.history_label()} is {chosen.label.lower()} already."
    return held.why_not_change(part.miner_id)


@transaction.atomic
def read_part(
    part: Part,
    *,
    serial_typed: str | None = None,
    part_number: str | None = None,
    hash_bin: str | None = None,
    by: Actor,
) -> Reading:
    """Note what stands on the label of a part; None leaves what is known, "" clears it.

    A serial number that another part or a machine has warns and names it, it never blocks. Refuses when the part is
    gone or its machine cannot be changed now.
    """
    held = hold(row(part))
    (found,) = held.parts.rows or (None,)
    if found is None:
        raise Refused("The part is no longer there: somebody removed it. Go back and reload the page.")
    if found.place == Place.GONE:
        raise Refused(f"{found.history_label()} is gone: nobody can read its label.")
    if why := held.why_not_change(found.miner_id):
        raise Refused(why)
    was, label, called = standing(found), found.history_label(), what(found)
    changes = _read(found, {"serial_typed": serial_typed, "part_number": part_number, "hash_bin": hash_bin})
    group = ""
    if changes:
        keep([found])
        group = new_group()
        told = [part_in(found, found.miner_id, held, label)]
        data = {"changes": changes, "what": called, "was": was}
        tell(events.READ, told, lambda _: data, by=by, group=group)
    return Reading(found, others_with(found), group)


def _read(part: Part, read: Mapping[str, str | None]) -> list[str]:
    """Put what was read on the part; return what changed, in words."""
    changes = []
    for name, text in read.items():
        before, value = getattr(part, name), None if text is None else text.replace("\x00", "").strip()
        if value is not None and value != before:
            setattr(part, name, value)
            changes.append(f"{_LABELS[name]} {before or 'unknown'} → {value or 'unknown'}")
    if read["serial_typed"] is not None:
        part.serial = normal_serial(part.serial_typed)
    return changes


def others_with(part: Part) -> list[str]:
    """Return a sentence for each other part and machine that has this part's serial number; two queries."""
    if not part.serial:
        return []
    twins = Part.objects.carrying([part.serial]).exclude(pk=part.pk).select_related("owner", "miner__model")
    said = [
        f"{twin.serial} is also on {_named(twin)}, of {twin.owner or 'the repair centre'}: check both labels."
        for twin in twins.order_by("pk")[:5]
    ]
    machines = Miner.objects.filter(serial=part.serial).select_related("customer").order_by("pk")
    return [*said, *(f"{m.serial} is the serial number of a machine of {m.customer}, not of a part." for m in machines)]


def _named(part: Part) -> str:
    if part.is_in_slot:
        return where(part)
    return f"a {part.get_part_type_display()} {'that is' if part.place == Place.GONE else 'in'} {where(part)}"
