"""Reads of billing: the state of containers, what can be billed, what is owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, TextChoices, Value, When

from hashmend.domain.billing.composing import unbilled_fees
from hashmend.domain.billing.models import Invoice, InvoiceContainer, InvoiceLine
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.work_orders.models import ScopeItem, ServiceDone, WorkOrder
from hashmend.domain.work_orders.statuses import OUTCOMES
from hashmend.kernel import clock, money


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


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """What an order is worth: done and not yet on an invoice, on drafts, issued, paid, still open, and overdue."""

    currency: str
    billable: Decimal
    drafted: Decimal
    issued: Decimal
    paid: Decimal
    open: Decimal
    overdue: Decimal


def order_money(order: WorkOrder, invoices: Sequence[Invoice]) -> OrderMoney:
    """Return the sums of an order over its invoices (rows of `with_state()`), with three queries for what is billable.

    `billable` is before tax, the others are totals.
    """
    live = [invoice for invoice in invoices if invoice.void_at is None]
    final = [invoice for invoice in live if not invoice.is_draft]
    today = clock.today(settings.TIME_ZONE)
    overdue = [i for i in final if i.due_on and i.due_on < today]
    return OrderMoney(
        currency=order.repair_request.currency,
        billable=billable_amount(order),
        drafted=money.total(invoice.total_amount for invoice in live if invoice.is_draft),
        issued=money.total(invoice.total_amount for invoice in final),
        paid=money.total(invoice.paid_amount for invoice in final),  # type: ignore[attr-defined]
        open=money.total(invoice.open_amount for invoice in final),  # type: ignore[attr-defined]
        overdue=money.total(invoice.open_amount for invoice in overdue),  # type: ignore[attr-defined]
    )


def billable_amount(order: WorkOrder) -> Decimal:
    """Return what is done in an order, fees included, and on no live invoice, at the prices of its scope."""
    prices = dict(ScopeItem.objects.filter(repair_request=order.repair_request_id).values_list("service", "price"))
    billed = InvoiceLine.objects.filter(service_done=OuterRef("pk"), is_live=True)
    counts = (
        ServiceDone.objects.filter(~Exists(billed), job__work_order=order)
        .order_by()
        .values_list("service")
        .annotate(times=Count("pk"))
    )
    amounts = [(prices.get(service) or money.ZERO) * times for service, times in counts]
    return money.total([*amounts, *unbilled_fees(order).values_list("amount", flat=True)])


def billing_containers(order: WorkOrder) -> QuerySet[Container]:
    """Return the order's outbound containers with their state and the numbers of machines inside: `machines`,
    `unfinished`; in the order of their numbers."""
    inside = Count("outbound_jobs", distinct=True)
    open_inside = Count("outbound_jobs", distinct=True, filter=~Q(outbound_jobs__status__in=OUTCOMES))
    containers = Container.objects.filter(work_order=order, direction=Direction.OUTBOUND)
    return (
        with_container_state(containers.annotate(machines=inside, unfinished=open_inside))
        .select_related("shipment", "work_order")
        .order_by("number")
    )


def matching(invoices: QuerySet[Invoice], text: str) -> QuerySet[Invoice]:
    """Return the invoices that the text finds: number, order, customer, a container, a machine on a line."""
    inside = InvoiceContainer.objects.filter(invoice=OuterRef("pk"), container__number__icontains=text)
    named = InvoiceLine.objects.filter(invoice=OuterRef("pk"), serial__icontains=text)
    own = Q(number__icontains=text) | Q(work_order__number__icontains=text) | Q(customer__alias__icontains=text)
    return invoices.filter(own | Exists(inside) | Exists(named))
