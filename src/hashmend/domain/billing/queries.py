"""Reads of billing: the state of containers, what can be billed, what is owed."""

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When

from hashmend.domain.billing.models import Invoice, InvoiceContainer
from hashmend.domain.logistics.models import Container, Direction


class ContainerState(TextChoices):
    """Where a container stands: the first three are inbound, the others outbound."""

    EXPECTED = "expected", "Expected"
    RECEIVED = "received", "Received"
    INVENTORIED = "inventoried", "Inventoried"
    PACKING = "packing", "Packing"
    READY = "ready-for-billing", "Ready for billing"
    INVOICED = "invoiced", "Invoiced"
    PAID = "paid", "Paid"
    SHIPPED = "shipped", "Shipped"
    DELIVERED = "delivered", "Delivered"


INBOUND_STATES = (ContainerState.EXPECTED, ContainerState.RECEIVED, ContainerState.INVENTORIED)
OUTBOUND_STATES = tuple(state for state in ContainerState if state not in INBOUND_STATES)

_LIVE = InvoiceContainer.objects.order_by().filter(container=OuterRef("pk"), is_live=True)
_PAID = Invoice.objects.in_state(Invoice.State.PAID).filter(pk=OuterRef("live_invoice_id")).order_by()
LIVE_INVOICE = Subquery(_LIVE.values("invoice_id")[:1])
"""The id of a container's live invoice, draft or issued, or null; as an expression over the container's row."""

_INBOUND = Q(direction=Direction.INBOUND)
CONTAINER_STATE = Case(
    When(_INBOUND & Q(inventoried_at__isnull=False), then=Value(ContainerState.INVENTORIED.value)),
    When(_INBOUND & Q(received_at__isnull=False), then=Value(ContainerState.RECEIVED.value)),
    When(_INBOUND, then=Value(ContainerState.EXPECTED.value)),
    When(shipment__delivered_at__isnull=False, then=Value(ContainerState.DELIVERED.value)),
    When(shipment__picked_up_at__isnull=False, then=Value(ContainerState.SHIPPED.value)),
    When(Exists(_PAID), then=Value(ContainerState.PAID.value)),
    When(live_invoice_id__isnull=False, then=Value(ContainerState.INVOICED.value)),
    When(ready_at__isnull=False, then=Value(ContainerState.READY.value)),
    default=Value(ContainerState.PACKING.value),
    output_field=CharField(),
)
"""The state of a container, as an expression over its row with `live_invoice_id`."""


def with_container_state(containers: QuerySet[Container]) -> QuerySet[Container]:
    """Annotate `live_invoice_id` and `state_code` (a `ContainerState` value); both can be filtered and sorted by."""
    return containers.annotate(live_invoice_id=LIVE_INVOICE).annotate(state_code=CONTAINER_STATE)
