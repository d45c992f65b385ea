"""Where machines are, as logistics tells it. Called from logistics, inside its transaction, which holds the rows."""

from collections.abc import Mapping, Sequence

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
def put_jobs_into(jobs: Sequence[Job], container: Scoped | None, *, by: Actor, group: str = "") -> None:
    """Note that machines went into an outbound container, or out of the one they were in when `container` is None."""
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(
        outbound_container=container.pk if container else None, changed_at=clock.now()
    )
    if container is None:
        record(events.UNBOXED, jobs, by=by, data=lambda job: {"container": str(job.outbound_container)}, group=group)
        return
    place = {"container": str(container), "into": container.pk}
    new = [job for job in jobs if not job.outbound_container]
    record(events.BOXED, new, by=by, data=place, group=group)
    record(
        events.REBOXED,
        [job for job in jobs if job.outbound_container],
        by=by,
        data=lambda job: place | {"from": str(job.outbound_container), "was": job.outbound_container_id},
        group=group,
    )


@transaction.atomic
def put_jobs_back(
    jobs: Sequence[Job], places: Mapping[int, Scoped | None], *, by: Actor, undoes: str, group: str
) -> None:
    """Note that machines are in the outbound containers they were in before, or in none; `places` holds them by job.

    One statement for each container. `undoes` is the action that had put them elsewhere.
    """
    now = clock.now()
    for container in dict.fromkeys(places[job.pk] for job in jobs):
        inside = [job.pk for job in jobs if places[job.pk] == container]
        key = container.pk if container else None
        Job.objects.filter(pk__in=inside).update(outbound_container=key, changed_at=now)
    record(
        events.BOXING_UNDONE,
        jobs,
        by=by,
        data=lambda job: {
            "from": str(job.outbound_container),
            "to": str(places[job.pk] or "no container"),
            "undoes": undoes,
        },
        group=group,
    )


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
