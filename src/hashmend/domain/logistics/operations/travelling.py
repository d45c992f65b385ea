"""The facts of a shipment's way: picked up, delivered, and each of them taken back."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from hashmend.domain.batches import Batch, locked
from hashmend.domain.history.kinds import Kind
from hashmend.domain.history.recording import record
from hashmend.domain.logistics import events
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import close_jobs, reopen_jobs
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@transaction.atomic
def mark_picked_up(shipments: QuerySet[Shipment], *, at: datetime | None = None, by: Actor) -> Outcome[Shipment]:
    """Note that outbound shipments left the repair centre, now or at the moment given.

    Refuses, per shipment: it is inbound, picked up already, without tracking, empty, or holds a container that is not
    ready for billing. Refuses a moment in the future. That its containers are paid was settled when they joined it.
    """
    moment = _moment(at)
    batch = _locked(shipments)
    contents = _contents(batch.rows)
    may, refused = batch.split(lambda s: _why_not_pick_up(s, *contents.get(s.pk, (0, 0))))
    Shipment.objects.filter(pk__in=[s.pk for s in may]).update(picked_up_at=moment)
    record(events.PICKED_UP, may, by=by, data={"at": _told(moment)})
    _tell_containers(events.SHIPPED, may, by=by)
    return Outcome(done=may, refused=refused)


def _why_not_pick_up(shipment: Shipment, containers: int, unready: int) -> str | None:
    if shipment.direction == Direction.INBOUND:
        return f"{shipment} is an inbound shipment: it is not picked up here, note when it is delivered."
    if shipment.picked_up_at:
        return f"{shipment} was picked up already on {_told(shipment.picked_up_at)}."
    if not shipment.has_tracking:
        return f"{shipment} has no tracking: note the number, or that it travels by hand."
    if not containers:
        return f"{shipment} is empty: put a container in it first."
    if unready:
        return f"{shipment} holds containers that are still being packed: mark them ready or take them out."
    return None


@transaction.atomic
def mark_delivered(shipments: QuerySet[Shipment], *, at: datetime | None = None, by: Actor) -> Outcome[Shipment]:
    """Note that shipments arrived, now or at the moment given. An outbound one ends the stay of its machines.

    Refuses, per shipment: it is delivered already; outbound, it was not picked up, or only after that moment. Refuses
    a moment in the future.
    """
    moment = _moment(at)
    batch = _locked(shipments)
    may, refused = batch.split(lambda s: _why_not_deliver(s, moment))
    Shipment.objects.filter(pk__in=[s.pk for s in may]).update(delivered_at=moment)
    record(events.DELIVERED, may, by=by, data={"at": _told(moment)})
    _tell_containers(events.CONTAINER_DELIVERED, may, by=by)
    close_jobs(Job.objects.filter(outbound_container__shipment__in=may), by=by)
    return Outcome(done=may, refused=refused)


def _why_not_deliver(shipment: Shipment, moment: datetime) -> str | None:
    if shipment.delivered_at:
        return f"{shipment} was delivered already on {_told(shipment.delivered_at)}."
    if shipment.direction == Direction.INBOUND:
        return None
    if shipment.picked_up_at is None:
        return f"{shipment} was not picked up yet: note that first."
    if moment < shipment.picked_up_at:
        return f"{shipment} was picked up on {_told(shipment.picked_up_at)}: it cannot be delivered before that."
    return None


@transaction.atomic
def take_back_pick_up(shipments: QuerySet[Shipment], *, by: Actor) -> Outcome[Shipment]:
    """Take back that shipments left. Refuses, per shipment: it did not leave, is delivered, or an order is closed."""
    batch = _locked(shipments)
    closed = _closed_orders(batch.rows)

    def why_not(shipment: Shipment) -> str | None:
        if shipment.picked_up_at is None:
            return f"{shipment} was not picked up."
        if shipment.delivered_at:
            return f"{shipment} is delivered: take its delivery back first."
        return closed.get(shipment.pk)

    may, refused = batch.split(why_not)
    Shipment.objects.filter(pk__in=[s.pk for s in may]).update(picked_up_at=None)
    record(events.PICK_UP_TAKEN_BACK, may, by=by)
    _tell_containers(events.SHIPPING_TAKEN_BACK, may, by=by)
    return Outcome(done=may, refused=refused)


@transaction.atomic
def take_back_delivery(shipments: QuerySet[Shipment], *, by: Actor) -> Outcome[Shipment]:
    """Take back that shipments arrived; the stays of the machines in outbound ones go on.

    Refuses, per shipment: it is not delivered, or an order of it is closed. Refuses the whole when a machine of it is
    in another open order meanwhile.
    """
    batch = _locked(shipments)
    closed = _closed_orders(batch.rows)
    may, refused = batch.split(
        lambda s: closed.get(s.pk) if s.delivered_at else f"{s} is not delivered: there is nothing to take back."
    )
    Shipment.objects.filter(pk__in=[s.pk for s in may]).update(delivered_at=None)
    record(events.DELIVERY_TAKEN_BACK, may, by=by)
    _tell_containers(events.CONTAINER_DELIVERY_TAKEN_BACK, may, by=by)
    reopen_jobs(Job.objects.filter(outbound_container__shipment__in=may), by=by)
    return Outcome(done=may, refused=refused)


def _locked(shipments: QuerySet[Shipment]) -> Batch[Shipment]:
    """Lock the orders of the shipments' containers, then the shipments."""
    locked(WorkOrder.objects.filter(containers__shipment__in=shipments))
    return locked(shipments)


def _contents(shipments: Iterable[Shipment]) -> dict[int, tuple[int, int]]:
    """Return, per shipment, how many containers it holds and how many of them are not ready."""
    unready = Count("pk", filter=Q(ready_at__isnull=True))
    counted = Container.objects.filter(shipment__in=list(shipments)).order_by().values_list("shipment")
    return {pk: (total, open_) for pk, total, open_ in counted.annotate(total=Count("pk"), unready=unready)}


def _closed_orders(shipments: Iterable[Shipment]) -> dict[int, str]:
    """Return, per shipment, why a closed order keeps it as it is. What came in can be corrected all the same."""
    outbound = Container.objects.outbound().filter(shipment__in=list(shipments)).select_related("work_order")
    return {
        c.shipment_id: f"{c.work_order} is {c.work_order.state.label.lower()}: its deliveries stay as they are."
        for c in outbound
        if c.shipment_id and not c.work_order.is_open
    }


def _tell_containers(happened: Kind, shipments: Iterable[Shipment], *, by: Actor) -> None:
    """Write the event of a shipment into the history of every container in it."""
    inside = Container.objects.outbound().filter(shipment__in=list(shipments)).select_related("work_order", "shipment")
    record(happened, inside.order_by("pk"), by=by, data=lambda c: {"shipment": str(c.shipment)})


def _moment(at: datetime | None) -> datetime:
    now = clock.now()
    if at and at > now:
        raise Refused("That moment is still to come: note what happened when it has.")
    return at or now


def _told(moment: datetime) -> str:
    return f"{moment:%-d %b %Y}"
