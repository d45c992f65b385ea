"""What is done about failures: recording a repair with what it used, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, prefetch_related_objects

from hashmend.domain.batches import locked
from hashmend.domain.bench import events
from hashmend.domain.bench.models import Component, Failure, Repair
from hashmend.domain.bench.operations.standing import named, parts_in, the_job, why_not_work
from hashmend.domain.catalogue.models import RepairType
from hashmend.domain.history.models import EventQuerySet
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.history.undoing import action_of
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.jobs import lock_with_place, why_not_open
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

MOST_MINUTES = 60 * 24 * 7
MOST_COMPONENTS = 9_999


@dataclass(frozen=True, slots=True)
class Done:
    """A repair as somebody did it: to a part, or to the machine itself (`part_id` None).

    `components` are names with quantities, `answers` the keys of the failures it is for.
    """

    repair_type_id: int
    part_id: int | None = None
    minutes: int | None = None
    note: str = ""
    components: Sequence[tuple[str, int]] = ()
    answers: Sequence[int] = ()


@transaction.atomic
def record_repair(jobs: QuerySet[Job], done: Done, *, by: Actor) -> Outcome[Repair]:
    """Record what was done in one job to a part or to the machine, with what it used and the failures it answers.

    Those may have been found on the part in another machine, from which it came.

    Refuses when the part is not in the machine, the type is retired or of another kind of part, a quantity or the time
    is out of bounds, a failure is another job's and not of this part or is answered already, the machine has not
    arrived, is in its maker's warranty, is packed in a container that is ready or billed, or its order is closed.
    """
    job = the_job(jobs)
    if why := why_not_open(job):
        raise Refused(why)
    part = parts_in(job, [done.part_id]).get(done.part_id or 0)
    kind = RepairType.objects.active().filter(pk=done.repair_type_id).first()
    if kind is None:
        raise Refused("This repair type was retired meanwhile: reload the page and choose another.")
    if part and kind.part_type != part.part_type:
        raise Refused(f"{kind.name} is no repair of a {part.get_part_type_display()}: choose one of that kind of part.")
    components = _components(done)
    answered = _answered(job, part, done.answers)
    repair = Repair.objects.create(
        job=job, part=part, repair_type=kind, minutes=_minutes(done), note=done.note.strip(), done_by_id=by.user_id
    )
    Component.objects.bulk_create(Component(repair=repair, name=name, quantity=n) for name, n in components)
    Failure.objects.filter(pk__in=[failure.pk for failure in answered]).update(answered_by=repair)
    Job.objects.filter(pk=job.pk).update(changed_at=clock.now())
    told: dict[str, Any] = {
        **named(repair, job),
        "components": [f"{n} × {name}" for name, n in components],
        "answers": [str(failure) for failure in answered],
        "key": repair.public_id,
    }
    group = new_group()
    record(events.REPAIR_RECORDED, [repair], by=by, data=told, group=group)
    return Outcome(done=[repair], group=group)


@transaction.atomic
def withdraw_repair(repairs: QuerySet[Repair], *, by: Actor, undoes: str = "") -> Outcome[Repair]:
    """Take back repairs that were recorded by mistake; the failures they answered are open again.

    Refuses, per repair, when nothing may be noted in its job any more. `undoes` names the action undone by it.
    """
    jobs = {job.pk: job for job in lock_with_place(Job.objects.filter(repairs__in=repairs).distinct())}
    batch = locked(repairs, "part", "repair_type")
    may, refused = batch.split(lambda repair: why_not_work(jobs[repair.job_id]))
    was, group = _stood(may), new_group()
    record(
        events.REPAIR_WITHDRAWN,
        may,
        by=by,
        data=lambda r: {**named(r, jobs[r.job_id]), "was": was[r.pk], **({"undoes": undoes} if undoes else {})},
        group=group,
    )
    Repair.objects.filter(pk__in=[repair.pk for repair in may]).delete()
    Job.objects.filter(pk__in={repair.job_id for repair in may}).update(changed_at=clock.now())
    return Outcome(done=may, refused=refused, group=group)


def _stood(repairs: Sequence[Repair]) -> dict[int, dict[str, object]]:
    """Return all that brings each of them back, by its key; two queries."""
    prefetch_related_objects(list(repairs), "components", "answers")
    return {
        repair.pk: {
            "key": repair.public_id,
            "part": repair.part_id,
            "repair_type": repair.repair_type_id,
            "minutes": repair.minutes,
            "note": repair.note,
            "done_at": repair.done_at.isoformat(),
            "done_by": repair.done_by_id,
            "components": [[one.name, one.quantity] for one in repair.components.all()],
            "answers": [failure.public_id for failure in repair.answers.all()],
        }
        for repair in repairs
    }


@transaction.atomic
def undo_record_repair(told: EventQuerySet, *, by: Actor) -> Outcome[Repair]:
    """Withdraw the repair of one action; `told` are its events.

    Refuses what `withdraw_repair` refuses, and when it is more than ten minutes ago or was undone already.
    """
    action = action_of(told, events.REPAIR_RECORDED)
    keys = [event.data["key"] for event in told.filter(kind=events.REPAIR_RECORDED.code)]
    repairs = Repair.objects.filter(public_id__in=keys)
    if not repairs.exists():
        raise Refused("This repair was withdrawn already: there is nothing left to undo.")
    return withdraw_repair(repairs, by=by, undoes=action.group)


def _minutes(done: Done) -> int | None:
    if done.minutes is not None and not 0 <= done.minutes <= MOST_MINUTES:
        raise Refused(f"{done.minutes} minutes cannot be: give 0 to {MOST_MINUTES}, or nothing.")
    return done.minutes


def _components(done: Done) -> list[tuple[str, int]]:
    """Return the components with their names tidied, each once; a quantity has to be at least one."""
    found: dict[str, int] = {}
    for name, quantity in done.components:
        tidy = " ".join(name.split())
        if not tidy or len(tidy) > 100:
            raise Refused("Name every component, in 100 characters or fewer.")
        if not 1 <= quantity <= MOST_COMPONENTS:
            raise Refused(f"{quantity} × {tidy} cannot be: give a quantity of 1 to {MOST_COMPONENTS}.")
        found[tidy] = found.get(tidy, 0) + quantity
    return list(found.items())


def _answered(job: Job, part: Part | None, keys: Sequence[int]) -> list[Failure]:
    here = Q(job=job) | Q(part=part) if part else Q(job=job)
    found = list(locked(Failure.objects.filter(here, pk__in=keys), "failure_type"))
    if len(found) != len(set(keys)):
        raise Refused("A failure was withdrawn meanwhile: reload the page and tick those that are left.")
    for failure in found:
        if failure.answered_by_id is not None:
            raise Refused(f"{failure} is answered by another repair already: untick it, or withdraw that repair.")
    return found
