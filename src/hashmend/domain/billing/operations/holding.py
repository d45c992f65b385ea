"""What every verb on an invoice starts with: the order and the invoice under lock, fresh."""

from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet

from hashmend.domain.batches import locked, locked_one
from hashmend.domain.billing.models import Invoice, Payment
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel import money


def hold(invoice: QuerySet[Invoice]) -> Invoice:
    """Return the one invoice fresh and locked, its order before it; refuse when somebody deleted it meanwhile."""
    locked(WorkOrder.objects.filter(invoices__in=invoice))
    return locked_one(invoice, "customer", "work_order__customer", "work_order__repair_request")


def containers_of(invoice: Invoice) -> list[Container]:
    """Return the invoice's containers, locked, in the order of their numbers."""
    return sorted(locked(Container.objects.filter(invoiced__invoice=invoice), "shipment"), key=lambda c: c.number)


def paid_for(invoice: Invoice) -> Decimal:
    """Return the sum of an invoice's payments."""
    return money.total(Payment.objects.filter(invoice=invoice).values_list("amount", flat=True))


def listed(containers: Sequence[Container]) -> str:
    """Return the containers' numbers as words."""
    return ", ".join(str(container) for container in containers)
