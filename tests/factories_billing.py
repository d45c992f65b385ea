"""Containers ready for billing, invoices and payments that tests start from."""

from decimal import Decimal
from itertools import count
from typing import Any

from hashmend.domain.batches import row
from hashmend.domain.billing.models import Invoice, Payment
from hashmend.domain.billing.operations import Received, create_invoice, issue_invoice, record_payment
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import assign_to_outbound_container, mark_ready_for_billing
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import complete_services
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests import factories_logistics as logistics

_numbers = count(1)


def packed_container(order: WorkOrder | None = None, machines: int = 2, *, are_services_done: bool = True) -> Container:
    """Return an outbound container with repaired machines, still open for packing."""
    of = order or factories.work_order()
    jobs = logistics.finished_jobs(of, *(f"SNB{next(_numbers):05d}" for _ in range(machines)))
    if are_services_done:
        complete_services(logistics.these(*jobs), by=SYSTEM).or_refuse()
    container = logistics.an_outbound_container(of)
    assign_to_outbound_container(logistics.these(*jobs), container, by=SYSTEM).or_refuse()
    return container


def ready_container(order: WorkOrder | None = None, machines: int = 2, *, are_services_done: bool = True) -> Container:
    """Return an outbound container that is ready for billing."""
    container = packed_container(order, machines, are_services_done=are_services_done)
    mark_ready_for_billing(row(container), by=SYSTEM).or_refuse()
    container.refresh_from_db()
    return container


def draft(*containers: Container, order: WorkOrder | None = None) -> Invoice:
    """Return a draft over the containers (a new ready one without any)."""
    keys = [container.pk for container in containers] or [ready_container(order).pk]
    return create_invoice(Container.objects.filter(pk__in=keys), by=SYSTEM)


def issued(*containers: Container, order: WorkOrder | None = None) -> Invoice:
    """Return an issued invoice over the containers."""
    return issue_invoice(row(draft(*containers, order=order)), by=SYSTEM)


def received(amount: str | Decimal = "10.00", **values: Any) -> Received:
    """Return an amount received today."""
    return Received(**{"amount": Decimal(amount), "received_on": factories.today(), **values})


def paid(*containers: Container, order: WorkOrder | None = None) -> Invoice:
    """Return an invoice that is paid in full."""
    invoice = issued(*containers, order=order)
    pay(invoice)
    return invoice


def pay(invoice: Invoice, amount: str | Decimal | None = None) -> Payment:
    """Record a payment for the invoice: all of it, or the amount."""
    return record_payment(
        row(invoice), received(invoice.total_amount if amount is None else amount, reference="Wire 4711"), by=SYSTEM
    )
