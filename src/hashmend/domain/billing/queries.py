"""Reads of billing: the state of containers, what can be billed, what is owed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Round

from hashmend.domain.billing.models import Invoice, InvoiceContainer, InvoiceLine, Payment, in_cents
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.work_orders.models import Fee, ScopeItem, ServiceDone, WorkOrder
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
        billable=billable_amounts([order])[order.pk],
        drafted=money.total(invoice.total_amount for invoice in live if invoice.is_draft),
        issued=money.total(invoice.total_amount for invoice in final),
        paid=money.total(invoice.paid_amount for invoice in final),  # type: ignore[attr-defined]
        open=money.total(invoice.open_amount for invoice in final),  # type: ignore[attr-defined]
        overdue=money.total(invoice.open_amount for invoice in overdue),  # type: ignore[attr-defined]
    )


_OF_WORK = Q(repair_request__cancelled_at__isnull=True)
"""Fees of a cancelled request fall due no more."""


def billable_amounts(orders: Iterable[WorkOrder]) -> dict[int, Decimal]:
    """Return, per order (by primary key), what is done, fees included, and on no live invoice, at the prices of its
    scope; before tax, in the order's own currency. Three queries, however many orders."""
    by_request = {order.repair_request_id: order.pk for order in orders}
    amounts = dict.fromkeys(by_request.values(), money.ZERO)
    billed = InvoiceLine.objects.filter(service_done=OuterRef("pk"), is_live=True)
    counts = (
        ServiceDone.objects.filter(~Exists(billed), job__work_order__in=list(amounts))
        .order_by()
        .values_list("job__work_order", "service")
        .annotate(times=Count("pk"))
    )
    scope = ScopeItem.objects.filter(repair_request__in=list(by_request)).values_list(
        "repair_request", "service", "price"
    )
    prices = {(by_request[request], service): price for request, service, price in scope}
    for order, service, times in counts:
        amounts[order] += (prices.get((order, service)) or money.ZERO) * times
    live = InvoiceLine.objects.filter(fee=OuterRef("pk"), is_live=True)
    fees = Fee.objects.filter(~Exists(live), _OF_WORK, repair_request__in=list(by_request))
    for request, amount in fees.order_by().values_list("repair_request", "amount"):
        amounts[by_request[request]] += amount
    return amounts


def unpaid_amount() -> Round:
    """Return what is still owed for the issued invoices of an order, as an expression over the order's row."""
    issued = Q(invoice__issued_at__isnull=False, invoice__void_at__isnull=True)
    invoices = Invoice.objects.live().issued().filter(work_order=OuterRef("pk")).order_by().values("work_order")
    payments = Payment.objects.filter(issued, invoice__work_order=OuterRef("pk")).order_by()
    owed = Subquery(invoices.annotate(sum=Sum("total_amount")).values("sum"))
    paid = Subquery(payments.values("invoice__work_order").annotate(sum=Sum("amount")).values("sum"))
    return in_cents(Coalesce(owed, money.ZERO) - Coalesce(paid, money.ZERO))


def is_paid_late() -> Q:
    """Return the condition for orders with an invoice that should have been paid before today."""
    return Q(Exists(Invoice.objects.overdue(clock.today(settings.TIME_ZONE)).filter(work_order=OuterRef("pk"))))


def has_billable() -> Q:
    """Return the condition for orders of which `billable_amounts` is more than nothing."""
    billed = InvoiceLine.objects.filter(service_done=OuterRef("pk"), is_live=True)
    in_scope = ScopeItem.objects.filter(
        repair_request=OuterRef("job__work_order__repair_request"), service=OuterRef("service"), price__gt=0
    )
    done = ServiceDone.objects.filter(~Exists(billed), Exists(in_scope), job__work_order=OuterRef("pk"))
    live = InvoiceLine.objects.filter(fee=OuterRef("pk"), is_live=True)
    fees = Fee.objects.filter(~Exists(live), _OF_WORK, repair_request=OuterRef("repair_request"), amount__gt=0)
    return Q(Exists(done)) | Q(Exists(fees))


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
