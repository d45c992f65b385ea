"""The Logistics tab of a work order: inbound and outbound containers side by side, grouped by shipment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from hashmend.desk.doors import page
from hashmend.desk.logistics import words
from hashmend.desk.logistics.assigning import assign, open_shipments
from hashmend.desk.work_orders.frame import board_context, order_url, the_order
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest


@dataclass(frozen=True, slots=True)
class Row:
    """One container of the tab."""

    container: Container
    url: str
    state: SafeString


@dataclass(frozen=True, slots=True)
class Group:
    """The order's containers in one shipment."""

    shipment: Shipment
    url: str
    state: SafeString
    travels: SafeString | str
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Side:
    """One column of the tab."""

    direction: str
    title: str
    loose: list[Row]
    groups: list[Group]
    shipments: Sequence[Shipment]
    new_shipment_url: str
    new_containers_url: str

    @property
    def count(self) -> int:
        """Return how many containers the column holds."""
        return len(self.loose) + sum(len(group.rows) for group in self.groups)

    @property
    def machines(self) -> int:
        """Return how many machines they hold."""
        rows = [*self.loose, *(row for group in self.groups for row in group.rows)]
        return sum(row.container.inside for row in rows)  # type: ignore[attr-defined]


@page(Permission.VIEW_DESK)
def logistics_tab(request: PageRequest, number: str) -> HttpResponse:
    """Show the order's containers, inbound and outbound."""
    order = the_order(request, number)
    context = board_context(request, order, "logistics") | {"sides": _sides(request, order)}
    return render(request, "desk/logistics/order_tab.html", context)


def _sides(request: PageRequest, order: WorkOrder) -> list[Side]:
    """Return both columns, with two queries whatever the number of containers."""
    containers = list(words.containers_for(request.actor).filter(work_order=order).order_by("number"))
    joinable: dict[str, list[Shipment]] = {Direction.INBOUND: [], Direction.OUTBOUND: []}
    for shipment in open_shipments(request.actor, order.customer_id):
        joinable[shipment.direction].append(shipment)
    return [
        _side(order, direction, [c for c in containers if c.direction == direction], joinable[direction])
        for direction in (Direction.INBOUND, Direction.OUTBOUND)
    ]


def _side(order: WorkOrder, direction: Direction, containers: list[Container], shipments: list[Shipment]) -> Side:
    loose: list[Row] = []
    groups: dict[int, Group] = {}
    for container in containers:
        row = Row(container, words.container_url(container), words.container_state(container))
        if container.shipment is None:
            loose.append(row)
            continue
        if container.shipment.pk not in groups:
            groups[container.shipment.pk] = _group(container.shipment)
        groups[container.shipment.pk].rows.append(row)
    query = f"?direction={direction}"
    return Side(
        direction=str(direction),
        title=str(direction.label),
        loose=loose,
        groups=sorted(groups.values(), key=lambda group: group.shipment.number),
        shipments=shipments,
        new_shipment_url=f"{reverse('desk:shipments-new')}{query}&order={order.number}",
        new_containers_url=reverse("desk:work-order-containers-new", args=[order.number]) + query,
    )


def _group(shipment: Shipment) -> Group:
    url, state = words.shipment_url(shipment), words.shipment_state(shipment)
    return Group(shipment, url, state, words.how_it_travels(shipment))


@page(Permission.EDIT_SHIPMENTS, methods=("POST",))
def assign_containers(request: PageRequest, number: str) -> HttpResponse:
    """Put the ticked containers of the order into the chosen shipment."""
    order = the_order(request, number)
    shipment = _shipment(request, order)
    mine = set(order.containers.values_list("number", flat=True))
    chosen = [one for one in request.POST.getlist("containers") if one in mine]
    reason = request.POST.get("override_reason", "")
    sentence, group = assign(request, chosen, shipment, override_reason=reason)
    to = f"{order_url(order, 'logistics')}#shipment-{shipment}"
    return htmx.done(request, sentence, to=to, undo_url=undo_url(order)(group))


def _shipment(request: PageRequest, order: WorkOrder) -> Shipment | None:
    wanted: dict[str, Any] = {"number": request.POST.get("shipment", "").replace("\x00", "")}
    found = Shipment.objects.visible_to(request.actor).filter(**wanted).first()
    if found and found.customer_id != order.customer_id:
        raise Refused(f"{found} belongs to another customer than {order}: choose a shipment of its customer.")
    return found
