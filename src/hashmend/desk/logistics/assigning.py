"""Containers join a shipment: from the shipment's page and from the order's Logistics tab."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import Http404

from hashmend.desk.logistics import words
from hashmend.domain.billing.operations import assign_to_shipment
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.logistics.operations import assign_inbound_to_shipment
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted

MOST_OFFERED = 200


def free_containers(actor: Actor, shipment: Shipment) -> QuerySet[Container]:
    """Return the containers that could join a shipment: its customer's, its way, in none, of open orders."""
    if shipment.delivered_at or shipment.picked_up_at:
        return words.containers_for(actor).none()
    rows = words.containers_for(actor).filter(
        work_order__customer=shipment.customer_id,
        work_order__completed_at=None,
        work_order__cancelled_at=None,
        direction=shipment.direction,
        shipment=None,
    )
    return rows.order_by("number")[:MOST_OFFERED]


def open_shipments(actor: Actor, customer_id: int) -> QuerySet[Shipment]:
    """Return the shipments, both ways, that containers of a customer can still join."""
    rows = Shipment.objects.visible_to(actor).filter(customer=customer_id)
    return rows.filter(picked_up_at=None, delivered_at=None).select_related("carrier").order_by("-pk")


def assign(
    request: PageRequest, numbers: Sequence[str], shipment: Shipment | None, *, override_reason: str = ""
) -> tuple[str, str]:
    """Put the containers of these numbers into the shipment; return what to say and the group by which it is undone.

    404 for a stranger's number.
    """
    if not numbers:
        raise Refused("Select at least one container.")
    if shipment is None:
        raise Refused("Choose the shipment they join, or create one first.")
    containers = Container.objects.visible_to(request.actor).filter(number__in=numbers)
    if containers.count() != len(set(numbers)):
        raise Http404
    if shipment.direction == Direction.INBOUND:
        outcome = assign_inbound_to_shipment(containers, shipment, by=request.actor)
    else:
        outcome = assign_to_shipment(containers, shipment, by=request.actor, override_reason=override_reason)
    return f"{counted(len(outcome.done), 'container')} assigned to {shipment}.", outcome.group
