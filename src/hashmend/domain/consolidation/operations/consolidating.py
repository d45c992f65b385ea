"""Consolidating: the moves of a plan, the donors and the history, in one step."""

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.consolidation import events
from hashmend.domain.consolidation.machines import Machines, machines_of
from hashmend.domain.consolidation.plan import Plan, seen_of
from hashmend.domain.consolidation.rules import judge
from hashmend.domain.fitting.holding import hold, where
from hashmend.domain.fitting.operations import Move, move_parts
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import give_up_as_donors
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refusal, Refused


class Stale(Refused):
    """Something about the machines changed since the plan was made: look at them again."""


class Unaccepted(Refused):
    """The plan fits, but somebody has to accept its warnings first."""


@transaction.atomic
def consolidate(jobs: QuerySet[Job], plan: Plan, *, by: Actor) -> Outcome[Job]:
    """Move the parts of a plan between the machines of these jobs, and give up the donors it names: all or nothing.

    The parts of every owner stay the same. Refuses the whole, changing nothing: a machine left its order or a part
    changed since the plan was made (`Stale`, naming them), the machines are of different customers, a part does not fit
    or a machine cannot be opened (each with its reason), a warning was not accepted (`Unaccepted`), a donor gives no
    part or cannot be given up, or nothing moves. Undone by `undo_consolidation`.
    """
    machines = _held(jobs)
    _refuse_different_customers(machines)
    _refuse_stale(machines, plan)
    moves = [move for move in plan.moves if not _stays(machines, move)]
    if not moves:
        raise Refused("Nothing is moved: choose a part and the place it goes to.")
    _refuse_unfit(machines, moves, plan)
    donors = _donors(machines, moves, plan)
    group = new_group()
    left = {key: where(part) for key, part in machines.parts.items()}
    move_parts(moves, by=by, kind=events.PART_CONSOLIDATED, group=group)
    if donors:
        given_up = give_up_as_donors(Job.objects.filter(pk__in=donors), by=by, group=group)
        if given_up.refused:
            raise Refused(_reasons(given_up.refused), given_up.refused)
    changes = _changes(machines, moves, left)
    told = [machine.job for machine in machines.all if machine.miner.pk in changes]
    record(events.CONSOLIDATED, told, by=by, data=lambda job: _words(job, told, changes), group=group)
    return Outcome(done=told, group=group)


def _held(jobs: QuerySet[Job]) -> Machines:
    """Lock the orders, stays and parts of these jobs' machines, and read them as they are now."""
    stays = {job.miner_id: job for job in jobs.select_related("miner")}
    if len(stays) < 2:
        raise Stale(
            "Two machines at least are consolidated: one of these is no longer in the order. Choose them again."
        )
    held = hold(Part.objects.filter(miner__in=list(stays)), stays)
    lost = [job for key, job in stays.items() if key not in held.stays or held.stays[key].pk != job.pk]
    if lost:
        names = ", ".join(str(job.miner) for job in lost)
        raise Stale(f"{names} left the order meanwhile: choose the machines again.")
    current = sorted(held.stays.values(), key=lambda job: (job.position, job.pk))
    return machines_of(current, held.parts)


def _refuse_different_customers(machines: Machines) -> None:
    customers = sorted({str(machine.miner.customer) for machine in machines.all})
    if len({machine.miner.customer_id for machine in machines.all}) > 1:
        raise Refused(f"These machines belong to {' and '.join(customers)}: parts stay with their customer.")


def _refuse_stale(machines: Machines, plan: Plan) -> None:
    now = seen_of(machines)
    changed = [machines.parts[key] for key, seen in now.items() if plan.seen.get(key) != seen]
    names = [f"{part.history_label()} ({where(part)})" for part in changed]
    gone = Part.objects.filter(pk__in=plan.seen.keys() - now.keys()).select_related("miner__model")
    names += [f"{part.history_label()} (now {where(part)})" for part in gone]
    wanted = {move.part_id for move in plan.moves} - now.keys() - plan.seen.keys()
    if names or wanted:
        what = ", ".join(names) or "a part"
        raise Stale(f"Somebody changed {what} since you planned this: nothing was saved. Look again.")


