"""The end of a machine's stay, and its reopening. Called by the packages above, inside their transaction."""

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked
from hashmend.domain.history.recording import record
from hashmend.domain.miners.entries import identity_key
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.jobs import lock_orders
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@transaction.atomic
def close_jobs(jobs: QuerySet[Job], *, by: Actor) -> Outcome[Job]:
    """End the stay of machines that left for good: they may come into another order from now on.

    Leaves jobs alone that are closed already.
    """
    lock_orders(jobs)
    ended = locked(jobs.filter(closed_at__isnull=True), "miner").rows
    now = clock.now()
    Job.objects.filter(pk__in=[job.pk for job in ended]).update(closed_at=now, open_key=None, changed_at=now)
    record(events.STAY_ENDED, ended, by=by, data=lambda job: {"order": str(job.work_order)})
    return Outcome(done=ended)


@transaction.atomic
def reopen_jobs(jobs: QuerySet[Job], *, by: Actor) -> Outcome[Job]:
    """Take back the end of a stay. Refuses the whole when one of the machines is in another open order meanwhile."""
    lock_orders(jobs)
    closed = locked(jobs.filter(closed_at__isnull=False), "miner", "work_order").rows
    keys = {job.pk: identity_key(job.miner.serial, job.miner.mac) or None for job in closed}
    _refuse_those_elsewhere(closed, keys, by)
    now = clock.now()
    for job in closed:
        job.closed_at, job.open_key, job.changed_at = None, keys[job.pk], now
    if closed:
        Job.objects.bulk_update(closed, ["closed_at", "open_key", "changed_at"], batch_size=200)
    record(events.STAY_REOPENED, closed, by=by, data=lambda job: {"order": str(job.work_order)})
    return Outcome(done=closed)


def _refuse_those_elsewhere(closed: list[Job], keys: dict[int, str | None], by: Actor) -> None:
    still_open = Job.objects.open().select_related("work_order", "miner")
    elsewhere = list(still_open.filter(miner__in=[job.miner_id for job in closed]))
    elsewhere += still_open.filter(open_key__in=[key for key in keys.values() if key]).exclude(
        pk__in=[job.pk for job in elsewhere]
    )
    if elsewhere:
        places = [
            f"{job.miner} in {job.work_order if by.sees_customer(job.work_order.customer_id) else 'another order'}"
            for job in elsewhere[:10]
        ]
        raise Refused(f"These machines came back meanwhile: {', '.join(places)}. Their earlier stay remains ended.")
