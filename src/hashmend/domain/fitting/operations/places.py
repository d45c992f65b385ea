"""One part in or out of a machine: to spare stock, from it, in place of another, or found in an empty slot."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.customers.models import Customer
from hashmend.domain.fitting import events
from hashmend.domain.fitting.holding import Holding, enter, hold, leave, part_in, standing, tell, what, where
from hashmend.domain.fitting.operations.identity import FirmwareIdentity, take_labels
from hashmend.domain.fitting.operations.keeping import keep
from hashmend.domain.fitting.rules import why_no_slot, why_not_come, why_not_open, why_not_take
from hashmend.domain.history.recording import new_group
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Condition, Part, Place, slot_name
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused
from hashmend.kernel.identifiers import normal_serial

TO_STOCK, TO_SCRAP = "stock", "scrap"


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part nobody had entered yet, as read from its label; `owner` None is the repair centre."""

    serial_typed: str = ""
    part_number: str = ""
    hash_bin: str = ""
    owner: Customer | None = None
    source: str = ""


@transaction.atomic
def remove_to_stock(parts: QuerySet[Part], *, shelf: str = "", by: Actor) -> Outcome[Part]:
    """Take parts out of their machines into spare stock; they stay their owner's.

    Refuses, per part: it is in no machine, its machine cannot be changed now, or its maker's warranty lasts.
    """
    held = hold(parts)
    may, refused = held.parts.split(lambda part: _why_not_leave(part, held))
    told = [part_in(part, part.miner_id, held) for part in may]
    facts = {p.pk: {"what": what(p), "was": standing(p)} for p in may}
    for part in may:
        leave(part, place=Place.STOCK, shelf=shelf.strip())
    keep(may)
    group = new_group()
    tell(events.REMOVED, told, lambda part: {**facts[part.pk], "to": where(part)}, by=by, group=group)
    return Outcome(done=may, refused=refused, group=group)


def _why_not_leave(part: Part, held: Holding) -> str | None:
    if part.miner_id is None:
        return f"{part.history_label()} is in no machine: it is in {where(part)}."
    return _why_not_touch(part.miner_id, held)


def _why_not_touch(machine: int, held: Holding) -> str | None:
    return held.why_not_change(machine) or why_not_open(held.machines[machine], held.stays.get(machine))


@transaction.atomic
def attach(
    spare: QuerySet[Part], miner: Miner, position: int, *, by: Actor, identity: FirmwareIdentity | None = None
) -> Part:
    """Put the one spare of the query into an empty slot of a machine; a control board may bring its `identity`.

    Refuses: the slot is taken or not there, the part is no spare, is reserved for another machine, does not fit or
    belongs to another customer, the machine cannot be changed now, or its maker's warranty lasts.
    """
    held = hold(spare, [miner.pk])
    part = _only(held)
    machine = held.machines[miner.pk]
    _refuse(_why_not_touch(miner.pk, held) or why_not_take(part, machine) or _why_no_room(part, machine, position))
    was, came_from = standing(part), where(part)
    enter(part, machine, position)
    keep([part])
    data, group = {"from": came_from, "slot": part.slot_name, "machine": str(machine), "was": was}, new_group()
    data |= take_labels(part, machine, identity, held, by=by, group=group)
    tell(events.ATTACHED, [part_in(part, machine.pk, held)], lambda _: data, by=by, group=group)
    return part


def _why_no_room(part: Part, machine: Miner, position: int) -> str | None:
    if why := why_no_slot(part.part_type, position, machine.model):
        return why
    other = Part.objects.filter(miner=machine, part_type=part.part_type, position=position).first()
    slot = slot_name(part.part_type, position, machine.model)
    return (
        f"{slot} of {machine} has {other.history_label()} already: replace that, or take it out first."
        if other
        else None
    )


