"""Machines at positions: put there, taken off. One machine at a position, one position for a machine."""

from django.db import transaction
from django.db.models import Q, QuerySet

from hashmend.domain.batches import locked, row
from hashmend.domain.bench import events
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations.positions import lock_positions
from hashmend.domain.history.recording import record
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import take_jobs
from hashmend.domain.work_orders.operations.jobs import lock_with_place
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@transaction.atomic
def place_job(
    jobs: QuerySet[Job], positions: QuerySet[BenchPosition], *, by: Actor, instead: bool = False
) -> BenchPosition:
    """Put one machine at one position; from where it was it is taken off. At a bench it becomes the person's own.

    Refuses a retired position, one where another machine stands (unless it is put there `instead`, which takes that one
    off), and a machine that has not arrived, has an outcome, is packed, or whose order is closed.
    """
    job, position, before, held = _held(jobs, positions)
    if why := _why_not_place(job, position) or (None if instead else why_taken(job, position)):
        raise Refused(why)
    if position.is_in_use and position.job and position.job_id != job.pk:
        _make_room(held.get(position.job.pk), position, job, by=by)
    was = before.code if before and before.is_in_use and before.pk != position.pk else "nowhere"
    _write(position, job, by)
    record(events.PLACED, [job], by=by, data={"place": position.code, "from": was})
    if position.is_bench and by.user_id is not None and job.technician_id != by.user_id:
        take_jobs(row(job), by=by, over=True).or_refuse()
    return position


def _held(
    jobs: QuerySet[Job], positions: QuerySet[BenchPosition]
) -> tuple[Job, BenchPosition, BenchPosition | None, dict[int, Job]]:
    """Return under lock the machine, the position, where the machine was put last, and with it who stands there."""
    chosen, wanted = jobs.values_list("pk", flat=True).first(), positions.values_list("pk", flat=True).first()
    gone = Refused("It is no longer there: somebody moved the machine or the position. Scan both again.")
    if chosen is None or wanted is None:
        raise gone
    held = {job.pk: job for job in lock_with_place(Job.objects.filter(Q(pk=chosen) | Q(bench_position=wanted)))}
    both = {one.pk: one for one in lock_positions(BenchPosition.objects.filter(Q(pk=wanted) | Q(job=chosen)))}
    if chosen not in held or wanted not in both:
        raise gone
    before = next((one for one in both.values() if one.job_id == chosen), None)
    return held[chosen], both[wanted], before, held


def _write(position: BenchPosition, job: Job, by: Actor) -> None:
    BenchPosition.objects.filter(job=job).exclude(pk=position.pk).update(job=None, placed_at=None, placed_by=None)
    position.job, position.placed_at, position.placed_by_id = job, clock.now(), by.user_id
    position.save(update_fields=["job", "placed_at", "placed_by"])
    Job.objects.filter(pk=job.pk).update(changed_at=clock.now())


def _make_room(other: Job | None, position: BenchPosition, job: Job, *, by: Actor) -> None:
    if other is None:
        raise Refused(
            f"Somebody put {position.job and position.job.miner} at {position} at this very moment: scan again."
        )
    record(events.MADE_ROOM, [other], by=by, data={"place": position.code, "machine": str(job.miner)})


@transaction.atomic
def take_off(jobs: QuerySet[Job], *, by: Actor) -> Outcome[Job]:
    """Take machines off their positions, which are free then. Refuses, per job: it stands at none."""
    batch = lock_with_place(jobs)
    held = {one.job_id: one for one in locked(BenchPosition.objects.filter(job__in=[job.pk for job in batch]))}
    may, refused = batch.split(lambda job: None if job.pk in held else f"{job.miner} stands at no position.")
    keys = [held[job.pk].pk for job in may]
    BenchPosition.objects.filter(pk__in=keys).update(job=None, placed_at=None, placed_by=None)
    record(events.TAKEN_OFF, may, by=by, data=lambda job: {"place": held[job.pk].code})
    return Outcome(done=may, refused=refused)


def why_taken(job: Job, position: BenchPosition) -> str | None:
    """Return which other machine stands at a position, and the way out; or None."""
    other = position.job
    if other is None or not position.is_in_use or other.pk == job.pk:
        return None
    return (
        f"{other.miner} ({other.get_status_display()}) stands at {position}: take it off first, or choose to put"
        f" {job.miner} there instead."
    )


def _why_not_place(job: Job, position: BenchPosition) -> str | None:
    if not position.is_active:
        return f"{position} is retired: choose a position that is in use."
    if position.job_id == job.pk and position.is_in_use:
        return f"{job.miner} is at {position} already."
    return why_not_place(job)


def why_not_place(job: Job) -> str | None:
    """Return why a machine is put at no position, or None."""
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: nobody works in it any more."
    if job.received_at is None:
        return f"{job.miner} has not arrived: receive its container first."
    if job.is_finished:
        return f"{job.miner} is {job.get_status_display()}: set another status to work on it again."
    if job.outbound_container:
        return f"{job.miner} is packed in {job.outbound_container}: take it out first."
    return None
