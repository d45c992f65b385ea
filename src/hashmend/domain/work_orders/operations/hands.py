"""Whose bench a machine is on: a technician takes it, and gives it back."""

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import Batch, locked
from hashmend.domain.history.recording import record
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.jobs import lock_orders, why_frozen
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@transaction.atomic
def take_jobs(jobs: QuerySet[Job], *, by: Actor, over: bool = False) -> Outcome[Job]:
    """Make machines the person's own: they stand on their day until they have an outcome or are given back.

    Refuses, per job: it has not arrived, has an outcome, is packed in a container that is ready or billed, its order is
    closed, it is theirs already, or it is somebody else's (unless it is taken `over`). Refuses the whole when no person
    acts.
    """
    if by.user_id is None:
        raise Refused("Only a person takes machines: sign in as the technician whose bench they are on.")
    may, refused = _locked(jobs).split(lambda job: why_not_take(job, by) or (None if over else why_not_over(job)))
    before = {job.pk: str(job.technician) if job.technician else "nobody" for job in may}
    Job.objects.filter(pk__in=[job.pk for job in may]).update(technician=by.user_id, changed_at=clock.now())
    record(events.JOB_TAKEN, may, by=by, data=lambda job: {"technician": by.label, "from": before[job.pk]})
    return Outcome(done=may, refused=refused)


@transaction.atomic
def give_back_jobs(jobs: QuerySet[Job], *, by: Actor) -> Outcome[Job]:
    """Let machines be nobody's again, so that anybody may take them.

    Refuses, per job: it is nobody's, or its order is closed.
    """
    may, refused = _locked(jobs).split(why_not_give_back)
    whose = {job.pk: str(job.technician) for job in may}
    Job.objects.filter(pk__in=[job.pk for job in may]).update(technician=None, changed_at=clock.now())
    record(events.JOB_GIVEN_BACK, may, by=by, data=lambda job: {"technician": whose[job.pk]})
    return Outcome(done=may, refused=refused)


def why_not_take(job: Job, by: Actor) -> str | None:
    """Return why a person cannot take a machine, or None; that it is somebody else's is another matter."""
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: nobody works in it any more."
    if job.received_at is None:
        return f"{job.miner} has not arrived: receive its container first."
    if job.is_finished:
        return f"{job.miner} is {job.get_status_display()}: set another status to work on it again."
    if by.user_id is not None and job.technician_id == by.user_id:
        return f"{job.miner} is yours already."
    return why_frozen(job)


def why_not_over(job: Job) -> str | None:
    """Return whose machine it is, when it is somebody's, and what to do about it; or None."""
    if job.technician is None:
        return None
    return f"{job.miner} is on the bench of {job.technician}: ask them to give it back, or take it over."


def why_not_give_back(job: Job) -> str | None:
    """Return why a machine stays whose it is, or None."""
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: whose its machines were stays known."
    return None if job.technician_id else f"{job.miner} is nobody's: there is nothing to give back."


def _locked(jobs: QuerySet[Job]) -> Batch[Job]:
    known = {"work_order": lock_orders(jobs)}
    return locked(jobs, "miner", "outbound_container__shipment", "technician", known=known)
