"""The order in which logistics locks: work order → job → shipment → container, each by pk."""

from django.db.models import QuerySet

from hashmend.domain.batches import locked
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import WorkOrder


def lock_orders_of(containers: QuerySet[Container]) -> None:
    """Lock the orders of the containers: whatever changes inside an order waits for its turn here."""
    locked(WorkOrder.objects.filter(containers__in=containers))


def order_is_closed(order: WorkOrder) -> str | None:
    """Return why nothing of a closed order moves any more, or None while it is open."""
    return None if order.is_open else f"{order} is {order.state.label.lower()}: its containers stay as they are."
