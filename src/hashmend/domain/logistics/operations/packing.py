"""Finished machines go into the containers that take them home."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from hashmend.domain.batches import locked, locked_one, row
from hashmend.domain.history.kinds import Kind
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.logistics import events
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.logistics.operations.containers import create_containers, why_shipped
from hashmend.domain.logistics.operations.locking import lock_orders_of, order_is_closed
from hashmend.domain.logistics.operations.naming import named
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import put_jobs_into, why_frozen
from hashmend.domain.work_orders.statuses import OUTCOMES
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

_PLACE = ("outbound_container__shipment", "outbound_container__work_order")


@transaction.atomic
def assign_to_outbound_container(
    jobs: QuerySet[Job], container: Container, *, by: Actor, move: bool = False, group: str = ""
) -> Outcome[Job]:
    """Put finished machines into an outbound container of their order.

    Refuses, per job: it is of another order, unfinished, donor or scrapped, in this container already, in a container
    that is ready or billed, or, unless `move`, in another container. Refuses the whole when the container is inbound or
    no longer being packed.
    """
    locked(WorkOrder.objects.filter(Q(jobs__in=jobs) | Q(containers=container)))
    batch = locked(jobs, "miner", *_PLACE)
    goal = locked_one(row(container), "shipment")
    if why := why_not_pack(goal):
        raise Refused(why)
    may, refused = batch.split(lambda job: why_not_put(job, goal, move))
    group = group or new_group()
    put_jobs_into(may, goal, by=by, group=group)
    tell_contents(events.PACKED, {goal: may}, by=by, group=group)
    tell_contents(events.UNPACKED, contents_of(may), by=by, group=group)
    return Outcome(done=may, refused=refused, group=group)


@transaction.atomic
def assign_to_new_container(
    jobs: QuerySet[Job], work_order: WorkOrder, *, kind: str, by: Actor, move: bool = False
) -> tuple[Container, Outcome[Job]]:
    """Make an outbound container of the order and put finished machines into it; return both.

    Refuses as `assign_to_outbound_container`, and the whole when no machine at all may go into it: no empty container
    is left behind.
    """
    group = new_group()
    (made,) = create_containers(work_order, Direction.OUTBOUND, kind=kind, by=by, group=group)
    return made, assign_to_outbound_container(jobs, made, by=by, move=move, group=group).or_refuse()


def why_not_pack(container: Container) -> str | None:
    """Return why the contents of a container cannot be changed, or None."""
    if container.is_inbound:
        return f"{container} is an inbound container: machines go home in an outbound one."
    if why := why_shipped(container):
        return why
    if container.ready_at:
        return f"{container} is ready for billing: take it back to packing first, or use another container."
    return order_is_closed(container.work_order)


def why_not_put(job: Job, goal: Container, move: bool) -> str | None:
    """Return why a machine cannot go into an outbound container, or None."""
    if job.work_order_id != goal.work_order_id:
        return f"{job.miner} is in {job.work_order}, {goal} belongs to {goal.work_order}: use a container of its order."
    if job.is_not_returned:
        return f"{job.miner} is {job.get_status_display()}: it stays at the repair centre."
    if not job.is_finished:
        return f"{job.miner} is {job.get_status_display()}: finish it before it is packed."
    if goal.pk and job.outbound_container_id == goal.pk:
        return f"{job.miner} is in {goal} already."
    if why := why_frozen(job):
        return why
    if job.outbound_container and not move:
        return f"{job.miner} is in {job.outbound_container}: take it out first, or move it."
    return None


@transaction.atomic
def take_out_of_container(jobs: QuerySet[Job], *, by: Actor) -> Outcome[Job]:
    """Take machines out of the containers they are packed in.

    Refuses, per job: it is in none, in one that is ready, billed or shipped, or its order is closed.
    """
    locked(WorkOrder.objects.filter(jobs__in=jobs))
    batch = locked(jobs, "miner", *_PLACE)
    may, refused = batch.split(_why_not_take_out)
    group = new_group()
    put_jobs_into(may, None, by=by, group=group)
    tell_contents(events.UNPACKED, contents_of(may), by=by, group=group)
    return Outcome(done=may, refused=refused)


def _why_not_take_out(job: Job) -> str | None:
    if job.outbound_container is None:
        return f"{job.miner} is in no container."
    return why_frozen(job) or order_is_closed(job.work_order)


def contents_of(jobs: Sequence[Job]) -> dict[Container, list[Job]]:
    """Return the jobs by the outbound container they are in."""
    inside: dict[Container, list[Job]] = defaultdict(list)
    for job in jobs:
        if job.outbound_container:
            inside[job.outbound_container].append(job)
    return inside


def tell_contents(happened: Kind, contents: Mapping[Container, Sequence[Job]], *, by: Actor, group: str = "") -> None:
    """Write one event per container that names the machines."""
    containers = [container for container, jobs in contents.items() if jobs]
    record(happened, containers, by=by, data=lambda c: named(contents[c]), group=group)


@transaction.atomic
def mark_ready_for_billing(containers: QuerySet[Container], *, by: Actor) -> Outcome[Container]:
    """Close outbound containers for packing and hand them to billing.

    Refuses, per container: it is inbound, ready already, empty, holds a job without an outcome, or its order is closed.
    """
    lock_orders_of(containers)
    batch = locked(containers, "shipment")
    counts = {
        pk: (total, finished)
        for pk, total, finished in Job.objects.filter(outbound_container__in=batch.rows)
        .order_by()
        .values_list("outbound_container")
        .annotate(total=Count("pk"), finished=Count("pk", filter=Q(status__in=OUTCOMES)))
    }
    ready, refused = batch.split(lambda c: _why_not_ready(c, *counts.get(c.pk, (0, 0))))
    Container.objects.filter(pk__in=[c.pk for c in ready]).update(ready_at=clock.now(), ready_by=by.user_id)
    record(events.READY_FOR_BILLING, ready, by=by, data=lambda c: {"machines": counts[c.pk][0]})
    return Outcome(done=ready, refused=refused)


def _why_not_ready(container: Container, total: int, finished: int) -> str | None:
    if container.direction != Direction.OUTBOUND:
        return f"{container} is an inbound container: only what goes home is billed."
    if container.ready_at:
        return f"{container} is ready for billing already."
    if not total:
        return f"{container} is empty: put a machine in it first."
    if finished < total:
        return f"{container} holds {total - finished} of {total} machines without an outcome: finish or unpack them."
    return why_shipped(container) or order_is_closed(container.work_order)
