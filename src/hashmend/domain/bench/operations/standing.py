"""Which job the bench works in, under lock, and why it may not."""

from collections.abc import Collection

from django.db.models import QuerySet

from hashmend.domain.bench.models import Failure, Repair
from hashmend.domain.parts.models import Part, Place
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.jobs import lock_with_place, why_frozen
from hashmend.kernel.errors import Refused


def why_not_work(job: Job) -> str | None:
    """Return why nothing may be noted in a job, or None."""
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: what was done in it stays."
    if job.received_at is None:
        return f"{job.miner} has not arrived: receive its container first."
    return why_frozen(job)


def the_job(jobs: QuerySet[Job]) -> Job:
    """Return the one job, fresh and under lock with its order; refuse when nothing may be noted in it."""
    batch = lock_with_place(jobs)
    if len(batch) != 1:
        raise Refused("This machine is no longer in the order: somebody moved it. Go back and look for it.")
    if why := why_not_work(batch.rows[0]):
        raise Refused(why)
    return batch.rows[0]


def parts_in(job: Job, keys: Collection[int | None]) -> dict[int, Part]:
    """Return the named parts by key; refuse one that is not in the job's machine."""
    wanted = {key for key in keys if key is not None}
    found = {part.pk: part for part in Part.objects.filter(pk__in=wanted, place=Place.SLOT, miner=job.miner_id)}
    if wanted - found.keys():
        raise Refused(f"A part is no longer in {job.miner}: reload the page and choose it where it is now.")
    return found


def named(thing: Failure | Repair, job: Job) -> dict[str, str]:
    """Return what the sentences of a failure or repair name: the part and the machine."""
    if thing.part is not None:
        return {"on": thing.part.history_label(), "miner": str(job.miner)}
    kind = thing.get_part_type_display() if isinstance(thing, Failure) else thing.repair_type.get_part_type_display()
    return {"on": str(kind).lower() if kind != "PSU" else kind, "miner": str(job.miner)}
