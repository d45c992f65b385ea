"""Many parts change places at once: swaps, chains, a consolidation. All of it, or nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from hashmend.domain.fitting import events
from hashmend.domain.fitting.fits import why_not_fit
from hashmend.domain.fitting.holding import Holding, PartIn, enter, hold, part_in, standing, tell, what
from hashmend.domain.fitting.operations.keeping import keep
from hashmend.domain.fitting.rules import why_no_slot, why_not_open, why_not_own, why_not_take
from hashmend.domain.history.kinds import Kind
from hashmend.domain.history.recording import new_group
from hashmend.domain.parts.models import Part, slot_name
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refusal, Refused


@dataclass(frozen=True, slots=True)
class Move:
    """A part, by key, and the slot of the machine it goes to; the slot is one for parts of its type."""

    part_id: int
    miner_id: int
    position: int


@transaction.atomic
def move_parts(moves: Sequence[Move], *, by: Actor, kind: Kind = events.MOVED_HERE, group: str = "") -> Outcome[Part]:
    """Put parts, from slots or from spare stock, into the slots given: all at once, so that they may change places.

    `kind` is the event told in the machine a part comes to; `group` joins it to others of the same action. Refuses the
    whole, with a reason per part: it is not there any more, is moved twice, two go into one slot, the slot is not there
    or keeps another part, a machine cannot be changed now or its maker's warranty lasts, the part is another
    customer's, a spare is reserved for another machine or scrap, or the machines are of different customers.
    """
    goals = {move.part_id: move for move in moves}
    held = hold(Part.objects.filter(pk__in=goals), {move.miner_id for move in moves})
    _refuse_whole(moves, goals, held)
    parts = [part for part in held.parts if not _stays(part, goals[part.pk])]
    if refused := list(_refusals(parts, goals, held)):
        raise Refused(" ".join(dict.fromkeys(refusal.why for refusal in refused)), refused)
    was = {part.pk: standing(part) for part in parts}
    left = {part.pk: what(part) for part in parts}
    away = [
        part_in(part, part.miner_id, held) for part in parts if part.miner_id not in (None, goals[part.pk].miner_id)
    ]
    for part in parts:
        enter(part, held.machines[goals[part.pk].miner_id], goals[part.pk].position)
    keep(parts, trading_places=True)
    group = group or new_group()
    facts = {p.pk: {**_words(p, left[p.pk]), "was": was[p.pk]} for p in parts}
    _tell(kind, parts, away, facts, held, by, group)
    return Outcome(done=parts, group=group)


def _stays(part: Part, move: Move) -> bool:
    return (part.miner_id, part.position) == (move.miner_id, move.position)


def _words(part: Part, came_from: str) -> dict[str, object]:
    return {"what": came_from, "slot": part.slot_name, "machine": str(part.miner)}


def _tell(
    kind: Kind,
    parts: Sequence[Part],
    away: Sequence[PartIn],
    facts: Mapping[int, Mapping[str, object]],
    held: Holding,
    by: Actor,
    group: str,
) -> None:
    told = {pk: {name: value for name, value in data.items() if name != "was"} for pk, data in facts.items()}
    tell(events.MOVED_AWAY, away, lambda part: told[part.pk], by=by, group=group)
    here = [part_in(part, part.miner_id, held) for part in parts]
    tell(kind, here, lambda part: facts[part.pk], by=by, group=group)


def _refuse_whole(moves: Sequence[Move], goals: Mapping[int, Move], held: Holding) -> None:
    if not moves:
        raise Refused("Nothing is moved: choose a part and where it goes.")
    if len(goals) < len(moves):
        raise Refused("A part is moved to two places at once: choose one.")
    if len(held.parts) < len(goals) or any(move.miner_id not in held.machines for move in moves):
        raise Refused("One of these parts or machines is no longer there: go back and reload the page.")
    customers = sorted({str(machine.customer) for machine in held.machines.values()})
    if len({machine.customer_id for machine in held.machines.values()}) > 1:
        raise Refused(f"These machines belong to {' and '.join(customers)}: parts stay with their customer.")


def _refusals(parts: Sequence[Part], goals: Mapping[int, Move], held: Holding) -> Iterator[Refusal]:
    slots = Counter((part.part_type, goals[part.pk].miner_id, goals[part.pk].position) for part in parts)
    leaving = {part.pk for part in parts}
    kept = {
        (other.part_type, other.miner_id, other.position): other
        for other in Part.objects.filter(miner__in={goals[pk].miner_id for pk in leaving}).exclude(pk__in=leaving)
    }
    for part in parts:
        why = _why_not(part, goals[part.pk], held)
        slot = (part.part_type, goals[part.pk].miner_id, goals[part.pk].position)
        machine = held.machines[goals[part.pk].miner_id]
        named = slot_name(part.part_type, goals[part.pk].position, machine.model)
        if not why and slots[slot] > 1:
            why = f"Two parts go into {named} of {machine}: a slot holds one."
        if not why and slot in kept:
            why = f"{named} of {machine} keeps {kept[slot].history_label()}: move that too, or choose another slot."
        if why:
            yield Refusal(part.history_label(), why, part.pk)


def _why_not(part: Part, move: Move, held: Holding) -> str | None:
    machine = held.machines[move.miner_id]
    for key in {part.miner_id, move.miner_id} - {None}:
        if why := held.why_not_change(key) or why_not_open(held.machines[key or 0], held.stays.get(key or 0)):
            return why
    spare = why_not_own(part, machine) if part.is_in_slot else why_not_take(part, machine) or why_not_fit(part, machine)
    return spare or why_no_slot(part.part_type, move.position, machine.model)
