"""Where machines are, as logistics tells it. Called from logistics, inside its transaction, which holds the rows."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked
from hashmend.domain.history.recording import record
from hashmend.domain.scoping import Scoped
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor


@transaction.atomic
def put_jobs_into(jobs: Sequence[Job], container: Scoped | None, *, by: Actor) -> None:
    """Note that machines went into an outbound container, or out of the one they were in when `container` is None."""
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
        outbound_container=container.pk if container else None, changed_at=clock.now()
    )
    if container is None:
        record(events.UNBOXED, jobs, by=by, data=lambda job: {"container": str(job.outbound_container)})
        return
    place = str(container)
    record(events.BOXED, [job for job in jobs if not job.outbound_container], by=by, data={"container": place})
    moved = [job for job in jobs if job.outbound_container]
    record(events.REBOXED, moved, by=by, data=lambda job: {"container": place, "from": str(job.outbound_container)})


@transaction.atomic
def unreceive_jobs(jobs: QuerySet[Job], *, by: Actor) -> None:
    """Expect machines again whose receipt was a mistake.

    The caller answers for it that nobody worked on them.
    """
    here = locked(jobs.filter(received_at__isnull=False), "miner", "inbound_container").rows
    now = clock.now()
    Job.objects.filter(pk__in=[job.pk for job in here]).update(
        received_at=None, status=Status.EXPECTED, status_at=now, status_by=by.user_id, changed_at=now
    )
    record(events.EXPECTED_AGAIN, here, by=by, data=lambda job: {"container": str(job.inbound_container)})
