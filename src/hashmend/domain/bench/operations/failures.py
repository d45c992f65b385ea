"""What is found wrong in a job: noting it, and taking it back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked
from hashmend.domain.bench import events
from hashmend.domain.bench.models import Failure
from hashmend.domain.bench.operations.standing import named, parts_in, the_job, why_not_work
from hashmend.domain.catalogue.models import FailureType, PartType
from hashmend.domain.history.models import EventQuerySet
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.history.undoing import action_of
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.copies import copy_failures
from hashmend.domain.work_orders.operations.jobs import lock_with_place
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refusal, Refused

Severity = FailureType.Severity
MOST_EVIDENCE = 20
_LONGEST_LINE = 300


@dataclass(frozen=True, slots=True)
class Found:
    """A failure as somebody found it: on a part, or on the machine itself (`part_id` None) of the kind `part_type`.

    Without a type of the catalogue it is "Other" and needs words. Without a severity it has that of its type.
    `evidence` are the lines of a log that proposed it.
    """

    part_type: str
    part_id: int | None = None
    failure_type_id: int | None = None
    words: str = ""
    severity: str = ""
    evidence: Sequence[str] = ()


@transaction.atomic
def note_failures(jobs: QuerySet[Job], found: Sequence[Found], *, by: Actor) -> Outcome[Failure]:
    """Note what is wrong with the machine of one job and with its parts, in one pass.

    Refuses, per failure: it is noted for that part already. Refuses the whole when a part is not in the machine, a type
    is not of the catalogue for that kind of part, "Other" has no words, nothing was found at all, the machine has not
    arrived, is packed in a container that is ready or billed, or its order is closed.
    """
    job = the_job(jobs)
    if not found:
        raise Refused(f"Choose at least one failure of {job.miner}, or say it in your own words.")
    parts = parts_in(job, [one.part_id for one in found])
    types = _types_of(found)
    known = {(f.part_id, f.failure_type_id): f for f in Failure.objects.filter(job=job, failure_type__isnull=False)}
    made: list[Failure] = []
    refused: list[Refusal] = []
    for one in found:
        failure = _made(job, one, parts, types, by)
        key = (failure.part_id, failure.failure_type_id)
        if failure.failure_type_id is not None and key in known:
            why = f"{failure} is noted for {named(failure, job)['on']} of {job.miner} already."
            refused.append(Refusal(str(failure), why))
            continue
        known[key] = failure
        made.append(failure)
    group = new_group()
    Failure.objects.bulk_create(made)
    tell_jobs({job.pk})
    record(
        events.FAILURE_NOTED,
        made,
        by=by,
        data=lambda f: {**named(f, job), "severity": f.get_severity_display().lower(), "key": f.public_id},
        group=group,
    )
    return Outcome(done=made, refused=refused, group=group)


@transaction.atomic
def withdraw_failures(failures: QuerySet[Failure], *, by: Actor, undoes: str = "") -> Outcome[Failure]:
    """Take back failures that were noted by mistake; the history keeps that they were.

    Refuses, per failure: a repair answers it, or nothing may be noted in its job any more. `undoes` names the action
    that is undone by it.
    """
    jobs = {job.pk: job for job in lock_with_place(Job.objects.filter(failures__in=failures).distinct())}
    batch = locked(failures, "part", "failure_type", "answered_by__repair_type")
    may, refused = batch.split(lambda failure: _why_not_withdraw(failure, jobs[failure.job_id]))
    group = new_group()
    record(
        events.FAILURE_WITHDRAWN,
        may,
        by=by,
        data=lambda f: {**named(f, jobs[f.job_id]), "was": _stood(f), **({"undoes": undoes} if undoes else {})},
        group=group,
    )
    Failure.objects.filter(pk__in=[failure.pk for failure in may]).delete()
    tell_jobs({failure.job_id for failure in may})
    return Outcome(done=may, refused=refused, group=group)


def _stood(failure: Failure) -> dict[str, object]:
    """Return all that brings it back."""
    return {
        "key": failure.public_id,
        "part": failure.part_id,
        "part_type": failure.part_type,
        "failure_type": failure.failure_type_id,
        "words": failure.words,
        "severity": failure.severity,
        "evidence": failure.evidence,
        "found_at": failure.found_at.isoformat(),
        "found_by": failure.found_by_id,
    }


@transaction.atomic
def undo_note_failures(told: EventQuerySet, *, by: Actor) -> Outcome[Failure]:
    """Withdraw all that one action noted; `told` are its events.

    Refuses what `withdraw_failures` refuses, and the whole when it is more than ten minutes ago or was undone already.
    """
    action = action_of(told, events.FAILURE_NOTED)
    keys = [event.data["key"] for event in told.filter(kind=events.FAILURE_NOTED.code)]
    failures = Failure.objects.filter(public_id__in=keys)
    if not failures.exists():
        raise Refused("These failures were withdrawn already: there is nothing left to undo.")
    return withdraw_failures(failures, by=by, undoes=action.group)


def _types_of(found: Sequence[Found]) -> dict[int, FailureType]:
    wanted = {one.failure_type_id for one in found if one.failure_type_id is not None}
    types = {kind.pk: kind for kind in FailureType.objects.active().filter(pk__in=wanted)}
    if wanted - types.keys():
        raise Refused("A failure type was retired meanwhile: reload the page and choose another.")
    return types


def _made(job: Job, one: Found, parts: dict[int, Part], types: dict[int, FailureType], by: Actor) -> Failure:
    part = parts.get(one.part_id) if one.part_id is not None else None
    kind = types.get(one.failure_type_id) if one.failure_type_id is not None else None
    part_type = part.part_type if part else one.part_type
    words = " ".join(one.words.split())
    if part_type not in PartType.values:
        raise Refused("Say what kind of part it concerns.")
    if kind and part and kind.part_type != part_type:
        raise Refused(f"{kind.name} cannot be found on {part}: choose a failure of that kind of part.")
    if kind is None and not words:
        raise Refused("Say in your own words what is wrong, or choose a failure of the catalogue.")
    if len(words) > _LONGEST_LINE:
        raise Refused("Say it in 300 characters or fewer, or put the rest into a note.")
    severity = one.severity or (kind.severity if kind else Severity.UNKNOWN)
    if severity not in Severity.values:
        raise Refused("Choose one of the severities offered.")
    return Failure(
        job=job,
        part=part,
        part_type=kind.part_type if kind else part_type,
        failure_type=kind,
        words=words,
        severity=severity,
        evidence=[line[:_LONGEST_LINE] for line in one.evidence[:MOST_EVIDENCE]],
        found_by_id=by.user_id,
    )


def tell_jobs(jobs: Collection[int]) -> None:
    """Note in these jobs which types of failures stand in them now."""
    found = Failure.objects.filter(job__in=jobs).values_list("job_id", "failure_type_id")
    copy_failures(list(jobs), found, changed_at=clock.now())


def _why_not_withdraw(failure: Failure, job: Job) -> str | None:
    if why := why_not_work(job):
        return why
    if failure.answered_by:
        return f"{failure} is answered by {failure.answered_by}: withdraw that repair first."
    return None
