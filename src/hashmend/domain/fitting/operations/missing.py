"""Parts that are not where they should be."""

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.fitting import events
from hashmend.domain.fitting.holding import Holding, enter, hold, leave, part_in, standing, tell, what, where
from hashmend.domain.fitting.operations.keeping import keep
from hashmend.domain.history.recording import new_group
from hashmend.domain.parts.models import Condition, Part, Place
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome


@transaction.atomic
def mark_missing(parts: QuerySet[Part], *, by: Actor) -> Outcome[Part]:
    """Note that parts are not in their machine: their slots are empty.

    Refuses, per part: it is in no machine, or its machine cannot be changed now.
    """
    held = hold(parts)
    may, refused = held.parts.split(lambda part: _why_not_missing(part, held))
    was = {part.pk: standing(part) for part in may}
    told = [part_in(part, part.miner_id, held) for part in may]
    facts = {p.pk: {"what": what(p), "was": was[p.pk]} for p in may}
    for part in may:
        leave(part, place=Place.GONE, condition=Condition.MISSING, gone_reason=f"Missing from {where(part)}"[:200])
    keep(may)
    group = new_group()
    tell(events.MISSING, told, lambda part: facts[part.pk], by=by, group=group)
    return Outcome(done=may, refused=refused, group=group)


def _why_not_missing(part: Part, held: Holding) -> str | None:
    if part.condition == Condition.MISSING:
        return f"{part.history_label()} is missing already."
    if not part.is_in_slot:
        return f"{part.history_label()} is in no machine: only a part in a slot can be missing from it."
    return held.why_not_change(part.miner_id)


@transaction.atomic
def find_again(parts: QuerySet[Part], *, by: Actor) -> Outcome[Part]:
    """Put parts that were missing back into the slots they were missing from, in unknown condition.

    Refuses, per part: it is not missing, its slot has another part meanwhile, or its machine cannot be changed now.
    """
    machines = parts.filter(left_miner__isnull=False).values_list("left_miner_id", flat=True)
    held = hold(parts, [key for key in machines if key])
    taken = _taken(held)
    may, refused = held.parts.split(lambda part: _why_not_find(part, taken, held))
    was = {part.pk: standing(part) for part in may}
    for part in may:
        enter(part, held.machines[part.left_miner_id or 0], part.left_position or 0)
        part.condition = Condition.UNKNOWN
    keep(may)
    group = new_group()
    tell(
        events.FOUND,
        [part_in(part, part.miner_id, held) for part in may],
        lambda part: {"what": what(part), "was": was[part.pk]},
        by=by,
        group=group,
    )
    return Outcome(done=may, refused=refused, group=group)


def _taken(held: Holding) -> dict[tuple[int | None, str, int | None], Part]:
    """Return the parts in the slots these parts left; a slot that two of them left is taken by the first of them."""
    machines = {part.left_miner_id for part in held.parts if part.left_miner_id}
    found = Part.objects.filter(miner__in=machines)
    taken = {(part.miner_id, part.part_type, part.position): part for part in found}
    for part in held.parts:
        taken.setdefault((part.left_miner_id, part.part_type, part.left_position), part)
    return taken


def _why_not_find(part: Part, taken: dict[tuple[int | None, str, int | None], Part], held: Holding) -> str | None:
    if part.condition != Condition.MISSING or part.left_miner_id is None or part.left_position is None:
        return f"{part.history_label()} is not missing."
    other = taken[part.left_miner_id, part.part_type, part.left_position]
    if other.pk != part.pk:
        machine = held.machines[part.left_miner_id]
        return f"{part.came_from_slot} of {machine} has {other.history_label()} meanwhile: take that out first."
    return held.why_not_change(part.left_miner_id)
