"""Moving machines to another order of the same customer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Case, F, QuerySet, Value, When

from hashmend.domain.batches import locked, locked_one, row
from hashmend.domain.catalogue.models import Service
from hashmend.domain.customers.models import Customer
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.scoping import Scoped
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job, ScopeItem, ServiceDone, WorkOrder
from hashmend.domain.work_orders.operations.extending import extend_scope
from hashmend.domain.work_orders.operations.jobs import why_frozen
from hashmend.domain.work_orders.operations.requests import open_work_order
from hashmend.domain.work_orders.operations.scope import ScopeLine, details_of
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

_WITH_PLACE = ("miner", "work_order", "inbound_container", "outbound_container__shipment")
_CHUNK = 1000


@transaction.atomic
def move_jobs(
    jobs: QuerySet[Job], target: WorkOrder, *, by: Actor, add: Sequence[ScopeLine] = (), opened: bool = False
) -> Outcome[Job]:
    """Move machines to another open order of their customer, where they get new positions.

    They leave the container they came in, which belongs to the old order; the history of both keeps it. `add` are
    services with their prices that come into the target's scope, as far as one of the machines needs them there;
    `opened` says that the target was opened for this move. Refuses, per job: it is packed, it is billed, its stay has
    ended, its order is closed, or a service was done for it that the target's scope lacks. Refuses the whole when the
    target is closed, another customer's, or the order they are in, or when a price is missing.
    """
    orders = {order.pk: order for order in _lock_both(jobs, target)}
    batch = locked(jobs, *_WITH_PLACE)
    goal = orders[target.pk]
    _refuse_unfit(goal, batch.rows)
    missing, billed = services_missing(goal, batch.rows), jobs_billed(batch.rows)
    added = {line.service.pk for line in add}
    may, refused = batch.split(
        lambda job: why_not_move(
            job, goal, [s for s in missing.get(job.pk, ()) if s.pk not in added], is_billed=job.pk in billed
        )
    )
    group = new_group()
    needed = {service.pk for job in may for service in missing.get(job.pk, ())}
    if lines := [line for line in add if line.service.pk in needed]:
        extend_scope(goal, lines, orders.values(), by=by, group=group)
    facts = {job.pk: _facts(job, goal, opened) for job in may}
    _record_leaving(may, goal, facts, by=by, group=group)
    _write(may, goal)
    record(events.JOB_MOVED_HERE, may, by=by, data=lambda job: facts[job.pk], group=group)
    return Outcome(done=may, refused=refused, group=group)


@transaction.atomic
def move_jobs_to_new_order(jobs: QuerySet[Job], source: WorkOrder, *, by: Actor) -> tuple[WorkOrder, Outcome[Job]]:
    """Open an order with the scope, prices and due date of the one the machines are in, and move them there.

    Fees stay with the old order, which bills them. Refuses what `open_work_order` and `move_jobs` refuse, and the whole
    when no machine at all may move: then no order is opened.
    """
    customers = Customer.objects.filter(pk=source.customer_id)
    locked_one(customers)
    order = locked_one(row(source), "repair_request")
    asked = replace(details_of(order.repair_request), quantity=max(1, jobs.count()), fees=())
    known = [line.service.pk for line in asked.scope]
    opened = open_work_order(customers, asked, by=by, due_on=order.due_on, known=known)
    return opened, move_jobs(jobs.filter(work_order=order), opened, by=by, opened=True).or_refuse()


def _facts(job: Job, target: WorkOrder, opened: bool) -> dict[str, Any]:
    """Return what the history tells of a move, and what it takes to undo it."""
    return {
        "from": str(job.work_order),
        "to": str(target),
        "container": str(job.inbound_container or "no container"),
        "was_in": job.work_order_id,
        "position": job.position,
        "came_in": job.inbound_container_id,
        "opened": opened,
    }


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


def services_missing(target: WorkOrder, jobs: Sequence[Job]) -> dict[int, list[Service]]:
    """Return, per job, the services done for it that the target's scope lacks, with one query."""
    in_scope = ScopeItem.objects.filter(repair_request=target.repair_request_id).values("service")
    lacking = ServiceDone.objects.filter(job__in=jobs).exclude(service__in=in_scope).select_related("service")
    missing: dict[int, list[Service]] = defaultdict(list)
    for done in lacking.order_by("service__position", "pk"):
        missing[done.job_id].append(done.service)
    return missing


def jobs_billed(jobs: Sequence[Job]) -> set[int]:
    """Return the keys of the jobs for which something stands on a live invoice, with one query."""
    return set(ServiceDone.objects.filter(job__in=jobs, billed__is_live=True).values_list("job_id", flat=True))


def why_not_move(
    job: Job, target: WorkOrder | None, missing: Sequence[Service], *, is_billed: bool = False
) -> str | None:
    """Return why a job stays where it is, or None; without a target, why it would stay whatever is chosen.

    `missing` are services done for it that the target lacks; `is_billed` says that one stands on an invoice.
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
    if is_billed:
        return f"What was done for {job.miner} stands on an invoice of {job.work_order}: it stays in that order."
    if target and missing:
        names = ", ".join(map(str, missing))
        return f"The scope of {target} lacks what was done for {job.miner} ({names}): add it to that scope to move it."
    return None


def _record_leaving(
    jobs: Sequence[Job], target: WorkOrder, facts: Mapping[int, Mapping[str, Any]], *, by: Actor, group: str
) -> None:
    """Tell the old orders and the containers the machines came in, while the rows still say so."""
    record(events.JOB_MOVED_AWAY, jobs, by=by, data=lambda job: facts[job.pk], group=group)
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
        group=group,
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
