"""Containers of an order, grouped by shipment, as a customer sees them."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from hashmend.both.logistics import CONTAINER_TONES, SHIPMENT_TONES
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.billing.queries import ContainerState, with_container_state
from hashmend.domain.catalogue.queries import tracking_url
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.logistics.queries import with_contents
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.actor import Actor
from hashmend.web.components import Tone

PACKED = (ContainerState.READY, ContainerState.INVOICED)


def state_for_customers(code: str) -> tuple[str, Tone]:
    """Return the state of a container in words and tone: how far its bill is drafted stays in the house."""
    if code == ContainerState.PACKING:
        return "Being packed", CONTAINER_TONES[code]
    return ("Packed" if code in PACKED else str(ContainerState(code).label)), CONTAINER_TONES[code]


@dataclass(frozen=True, slots=True)
class Group:
    """Containers that travel together; without a shipment those that nobody has put into one yet."""

    shipment: Shipment | None
    tone: Tone
    tracking_url: str
    containers: list[dict[str, Any]]
    tell_url: str = ""


@dataclass(frozen=True, slots=True)
class Offers:
    """What the person may do about containers that are not here yet: upload lists, say how they travel."""

    lists: bool
    tracking: bool


@dataclass(frozen=True, slots=True)
class Column:
    """One direction."""

    title: str
    groups: list[Group]


def columns_of(order: WorkOrder, actor: Actor) -> list[Column]:
    """Return inbound and outbound, each grouped by shipment; a handful of queries whatever the number of containers."""
    rows = with_container_state(with_contents(Container.objects.visible_to(actor).filter(work_order=order)))
    containers = list(rows.select_related("shipment__carrier").order_by("shipment_id", "pk"))
    may = Offers(
        lists=order.is_open and actor.may(Permission.UPLOAD_LIST),
        tracking=order.is_open and actor.may(Permission.ANNOUNCE),
    )
    return [Column(way.label, _groups([c for c in containers if c.direction == way], may)) for way in Direction]


def _groups(containers: list[Container], may: Offers) -> list[Group]:
    groups: dict[int | None, Group] = {}
    for container in containers:
        shipment = container.shipment
        url = tracking_url(shipment.carrier, shipment.tracking_number) if shipment else ""
        tone = SHIPMENT_TONES[shipment.state] if shipment else "neutral"
        is_coming = shipment is not None and container.is_inbound and not shipment.delivered_at
        tells = reverse("portal:shipment-tracking", args=[shipment.number]) if is_coming and may.tracking else ""
        group = groups.setdefault(container.shipment_id, Group(shipment, tone, url, [], tells))
        group.containers.append(_row(container, may))
    return sorted(groups.values(), key=lambda group: group.shipment.pk if group.shipment else 0)


def _row(container: Any, may: Offers) -> dict[str, Any]:
    state, tone = state_for_customers(container.state_code)
    return {
        "number": container.number,
        "kind": container.get_kind_display(),
        "label": container.label,
        "machines": container.inside,
        "photos": container.photo_count,
        "state": state,
        "tone": tone,
        "list_url": reverse("portal:container-import", args=[container.number])
        if may.lists and container.is_inbound and not container.received_at
        else "",
    }
