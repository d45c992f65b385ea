"""Machines given up so that their parts complete others, and taken back into repair."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.history.recording import record
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.jobs import lock_with_place, why_frozen
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome

_COLUMNS = ("status", "status_at", "status_by", "changed_at")


@transaction.atomic
def give_up_as_donors(jobs: QuerySet[Job], *, by: Actor, group: str) -> Outcome[Job]:
    """Set machines to *Donor*; called by consolidation, inside its transaction, with the group of its events.

    Refuses, per job: it has not arrived, is a donor or scrapped already, is packed, or its order is closed.
    """
    now = clock.now()
    may, refused = lock_with_place(jobs).split(why_not_give_up)
    facts = {job.pk: _facts(job) for job in may}
    for job in may:
        job.status, job.status_at, job.status_by_id, job.changed_at = Status.DONOR, now, by.user_id, now
    Job.objects.bulk_update(may, _COLUMNS)
    record(events.BECAME_DONOR, may, by=by, data=lambda job: facts[job.pk], group=group)
    return Outcome(done=may, refused=refused, group=group)


def _facts(job: Job) -> dict[str, Any]:
    before = {
        "from": job.get_status_display(),
        "to": Status.DONOR.label,
        "was": job.status,
        "since": job.status_at.isoformat(),
    }
    return before | {"was_by": job.status_by_id}


def why_not_give_up(job: Job) -> str | None:
    """Return why a job's machine is not given up as a donor, or None."""
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: its machines keep their status."
    if job.received_at is None:
        return f"{job.miner} has not arrived: receive its container first."
    if job.is_not_returned:
        return f"{job.miner} is {job.get_status_display().lower()} already."
    if frozen := why_frozen(job):
        return frozen
    if job.outbound_container:
        return f"{job.miner} is packed in {job.outbound_container}: take it out before it becomes a donor."
    return None


@transaction.atomic
def reopen_donors(facts: Mapping[int, Mapping[str, Any]], *, by: Actor, group: str, undoes: str) -> Outcome[Job]:
    """Give donors the status again that they had; called when their consolidation is undone, inside its transaction.

    `facts` are the data of the events that made them donors, by job. Refuses, per job: it is no donor any more, or its
    order is closed.
    """
    may, refused = lock_with_place(Job.objects.filter(pk__in=list(facts))).split(_why_not_reopen)
    for job in may:
        was = facts[job.pk]
        job.status, job.status_at = was["was"], datetime.fromisoformat(was["since"])
        job.status_by_id, job.changed_at = was["was_by"], clock.now()
    Job.objects.bulk_update(may, _COLUMNS)
    words = {job.pk: {"to": job.get_status_display(), "undoes": undoes} for job in may}
    record(events.DONOR_REOPENED, may, by=by, data=lambda job: words[job.pk], group=group)
    return Outcome(done=may, refused=refused, group=group)


def _why_not_reopen(job: Job) -> str | None:
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: {job.miner} stays a donor."
    if job.status != Status.DONOR:
        return f"{job.miner} is {job.get_status_display()} meanwhile: it stays so."
    return None
