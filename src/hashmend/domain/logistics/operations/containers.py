"""Containers themselves: made, labelled, opened, thrown away."""

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from hashmend.domain.batches import locked, locked_one, row
from hashmend.domain.history.recording import record
from hashmend.domain.logistics import events
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.logistics.operations.locking import lock_orders_of, order_is_closed
from hashmend.domain.numbering.operations import next_tag_numbers
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import unreceive_jobs
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

MOST_AT_ONCE = 200


@transaction.atomic
def create_containers(
    work_order: WorkOrder,
    direction: str,
    *,
    kind: str = Container.Kind.PALLET,
    count: int = 1,
    label: str = "",
    by: Actor,
    group: str = "",
) -> list[Container]:
    """Make `count` containers of an order, which get the next numbers, and return them.

    Refuses a closed order, no number of containers between 1 and 200, and a kind or direction there is not.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refused(f"Make between 1 and {MOST_AT_ONCE} containers at once.")
    if kind not in Container.Kind.values or direction not in Direction.values:
        raise Refused("A container is a pallet or a box, and goes in or out.")
    order = locked_one(row(work_order))
    if why := order_is_closed(order):
        raise Refused(why)
    made = Container.objects.bulk_create(
        Container(
            number=number, work_order=order, direction=direction, kind=kind, label=label.strip(),
            created_at=clock.now(), created_by_id=by.user_id,
        )
        for number in next_tag_numbers("C", count)
    )  # fmt: skip
    record(events.CONTAINER_CREATED, made, by=by, data=lambda c: {"what": f"{c.direction} {c.kind}"}, group=group)
    return made


@transaction.atomic
def label_containers(containers: QuerySet[Container], label: str, *, by: Actor) -> Outcome[Container]:
    """Change what is written on containers. Refuses, per container: it has that label already, or has shipped."""
    text = label.strip()
    lock_orders_of(containers)

    def why_not(container: Container) -> str | None:
        if container.label == text:
            return f"{container} has that label already."
        return why_shipped(container)

    may, refused = locked(containers, "shipment").split(why_not)
    Container.objects.filter(pk__in=[c.pk for c in may]).update(label=text)
    record(events.LABELLED, may, by=by, data=lambda c: {"from": c.label, "to": text})
    return Outcome(done=may, refused=refused)


@transaction.atomic
def take_back_receipt(containers: QuerySet[Container], *, by: Actor) -> Outcome[Container]:
    """Take back that inbound containers arrived; machines noted in them are expected again.

    Refuses, per container: it was not received, its inventory is closed, somebody worked on a machine of it, or its
    order is closed.
    """
    lock_orders_of(containers)
    batch = locked(containers)
    inside = Job.objects.filter(inbound_container__in=batch.rows)
    touched = set(inside.worked_on().values_list("inbound_container", flat=True))
    may, refused = batch.split(lambda container: _why_not_take_back(container, container.pk in touched))
    Container.objects.filter(pk__in=[c.pk for c in may]).update(received_at=None, received_by=None)
    record(events.RECEIPT_TAKEN_BACK, may, by=by)
    unreceive_jobs(Job.objects.filter(inbound_container__in=may), by=by)
    return Outcome(done=may, refused=refused)


def _why_not_take_back(container: Container, is_touched: bool) -> str | None:
    if container.received_at is None:
        return f"{container} has not been received."
    if container.inventoried_at:
        return f"The inventory of {container} is closed: reopen it first."
    if is_touched:
        return f"Machines of {container} are being worked on: its receipt stays."
    return order_is_closed(container.work_order)


@transaction.atomic
def delete_containers(containers: QuerySet[Container], *, by: Actor) -> Outcome[Container]:
    """Remove containers that were made by mistake.

    Refuses, per container: it left, was received, holds machines, is in a shipment, is ready for billing, has damage
    noted, or stands on an invoice.
    """
    lock_orders_of(containers)
    batch = locked(containers, "shipment")
    pks = [container.pk for container in batch]
    filled = {
        *Job.objects.filter(inbound_container__in=pks).values_list("inbound_container", flat=True),
        *Job.objects.filter(outbound_container__in=pks).values_list("outbound_container", flat=True),
    }
    damaged = set(Container.objects.filter(pk__in=pks, damages__isnull=False).values_list("pk", flat=True))
    may, refused = batch.split(lambda c: _why_not_delete(c, c.pk in filled, c.pk in damaged))
    record(events.CONTAINER_DELETED, may, by=by)
    try:
        Container.objects.filter(pk__in=[c.pk for c in may]).delete()
    except ProtectedError as error:
        raise Refused("A container that stood on an invoice stays: its machines can be taken out of it.") from error
    return Outcome(done=may, refused=refused)


def _why_not_delete(container: Container, is_filled: bool, is_damaged: bool) -> str | None:
    if left := why_shipped(container):
        return left
    if is_filled:
        return f"{container} holds machines: take them out first."
    if container.shipment_id:
        return f"{container} is in a shipment: take it out of it first."
    if is_damaged:
        return f"Damage was noted on {container}: it stays."
    if container.received_at or container.ready_at:
        return f"{container} was {'received' if container.received_at else 'marked ready'}: take that back first."
    return None


def why_shipped(container: Container) -> str | None:
    """Return why a container that left the repair centre cannot be changed, or None while it is here."""
    shipment = container.shipment
    if shipment and shipment.picked_up_at:
        return f"{container} left the repair centre in {shipment}: a shipped container cannot be changed."
    return None