def _stays(machines: Machines, move: Move) -> bool:
    part = machines.parts[move.part_id]
    return (part.miner_id, part.position) == (move.miner_id, move.position)


def _refuse_unfit(machines: Machines, moves: Sequence[Move], plan: Plan) -> None:
    if any(move.miner_id not in machines.by_miner for move in moves):
        raise Refused("A part goes into a machine that is not one of these: choose a place in one of them.")
    findings = judge(machines, moves)
    blocks = [Refusal(str(machines.by_miner[f.miner]), f.sentence, f.part or None) for f in findings if f.is_block]
    if blocks:
        raise Refused(_reasons(blocks), blocks)
    open_ones = [f for f in findings if f.token not in plan.accepted]
    if open_ones:
        refusals = [Refusal(str(machines.by_miner[f.miner]), f.sentence, f.part or None) for f in open_ones]
        raise Unaccepted(f"Read and accept this first: {_reasons(refusals)}", refusals)


def _donors(machines: Machines, moves: Sequence[Move], plan: Plan) -> list[int]:
    """Return the jobs to give up; refuse one that gives nothing, or that will be complete."""
    after = machines.after(moves)
    giving = givers(machines, moves)
    for machine in after.all:
        if machine.job.pk not in plan.donors:
            continue
        if machine.is_complete:
            raise Refused(f"{machine} will be complete: it is no donor. Leave it as it is.")
        if machine.miner.pk not in giving:
            raise Refused(f"{machine} gives no part: only a machine that gives one becomes a donor.")
    return [
        machine.job.pk for machine in machines.all if machine.job.pk in plan.donors and not machine.job.is_not_returned
    ]


def givers(machines: Machines, moves: Sequence[Move]) -> set[int]:
    """Return the machines that a usable part leaves, by the key of the miner."""
    return {
        machines.parts[move.part_id].miner_id or 0
        for move in moves
        if machines.is_usable(machines.parts[move.part_id]) and machines.parts[move.part_id].miner_id != move.miner_id
    }


def _changes(machines: Machines, moves: Sequence[Move], left: Mapping[int, str]) -> dict[int, list[str]]:
    """Return per miner what came and what went, in words; a swap is told once."""
    after = machines.after(moves)
    changes: dict[int, list[str]] = {}
    for move in moves:
        part = machines.parts[move.part_id]
        receiver = after.by_miner[move.miner_id]
        slot = next(p.slot.label for p in receiver.places if p.part == part)
        changes.setdefault(move.miner_id, []).append(f"{slot} came from {left[part.pk]}")
        if part.miner_id and part.miner_id != move.miner_id:
            changes.setdefault(part.miner_id, [])
    for giver, words in _gone(machines, moves, after):
        changes[giver].append(words)
    return changes


def _gone(machines: Machines, moves: Sequence[Move], after: Machines) -> Iterator[tuple[int, str]]:
    """Tell of slots that are empty now."""
    for move in moves:
        giver = machines.parts[move.part_id].miner_id or 0
        for before, now in zip(machines.by_miner[giver].places, after.by_miner[giver].places, strict=True):
            if before.part and before.part.pk == move.part_id and now.part is None:
                yield giver, f"{before.slot.label} went to {after.by_miner[move.miner_id]}"


def _words(job: Job, told: Sequence[Job], changes: Mapping[int, list[str]]) -> dict[str, object]:
    others = [str(other.miner) for other in told if other.pk != job.pk]
    return {"others": others or "itself", "changes": changes[job.miner_id]}


def _reasons(refusals: Sequence[Refusal]) -> str:
    return " ".join(dict.fromkeys(refusal.why for refusal in refusals))
