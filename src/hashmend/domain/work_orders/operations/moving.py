"""Moving machines to another order of the same customer."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from hashmend.domain.batches import locked
from hashmend.domain.history.recording import record
from hashmend.domain.scoping import Scoped
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job, ScopeItem, ServiceDone, WorkOrder
from hashmend.domain.work_orders.operations.jobs import why_frozen
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

_WITH_PLACE = ("miner", "work_order", "inbound_container", "outbound_container__shipment")
_CHUNK = 1000


@transaction.atomic
def move_jobs(jobs: QuerySet[Job], target: WorkOrder, *, by: Actor) -> Outcome[Job]:
    """Move machines to another open order of their customer, where they get new positions.

    They leave the container they came in, which belongs to the old order; the history of both keeps it. Refuses, per
    job: it is packed, its stay has ended, its order is closed, or a service was done for it that
    the target's scope lacks. Refuses the whole when the target is closed, another customer's, or the order they are in.
    """
    orders = {order.pk: order for order in _lock_both(jobs, target)}
    batch = locked(jobs, *_WITH_PLACE)
    goal = orders[target.pk]
    _refuse_unfit(goal, batch.rows)
    missing = services_missing(goal, batch.rows)
    may, refused = batch.split(lambda job: why_not_move(job, goal, missing.get(job.pk, ())))
    _record_leaving(may, goal, by=by)
    came_from = {job.pk: (str(job.work_order), str(job.inbound_container or "no container")) for job in may}
    _write(may, goal)
    record(
        events.JOB_MOVED_HERE,
        may,
        by=by,
        data=lambda job: {"from": came_from[job.pk][0], "container": came_from[job.pk][1]},
    )
    return Outcome(done=may, refused=refused)


def _lock_both(jobs: QuerySet[Job], target: WorkOrder) -> Sequence[WorkOrder]:
    """Lock the orders the machines leave and the one they join, in one statement, hence in one order."""
    sources = WorkOrder.objects.filter(jobs__in=jobs).order_by().values("pk")
    return locked(WorkOrder.objects.filter(pk__in=sources) | WorkOrder.objects.filter(pk=target.pk), "customer").rows


def _refuse_unfit(target: WorkOrder, jobs: Sequence[Job]) -> None:
    if not target.is_open:
        raise Refused(f"{target} is {target.state.label.lower()}: choose an open order.")
    if any(job.work_order.customer_id != target.customer_id for job in jobs):
        raise Refused(f"{target} is an order of {target.customer}: machines move between orders of their customer.")
    if jobs and all(job.work_order_id == target.pk for job in jobs):
        raise Refused(f"These machines are in {target} already: choose another order.")


def services_missing(target: WorkOrder, jobs: Sequence[Job]) -> dict[int, list[str]]:
    """Return, per job, the services done for it that the target's scope lacks, with one query."""
    in_scope = ScopeItem.objects.filter(repair_request=target.repair_request_id).values("service")
    lacking = ServiceDone.objects.filter(job__in=jobs).exclude(service__in=in_scope).order_by("service__position", "pk")
    missing: dict[int, list[str]] = defaultdict(list)
    for job_id, name in lacking.values_list("job_id", "service__name"):
        missing[job_id].append(name)
    return missing


def why_not_move(job: Job, target: WorkOrder | None, missing: Sequence[str]) -> str | None:
    """Return why a job stays where it is, or None; without a target, why it would stay whatever is chosen.

    `missing` are services done for it that the target lacks.
    """
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: its machines stay in it."
    if target and job.work_order_id == target.pk:
        return f"{job.miner} is in {target} already."
    if job.closed_at:
        return f"The stay of {job.miner} has ended: it remains in {job.work_order}."
    if frozen := why_frozen(job):
        return frozen
    if job.outbound_container:
        return f"{job.miner} is packed in {job.outbound_container}: take it out first."
    if target and missing:
        return (
            f"The scope of {target} lacks what was done for {job.miner} ({', '.join(missing)}): "
            "choose an order whose scope has it, or open one."
        )
    return None


def _record_leaving(jobs: Sequence[Job], target: WorkOrder, *, by: Actor) -> None:
    """Tell the old orders and the containers the machines came in, while the rows still say so."""
    record(
        events.JOB_MOVED_AWAY,
        jobs,
        by=by,
        data=lambda job: {
            "from": str(job.work_order),
            "to": str(target),
            "container": str(job.inbound_container or "no container"),
        },
    )
    left: dict[int, list[str]] = defaultdict(list)
    containers: dict[int, Scoped] = {}
    for job in jobs:
        container: Scoped | None = job.inbound_container
        if container:
            containers[container.pk] = container
            container.work_order = job.work_order  # type: ignore[attr-defined]
            left[container.pk].append(str(job.miner))
    record(
        events.MACHINES_MOVED,
        containers.values(),
        by=by,
        data=lambda container: {
            "machines": left[container.pk],
            "from": str(container.work_order),
            "to": str(target),
        },
    )


def _write(jobs: Sequence[Job], target: WorkOrder) -> None:
    """Give every job its place in the target, in one statement per thousand: positions are never taken twice."""
    now = clock.now()
    for position, job in enumerate(jobs, target.last_position + 1):
        job.work_order, job.position, job.inbound_container, job.changed_at = target, position, None, now
    for start in range(0, len(jobs), _CHUNK):
        chunk = jobs[start : start + _CHUNK]
        positions = Case(*(When(pk=job.pk, then=Value(job.position)) for job in chunk))
        Job.objects.filter(pk__in=[job.pk for job in chunk]).update(
            work_order=target, position=positions, inbound_container=None, changed_at=now
        )
    WorkOrder.objects.filter(pk=target.pk).update(last_position=F("last_position") + len(jobs))
