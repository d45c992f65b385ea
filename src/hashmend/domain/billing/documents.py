"""An invoice as a document: what the page, the print and the CSV of both sides show, from its own rows alone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from zoneinfo import ZoneInfo

from django.conf import settings

from hashmend.domain.billing.composing import Composed, bill_to
from hashmend.domain.billing.models import Invoice, InvoiceContainer, InvoiceLine
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel import money

CSV_HEADER = (
    "Invoice", "Order", "Issued", "Due", "Position", "Description", "Machine", "Container", "Quantity", "Price",
    "Amount", "Currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """Lines with the same words and price: a service, with the machines it was done for as evidence."""

    description: str
    unit_amount: Decimal
    lines: Sequence[InvoiceLine]

    @property
    def quantity(self) -> int:
        """Return how often it stands on the invoice."""
        return sum(line.quantity for line in self.lines)

    @property
    def amount(self) -> Decimal:
        """Return the sum of its lines."""
        return money.total(line.line_amount for line in self.lines)

    @property
    def evidence(self) -> list[InvoiceLine]:
        """Return the lines that name a machine."""
        return [line for line in self.lines if line.serial]


@dataclass(frozen=True, slots=True)
class Document:
    """One invoice, ready to be shown."""

    number: str
    order: str
    bill_to: Sequence[str]
    issued_on: date | None
    due_on: date | None
    containers: Sequence[str]
    currency: str
    groups: Sequence[Group]
    net_amount: Decimal
    tax_percent: Decimal
    tax_amount: Decimal
    total_amount: Decimal

    @property
    def facts(self) -> list[tuple[str, object]]:
        """Return what stands in its head, name by name."""
        return [
            ("Invoice", self.number),
            ("Work order", self.order),
            ("Containers", ", ".join(self.containers)),
            ("Issued", self.issued_on),
            ("Due", self.due_on),
        ]

    def csv_rows(self) -> Iterator[Sequence[object]]:
        """Yield one row per line, then net, tax and total, under `CSV_HEADER`."""
        start = (self.number, self.order, self.issued_on, self.due_on)
        for group in self.groups:
            for line in group.lines:
                yield (
                    *start, line.position, line.description, line.serial, line.container_number, line.quantity,
                    line.unit_amount, line.line_amount, self.currency,
                )  # fmt: skip
        tax = f"Tax {self.tax_percent} %"
        for words, amount in (("Net", self.net_amount), (tax, self.tax_amount), ("Total", self.total_amount)):
            yield (*start, "", words, "", "", "", "", amount, self.currency)


def document_of(invoice: Invoice) -> Document:
    """Return the invoice as a document, with two queries; its order comes with it."""
    lines = InvoiceLine.objects.filter(invoice=invoice).select_related("service_done__job").order_by("position")
    links = InvoiceContainer.objects.filter(invoice=invoice).select_related("container").order_by("container__number")
    return Document(
        number=str(invoice),
        order=invoice.work_order.number,
        bill_to=invoice.bill_to.splitlines(),
        issued_on=invoice.issued_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date() if invoice.issued_at else None,
        due_on=invoice.due_on,
        containers=[link.container.number for link in links],
        currency=invoice.currency,
        groups=grouped(lines),
        net_amount=invoice.net_amount,
        tax_percent=invoice.tax_percent,
        tax_amount=invoice.tax_amount,
        total_amount=invoice.total_amount,
    )


def document_before(order: WorkOrder, containers: Sequence[Container], composed: Composed) -> Document:
    """Return what an invoice will look like, before it is written."""
    return Document(
        number="Preview",
        order=order.number,
        bill_to=bill_to(order.customer).splitlines(),
        issued_on=None,
        due_on=None,
        containers=[container.number for container in containers],
        currency=composed.currency,
        groups=grouped(composed.lines),
        net_amount=composed.net_amount,
        tax_percent=composed.tax_percent,
        tax_amount=composed.tax_amount,
        total_amount=composed.total_amount,
    )


def grouped(lines: Iterable[InvoiceLine]) -> list[Group]:
    """Return consecutive lines with the same words and price together."""
    return [
        Group(description, unit, list(together))
        for (description, unit), together in groupby(lines, key=lambda line: (line.description, line.unit_amount))
    ]
