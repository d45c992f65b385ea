"""Opening a container: which machines are in it."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked, locked_one, row
from hashmend.domain.history.recording import record
from hashmend.domain.logistics import events
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations.locking import lock_orders_of, order_is_closed
from hashmend.domain.logistics.operations.naming import named
from hashmend.domain.logistics.queries import known_number
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.work_orders.arrivals import Finding, judge
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import add_jobs, remove_jobs, take_in_expected
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refusal, Refused


@transaction.atomic
def take_in_machines(container: Container, entries: Sequence[MachineEntry], *, by: Actor) -> Outcome[Job]:
    """Note which machines are in an inbound container: taken in when it was received, else announced.

    Machines that the order expects already are received instead of doubled. Refuses, per entry (`Refusal.pk` is its
    index): it names no machine, is given twice, is in this order already, or in another open order. Refuses the whole
    when the container is outbound, its inventory is closed or its order is.
    """
    lock_orders_of(row(container))
    opened = locked_one(row(container))
    if why := why_not_inventory(opened):
        raise Refused(why)
    expected = _expected(opened, entries, by) if opened.received_at else {}
    met = take_in_expected([(job, entries[index]) for index, job in expected.items()], container=opened, by=by)
    others = [index for index in range(len(entries)) if index not in expected]
    added = add_jobs(
        opened.work_order,
        [entries[index] for index in others],
        container=opened,
        received=opened.received_at is not None,
        by=by,
    )
    done = [*met.done, *added.done]
    happened = events.TAKEN_IN if opened.received_at else events.ANNOUNCED
    record(happened, [opened] if done else [], by=by, data=named(done))
    refused = [Refusal(refusal.thing, refusal.why, pk=others[refusal.pk]) for refusal in added.refused]
    return Outcome(done=done, refused=[*met.refused, *refused])


def _expected(container: Container, entries: Sequence[MachineEntry], by: Actor) -> dict[int, Job]:
    verdicts = judge(container.work_order, entries, by=by)
    return {i: v.job for i, v in enumerate(verdicts) if v.finding == Finding.EXPECTED and v.job}


def why_not_inventory(container: Container) -> str | None:
    """Return why no machine can be noted in this container, or None."""
    if not container.is_inbound:
        return f"{container} is an outbound container: machines are put into it from the order, not inventoried."
    if container.inventoried_at:
        return f"The inventory of {container} is closed: reopen it to add a machine."
    return order_is_closed(container.work_order)


@transaction.atomic
def inventory_machine(container: Container, entry: MachineEntry, *, by: Actor) -> Job:
    """Take one machine into a received container, as scanned at the dock, and return its job.

    Refuses with the reasons of `take_in_machines`, when the container has not been received, and when what was scanned
    is the number of a container, shipment or order.
    """
    lock_orders_of(row(container))
    if other := known_number(entry.serial):
        raise Refused(f"This is {other}, the serial number of a machine was expected.")
    if locked_one(row(container)).received_at is None:
        raise Refused(f"{container} has not been received: receive it, then inventory it.")
    outcome = take_in_machines(container, [entry], by=by).or_refuse()
    return outcome.done[0]


@transaction.atomic
def close_inventory(containers: QuerySet[Container], *, by: Actor) -> Outcome[Container]:
    """Note that everything in inbound containers was inventoried.

    Refuses, per container: it is outbound, not received, closed already, empty, or its order is closed.
    """
    lock_orders_of(containers)
    batch = locked(containers)
    filled = set(Job.objects.filter(inbound_container__in=batch.rows).values_list("inbound_container", flat=True))
    closed, refused = batch.split(lambda container: _why_not_close(container, container.pk in filled))
    Container.objects.filter(pk__in=[c.pk for c in closed]).update(
        inventoried_at=clock.now(), inventoried_by=by.user_id
    )
    record(events.INVENTORY_CLOSED, closed, by=by)
    return Outcome(done=closed, refused=refused)


def _why_not_close(container: Container, is_filled: bool) -> str | None:
    if why := why_not_inventory(container):
        return f"The inventory of {container} is closed already." if container.inventoried_at else why
    if container.received_at is None:
        return f"{container} has not been received: receive it first."
    if not is_filled:
        return f"No machine was inventoried in {container}: inventory one, or take its receipt back."
    return None


@transaction.atomic
def reopen_inventory(containers: QuerySet[Container], *, by: Actor) -> Outcome[Container]:
    """Take back that the inventory is done. Refuses, per container: it is not closed, or its order is."""
    lock_orders_of(containers)
    reopened, refused = locked(containers).split(_why_not_reopen)
    Container.objects.filter(pk__in=[c.pk for c in reopened]).update(inventoried_at=None, inventoried_by=None)
    record(events.INVENTORY_REOPENED, reopened, by=by)
    return Outcome(done=reopened, refused=refused)


def _why_not_reopen(container: Container) -> str | None:
    if not container.inventoried_at:
        return f"The inventory of {container} is not closed."
    return order_is_closed(container.work_order)


@transaction.atomic
def remove_machines(jobs: QuerySet[Job], *, by: Actor) -> Outcome[Job]:
    """Remove machines that were inventoried by mistake.

    Refuses, per job: damage was noted on it, work was done on it, it is packed, the inventory of its container is
    closed, or its order is.
    """
    locked(WorkOrder.objects.filter(jobs__in=jobs))
    batch = locked(jobs, "miner", "inbound_container")
    damaged = set(Job.objects.filter(pk__in=[j.pk for j in batch], damages__isnull=False).values_list("pk", flat=True))
    may, refused = batch.split(lambda job: _why_not_remove(job, job.pk in damaged))
    removed = remove_jobs(Job.objects.filter(pk__in=[job.pk for job in may]), by=by)
    return Outcome(done=removed.done, refused=[*refused, *removed.refused])


def _why_not_remove(job: Job, is_damaged: bool) -> str | None:
    if is_damaged:
        return f"Damage was noted on {job.miner}: a machine with damage stays in the order."
    if job.inbound_container and job.inbound_container.inventoried_at:
        return f"The inventory of {job.inbound_container} is closed: reopen it to remove {job.miner}."
    return None