@transaction.atomic
def add_part(miner: Miner, part_type: str, position: int, new: NewPart, *, by: Actor) -> Part:
    """Enter a part that is in a slot of a machine and that nobody had entered yet.

    Refuses: the slot is taken or not there, the owner is another customer, or the machine cannot be changed now.
    """
    held = hold(Part.objects.none(), [miner.pk])
    machine = held.machines[miner.pk]
    part = _made(new, part_type, machine, machine.model)
    part.came_in = machine
    _refuse(held.why_not_change(miner.pk) or why_not_come(part, machine) or _why_no_room(part, machine, position))
    enter(part, machine, position)
    part.save(force_insert=True)
    data = {"what": what(part), "was": None}
    tell(events.ADDED, [part_in(part, machine.pk, held)], lambda _: data, by=by, group=new_group())
    return part


@transaction.atomic
def replace(
    part: Part,
    *,
    spare: Part | None = None,
    new: NewPart | None = None,
    old_to: str = TO_STOCK,
    identity: FirmwareIdentity | None = None,
    by: Actor,
) -> Part:
    """Put another part in place of one, in one step: a spare, or a new one; return it. The old goes to stock or scrap.

    A control board may bring its `identity`: the machine's new serial number and MAC. Refuses what `remove_to_stock`
    and `attach` refuse.
    """
    if (spare is None) == (new is None) or old_to not in (TO_STOCK, TO_SCRAP):
        raise Refused("Choose one part to come in, a spare or a new one, and where the old one goes: stock or scrap.")
    held = hold(Part.objects.filter(pk__in=[one.pk for one in (part, spare) if one]))
    rows = {one.pk: one for one in held.parts}
    if part.pk not in rows or (spare and spare.pk not in rows):
        raise Refused("One of these parts is no longer there: go back and reload the page.")
    old = rows[part.pk]
    _refuse(_why_not_leave(old, held))
    machine, group = held.machines[old.miner_id or 0], new_group()
    other = rows[spare.pk] if spare else _made(new or NewPart(), old.part_type, machine, old.model)
    _refuse(_why_not_replace(old, other, machine))
    brought = take_labels(other, machine, identity, held, by=by, group=group)
    went, came = _exchange(old, other, machine, old_to)
    tell(events.REPLACED, [part_in(old, machine.pk, held, went.pop("label"))], lambda _: went, by=by, group=group)
    tell(events.CAME_FOR, [part_in(other, machine.pk, held)], lambda _: came | brought, by=by, group=group)
    return other


def _why_not_replace(old: Part, other: Part, machine: Miner) -> str | None:
    if other.part_type != old.part_type:
        return f"A {other.get_part_type_display()} does not go into the slot of a {old.get_part_type_display()}."
    return why_not_take(other, machine)


def _exchange(old: Part, other: Part, machine: Miner, old_to: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write both parts; return what the history tells of the one that went and of the one that came."""
    is_new, position = other.pk is None, old.position or 0
    went: dict[str, Any] = {"label": old.history_label(), "what": what(old), "was": standing(old)}
    came: dict[str, Any] = {"was": None if is_new else standing(other), "old": old.serial or "the old one"}
    came |= {"from": (other.source or "outside") if is_new else where(other)}
    if old_to == TO_SCRAP:
        leave(old, place=Place.GONE, condition=Condition.SCRAP, gone_reason="Scrapped")
    else:
        leave(old, place=Place.STOCK)
    keep([old])
    enter(other, machine, position)
    if is_new:
        other.save(force_insert=True)
    else:
        keep([other])
    went |= {"new": other.serial or "one without a serial number", "to": "scrap" if old_to == TO_SCRAP else where(old)}
    return went, came | {"slot": other.slot_name, "machine": str(machine)}


def _made(new: NewPart, part_type: str, machine: Miner, model: MinerModel | None) -> Part:
    typed = new.serial_typed.replace("\x00", "").strip()
    return Part(
        part_type=part_type,
        owner=new.owner,
        model=model or machine.model,
        serial=normal_serial(typed),
        serial_typed=typed,
        part_number=new.part_number.strip(),
        hash_bin=new.hash_bin.strip(),
        source=new.source.strip(),
        place=Place.STOCK,
    )


def _only(held: Holding) -> Part:
    if len(held.parts) != 1:
        raise Refused("The part is no longer there: somebody removed it. Go back and reload the page.")
    return held.parts.rows[0]


def _refuse(why: str | None) -> None:
    if why:
        raise Refused(why)
