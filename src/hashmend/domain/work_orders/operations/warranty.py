"""Warranties met in an order: the maker's, which forbids opening a machine, and our own on a former repair."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.history.recording import record
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.jobs import lock_with_place
from hashmend.domain.work_orders.warranty import warranted_stays, warranty_end
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

LONGEST_REASON = 200


@transaction.atomic
def open_despite_warranty(jobs: QuerySet[Job], reason: str, *, by: Actor) -> Outcome[Job]:
    """Let machines be opened although their maker's warranty lasts. The reason stays in the history.

    Refuses the whole without a reason; per job: its maker's warranty does not stand in the way, or its order is closed.
    """
    text = reason.strip().rstrip(".")
    if not text:
        raise Refused("Say why the machine may be opened although its maker's warranty lasts: it ends with that.")
    if len(text) > LONGEST_REASON:
        raise Refused(f"The reason must be {LONGEST_REASON} characters or fewer.")
    may, refused = lock_with_place(jobs).split(_why_not_override)
    Job.objects.filter(pk__in=[job.pk for job in may]).update(opened_despite=text, changed_at=clock.now())
    record(events.OPENED_DESPITE_WARRANTY, may, by=by, data={"reason": text})
    return Outcome(done=may, refused=refused)


def _why_not_override(job: Job) -> str | None:
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: nothing more is done in it."
    if not job.is_closed_by_warranty:
        return f"{job.miner} may be opened already."
    return None


@transaction.atomic
def flag_returns(jobs: Sequence[Job], *, by: Actor) -> Outcome[Job]:
    """Point jobs whose machine comes back within the warranty on a former repair at that stay; two queries and history.

    The warranty begins when the repaired machine was delivered and lasts as long as the agreement of that order says;
    a repair under warranty does not begin it anew.
    """
    open_jobs = [job for job in jobs if job.returned_from_id is None]
    former = warranted_stays([job.miner_id for job in open_jobs], clock.today(settings.TIME_ZONE))
    back = [job for job in open_jobs if former.get(job.miner_id, job) is not job]
    for job in back:
        job.returned_from = former[job.miner_id]
    Job.objects.bulk_update(back, ["returned_from"])
    record(
        events.CAME_BACK, back, by=by,
        data=lambda job: {
            "order": str(former[job.miner_id].work_order),
            "until": f"{warranty_end(former[job.miner_id]):%-d %b %Y}",
        },
    )  # fmt: skip
    return Outcome(done=back)
