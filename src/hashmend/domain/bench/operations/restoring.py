"""Undo of a withdrawal: a failure or a repair that was taken back by mistake stands again as it stood."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from hashmend.domain.bench import events
from hashmend.domain.bench.models import Component, Failure, Repair
from hashmend.domain.bench.operations.failures import tell_jobs
from hashmend.domain.bench.operations.standing import named, why_not_work
from hashmend.domain.catalogue.models import FailureType, RepairType
from hashmend.domain.history.kinds import Kind
from hashmend.domain.history.models import EventQuerySet
from hashmend.domain.history.recording import record
from hashmend.domain.history.undoing import action_of
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.jobs import lock_with_place
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@dataclass(frozen=True, slots=True)
class _Withdrawal:
    """What one action took back: the job and what stood there, per row; `group` names the action."""

    group: str
    rows: list[tuple[Job, dict[str, Any]]]
    parts: dict[int, Part]

    @property
    def keys(self) -> list[str]:
        return [was["key"] for _, was in self.rows]

    @property
    def jobs(self) -> set[int]:
        return {job.pk for job, _ in self.rows}


@transaction.atomic
def undo_withdraw_failures(told: EventQuerySet, *, by: Actor) -> Outcome[Failure]:
    """Note again, with its words, severity and lines, what one action withdrew; `told` are its events.

    Refuses when it is more than ten minutes ago or was undone already, when the same failure was noted anew, when its
    part was removed for good, and when nothing may be noted in its job any more.
    """
    withdrawn = _withdrawn(told, events.FAILURE_WITHDRAWN)
    _refuse_standing(Failure.objects.filter(public_id__in=withdrawn.keys).exists())
    failures = _failures_of(withdrawn)
    standing = set(_sames(Failure.objects.filter(job__in=withdrawn.jobs, failure_type__isnull=False)))
    for failure, same in zip(failures, _sames(failures), strict=True):
        if same in standing:
            raise Refused(f"{failure} was noted again since: there is nothing left to undo.")
    Failure.objects.bulk_create(failures)
    tell_jobs(withdrawn.jobs)
    _tell(events.FAILURE_RESTORED, failures, undoes=withdrawn.group, by=by)
    return Outcome(done=failures)


@transaction.atomic
def undo_withdraw_repair(told: EventQuerySet, *, by: Actor) -> Outcome[Repair]:
    """Record again, with its components, what one action withdrew; `told` are its events.

    It answers those of its failures that still stand and that nothing else answers. Refuses what
    `undo_withdraw_failures` refuses.
    """
    withdrawn = _withdrawn(told, events.REPAIR_WITHDRAWN)
    _refuse_standing(Repair.objects.filter(public_id__in=withdrawn.keys).exists())
    repairs = _repairs_of(withdrawn)
    Repair.objects.bulk_create(repairs)
    stood = [(repair, was) for repair, (_, was) in zip(repairs, withdrawn.rows, strict=True)]
    Component.objects.bulk_create(
        Component(repair=repair, name=name, quantity=n) for repair, was in stood for name, n in was["components"]
    )
    _answer_again(stood)
    Job.objects.filter(pk__in=withdrawn.jobs).update(changed_at=clock.now())
    _tell(events.REPAIR_RESTORED, repairs, undoes=withdrawn.group, by=by)
    return Outcome(done=repairs)


def _withdrawn(told: EventQuerySet, kind: Kind) -> _Withdrawal:
    """Return what an action took back, its jobs under lock; refuse where nothing may be noted now."""
    action = action_of(told, kind)
    jobs = {job.pk: job for job in lock_with_place(Job.objects.filter(pk__in=list(action.told)))}
    if why := next((why for job in jobs.values() if (why := why_not_work(job))), None):
        raise Refused(why)
    found = told.filter(kind=kind.code).order_by("pk")
    rows = [(jobs[e.job_id], e.data["was"]) for e in found if e.job_id in jobs and "was" in e.data]
    wanted = {was["part"] for _, was in rows if was["part"]}
    parts = Part.objects.in_bulk(wanted)
    if not rows or wanted - parts.keys():
        raise Refused("What it was about is no longer there: there is nothing left to undo.")
    return _Withdrawal(action.group, rows, parts)


def _refuse_standing(stands: bool) -> None:
    if stands:
        raise Refused("It stands again already: there is nothing left to undo.")


def _sames(failures: Iterable[Failure]) -> Iterator[tuple[int, int | None, int | None]]:
    """Yield for each failure what no other of the catalogue shares with it."""
    return ((one.job_id, one.part_id, one.failure_type_id) for one in failures)


def _failures_of(withdrawn: _Withdrawal) -> list[Failure]:
    """Return the failures as they stood, with part and type; one query."""
    types = FailureType.objects.in_bulk({was["failure_type"] for _, was in withdrawn.rows if was["failure_type"]})
    return [
        Failure(
            public_id=was["key"],
            job=job,
            part=withdrawn.parts.get(was["part"]),
            part_type=was["part_type"],
            failure_type=types.get(was["failure_type"]),
            words=was["words"],
            severity=was["severity"],
            evidence=was["evidence"],
            found_at=datetime.fromisoformat(was["found_at"]),
            found_by_id=was["found_by"],
        )
        for job, was in withdrawn.rows
    ]


def _repairs_of(withdrawn: _Withdrawal) -> list[Repair]:
    """Return the repairs as they stood, with part and type; one query."""
    types = RepairType.objects.in_bulk({was["repair_type"] for _, was in withdrawn.rows})
    return [
        Repair(
            public_id=was["key"],
            job=job,
            part=withdrawn.parts.get(was["part"]),
            repair_type=types[was["repair_type"]],
            minutes=was["minutes"],
            note=was["note"],
            done_at=datetime.fromisoformat(was["done_at"]),
            done_by_id=was["done_by"],
        )
        for job, was in withdrawn.rows
    ]


def _answer_again(stood: Iterable[tuple[Repair, Mapping[str, Any]]]) -> None:
    """Let each repair answer those failures that it answered and that nothing else answers; two queries."""
    answers = {key: repair for repair, was in stood for key in was["answers"]}
    failures = list(Failure.objects.unanswered().filter(public_id__in=answers))
    for failure in failures:
        failure.answered_by = answers[failure.public_id]
    Failure.objects.bulk_update(failures, ["answered_by"])


def _tell(kind: Kind, rows: Collection[Failure] | Collection[Repair], *, undoes: str, by: Actor) -> None:
    record(kind, rows, by=by, data=lambda row: {**named(row, row.job), "undoes": undoes})
