"""A shipment that is on its way: announced before it arrives, with its pallets or boxes."""

from dataclasses import dataclass, field

from django.db import transaction

from hashmend.domain.batches import locked_one, row
from hashmend.domain.history.recording import record
from hashmend.domain.logistics import events
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.logistics.operations.containers import create_containers
from hashmend.domain.logistics.operations.shipments import (
    Tracking,
    assign_inbound_to_shipment,
    create_shipment,
    travelling,
)
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is on its way: how many pallets or boxes, what is written on them, and how they travel, when known."""

    kind: str = Container.Kind.PALLET
    count: int = 1
    label: str = ""
    tracking: Tracking = field(default_factory=Tracking)
    note: str = ""


@transaction.atomic
def announce_shipment(order: WorkOrder, what: Announcement, *, by: Actor) -> Shipment:
    """Note that containers of an order are on their way, and return their shipment.

    Containers of several orders of one customer may travel together: a number that was announced for another order
    means the same shipment. Refuses a closed order, a number that was announced for this order already, and what
    `create_containers` and `create_shipment` refuse.
    """
    found = locked_one(row(order), "customer")
    known = _announced(found, what.tracking)
    if known and known.containers.filter(work_order=found).exists():
        raise Refused(f"{what.tracking.number} is announced already, as {known}.")
    made = create_containers(found, Direction.INBOUND, kind=what.kind, count=what.count, label=what.label, by=by)
    shipment = known or create_shipment(found.customer, Direction.INBOUND, what.tracking, note=what.note, by=by)
    containers = Container.objects.filter(pk__in=[container.pk for container in made])
    assign_inbound_to_shipment(containers, shipment, by=by).or_refuse()
    shown = f"{what.count} {Container.Kind(what.kind).label.lower()}"
    told = {"shipment": str(shipment), "what": shown if what.count == 1 else _many(shown), "how": travelling(shipment)}
    record(events.SHIPMENT_ANNOUNCED, [found], by=by, data=told)
    return shipment


def _announced(order: WorkOrder, tracking: Tracking) -> Shipment | None:
    """Return the customer's shipment under this number that is still on its way to us."""
    number = "" if tracking.is_by_hand else "".join(tracking.number.split())
    if not number:
        return None
    coming = Shipment.objects.inbound().filter(customer=order.customer_id, delivered_at=None)
    return coming.filter(tracking_number__iexact=number).order_by("-pk").first()


def _many(shown: str) -> str:
    return f"{shown}es" if shown.endswith("x") else f"{shown}s"
