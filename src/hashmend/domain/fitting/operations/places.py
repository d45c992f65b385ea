"""One part in or out of a machine: to spare stock, from it, in place of another, or found in an empty slot."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.customers.models import Customer
from hashmend.domain.fitting import events
from hashmend.domain.fitting.finding import opening
from hashmend.domain.fitting.fits import as_it_is, judged
from hashmend.domain.fitting.holding import Holding, enter, hold, leave, part_in, standing, tell, what, where
from hashmend.domain.fitting.operations.conditions import others_with
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


@dataclass(frozen=True, slots=True)
class OldPart:
    """Where a part goes that is replaced, and what stands on its label if somebody read it now."""

    to: str = TO_STOCK
    shelf: str = ""
    serial_typed: str = ""


TO_THE_STOCK = OldPart()


@dataclass(frozen=True, slots=True)
class Fitted:
    """A part that is in its slot now, what a person should look at again, and what the events of it share."""

    part: Part
    group: str
    warnings: Sequence[str] = ()


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
    spare: QuerySet[Part],
    miner: Miner,
    position: int,
    *,
    by: Actor,
    identity: FirmwareIdentity | None = None,
    broken: Collection[int] = (),
) -> Fitted:
    """Put the one spare of the query into an empty slot of a machine; a control board may bring its `identity`.

    It is judged by the rules of fit: what only warns is told, also that it is faulty or among the `broken`, by key. A
    board is compared with none of these in the machine. Refuses: the slot is taken or not there, the part is no spare,
    is reserved for another machine, does not fit or belongs to another customer, the machine cannot be changed now, or
    its maker's warranty lasts.
    """
    held = hold(spare, [miner.pk])
    part = _only(held)
    machine = held.machines[miner.pk]
    inside = _alike(part, machine)
    why = _why_not_touch(miner.pk, held) or why_not_take(part, machine)
    _refuse(why or _why_no_room(part, machine, position, inside))
    warnings = _fitting(part, machine, inside, broken=broken)
    was, came_from = standing(part), where(part)
    enter(part, machine, position)
    keep([part])
    data, group = {"from": came_from, "slot": part.slot_name, "machine": str(machine), "was": was}, new_group()
    data |= take_labels(part, machine, identity, held, by=by, group=group)
    tell(events.ATTACHED, [part_in(part, machine.pk, held)], lambda _: data, by=by, group=group)
    return Fitted(part, group, warnings)


def _alike(part: Part, machine: Miner) -> list[Part]:
    """Return the parts of the same type that are in the machine."""
    return list(Part.objects.filter(miner=machine, part_type=part.part_type).order_by("position"))


def _fitting(
    part: Part, machine: Miner, inside: Collection[Part], *, before: Part | None = None, broken: Collection[int]
) -> list[str]:
    """Return what the rules of fit warn of when the part comes in; refuse what does not fit."""
    blocks, warnings = judged(part, opening(machine, inside, [part], before=before, broken=broken))
    _refuse(" ".join(blocks))
    return [*as_it_is(part, broken), *warnings]


def _why_no_room(part: Part, machine: Miner, position: int, inside: Collection[Part]) -> str | None:
    if why := why_no_slot(part.part_type, position, machine.model):
        return why
    other = next((one for one in inside if one.position == position), None)
    slot = slot_name(part.part_type, position, machine.model)
    return (
        f"{slot} of {machine} has {other.history_label()} already: replace that, or take it out first."
        if other
        else None
    )


@transaction.atomic
def add_part(miner: Miner, part_type: str, position: int, new: NewPart, *, by: Actor) -> Fitted:
    """Enter a part that is in a slot of a machine and that nobody had entered yet.

    A serial number that another part or a machine has warns and names it, it never blocks.

    Refuses: the slot is taken or not there, the owner is another customer, or the machine cannot be changed now.
    """
    held = hold(Part.objects.none(), [miner.pk])
    machine = held.machines[miner.pk]
    part = _made(new, part_type, machine, machine.model)
    part.came_in = machine
    _refuse(held.why_not_change(miner.pk) or why_not_come(part, machine))
    _refuse(_why_no_room(part, machine, position, _alike(part, machine)))
    enter(part, machine, position)
    part.save(force_insert=True)
    data, group = {"what": what(part), "was": None}, new_group()
    tell(events.ADDED, [part_in(part, machine.pk, held)], lambda _: data, by=by, group=group)
    return Fitted(part, group, others_with(part))


@transaction.atomic
def replace(
    part: Part,
    *,
    spare: Part | None = None,
    new: NewPart | None = None,
    old: OldPart = TO_THE_STOCK,
    identity: FirmwareIdentity | None = None,
    broken: Collection[int] = (),
    by: Actor,
) -> Fitted:
    """Put another part in place of one, in one step: a spare, or a new one. The old one goes to stock or scrap.

    A control board may bring its `identity`: the machine's new serial number and MAC. The part is judged by the rules
    of fit, as by `attach`; a serial number that is on another part too warns. Refuses what `remove_to_stock` and
    `attach` refuse, and one label read for both parts.
    """
    if (spare is None) == (new is None) or old.to not in (TO_STOCK, TO_SCRAP):
        raise Refused("Choose one part to come in, a spare or a new one, and where the old one goes: stock or scrap.")
    held = hold(Part.objects.filter(pk__in=[one.pk for one in (part, spare) if one]))
    rows = {one.pk: one for one in held.parts}
    if part.pk not in rows or (spare and spare.pk not in rows):
        raise Refused("One of these parts is no longer there: go back and reload the page.")
    goes = rows[part.pk]
    _refuse(_why_not_leave(goes, held))
    machine, group = held.machines[goes.miner_id or 0], new_group()
    other = rows[spare.pk] if spare else _made(new or NewPart(), goes.part_type, machine, goes.model)
    _refuse(_why_not_replace(goes, old.serial_typed, other, machine))
    warnings = _fitting(other, machine, _alike(other, machine), before=goes, broken=broken)
    brought = take_labels(other, machine, identity, held, by=by, group=group)
    went, came = _exchange(goes, other, machine, old)
    tell(events.REPLACED, [part_in(goes, machine.pk, held, went.pop("label"))], lambda _: went, by=by, group=group)
    tell(events.CAME_FOR, [part_in(other, machine.pk, held)], lambda _: came | brought, by=by, group=group)
    return Fitted(other, group, [*warnings, *others_with(goes), *(others_with(other) if new else ())])


def _why_not_replace(old: Part, read: str, other: Part, machine: Miner) -> str | None:
    if other.serial and other.serial == normal_serial(read):
        return f"Both labels read {other.serial}: scan the old part, then the one that takes its place."
    if other.part_type != old.part_type:
        return f"A {other.get_part_type_display()} does not go into the slot of a {old.get_part_type_display()}."
    return why_not_take(other, machine)


def _exchange(goes: Part, other: Part, machine: Miner, old: OldPart) -> tuple[dict[str, Any], dict[str, Any]]:
    """Write both parts; return what the history tells of the one that went and of the one that came."""
    is_new, position, was = other.pk is None, goes.position or 0, standing(goes)
    if typed := old.serial_typed.replace("\x00", "").strip():
        goes.serial, goes.serial_typed = normal_serial(typed), typed
    went: dict[str, Any] = {"label": goes.history_label(), "what": what(goes), "was": was}
    came: dict[str, Any] = {"was": None if is_new else standing(other), "old": goes.serial or "the old one"}
    came |= {"from": (other.source or "outside") if is_new else where(other)}
    if old.to == TO_SCRAP:
        leave(goes, place=Place.GONE, condition=Condition.SCRAP, gone_reason="Scrapped")
    else:
        leave(goes, place=Place.STOCK, shelf=old.shelf.strip())
    keep([goes])
    enter(other, machine, position)
    if is_new:
        other.save(force_insert=True)
    else:
        keep([other])
    went |= {"new": other.serial or "one without a serial number", "to": "scrap" if old.to == TO_SCRAP else where(goes)}
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
