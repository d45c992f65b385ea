"""Containers ready for billing, invoices and payments that tests start from."""

from decimal import Decimal
from itertools import count
from typing import Any

from hashmend.domain.batches import row
from hashmend.domain.billing.models import Invoice, Payment
from hashmend.domain.billing.operations import Received, create_invoice, issue_invoice, record_payment
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import complete_services
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from tests import factories

_numbers = count(1)


def finished_job(order: WorkOrder, container: Container, *, are_services_done: bool = True) -> Job:
    """Return a repaired machine of the order, packed in the outbound container."""
    n = next(_numbers)
    miner = Miner.objects.create(customer=order.customer, serial=f"SNB{n:05d}", serial_typed=f"SNB{n:05d}")
    position = order.jobs.count() + 1
    job = Job.objects.create(
        work_order=order, position=position, miner=miner, status=Status.REPAIRED, received_at=clock.now(),
        open_key=f"SN:{miner.serial}",
    )  # fmt: skip
    if are_services_done:
        complete_services(row(job), by=SYSTEM).or_refuse()
    Job.objects.filter(pk=job.pk).update(outbound_container=container)
    return job


def packed_container(order: WorkOrder | None = None, machines: int = 2, *, are_services_done: bool = True) -> Container:
    """Return an outbound container with repaired machines, still open for packing."""
    of = order or factories.work_order()
    container = Container.objects.create(number=f"C-9{next(_numbers):04d}", work_order=of, direction=Direction.OUTBOUND)
    for _ in range(machines):
        finished_job(of, container, are_services_done=are_services_done)
    return container


def ready_container(order: WorkOrder | None = None, machines: int = 2, *, are_services_done: bool = True) -> Container:
    """Return an outbound container that is ready for billing."""
    container = packed_container(order, machines, are_services_done=are_services_done)
    Container.objects.filter(pk=container.pk).update(ready_at=clock.now())
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
