"""What an invoice over containers says: its lines, prices and totals. Reads only; previews and operations share it.

The rule of money: a line is price × whole quantity and thereby exact; the tax is rounded half-up once, on the net sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from hashmend.domain.billing.models import Invoice, InvoiceLine
from hashmend.domain.customers.models import Address, Customer
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import Fee, ScopeItem, ServiceDone, WorkOrder
from hashmend.domain.work_orders.statuses import NOT_RETURNED
from hashmend.kernel import money

Prices = dict[int, tuple[int, Decimal | None]]
"""Service → its position in the scope and its price."""
_UNPRICED: tuple[int, Decimal | None] = (0, None)


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A service that was done but has no price in the order's scope."""

    service: str
    machines: tuple[str, ...]

    @property
    def machines_in_words(self) -> str:
        """Return the first machines by name and how many more there are."""
        more = len(self.machines) - 3
        return ", ".join(self.machines[:3]) + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Composed:
    """An invoice before it is written."""

    currency: str
    tax_percent: Decimal
    lines: Sequence[InvoiceLine]
    unpriced: Sequence[Unpriced] = ()

    @cached_property
    def net_amount(self) -> Decimal:
        """Return the sum of the lines."""
        return money.total(line.line_amount for line in self.lines)

    @cached_property
    def tax_amount(self) -> Decimal:
        """Return the tax on the net sum, rounded half-up to the cent."""
        return money.tax_of(self.net_amount, self.tax_percent)

    @cached_property
    def total_amount(self) -> Decimal:
        """Return what is to be paid."""
        return self.net_amount + self.tax_amount

    @property
    def shown_total(self) -> str:
        """Return the total as people read it."""
        return money.shown(self.total_amount, self.currency)


def compose(order: WorkOrder, containers: Sequence[Container], *, instead_of: Invoice | None = None) -> Composed:
    """Return what an invoice over these containers of the order says today, with three queries.

    `instead_of` is the draft that it would replace: what only that one bills counts as not billed.

    Lines are what no live invoice has billed: the services done for the machines inside and for those that never leave
    (donors, scrapped), at the prices of the order's scope, and the fees of the order. The order comes with its customer
    and request.
    """
    prices: Prices = {
        item.service_id: (item.position, item.price)
        for item in ScopeItem.objects.filter(repair_request=order.repair_request_id, price__isnull=False)
    }
    lines: list[InvoiceLine] = []
    strange: dict[str, list[str]] = {}
    for done in sorted(unbilled_services(order, containers, instead_of), key=lambda d: _place(d, prices)):
        _, price = prices.get(done.service_id, _UNPRICED)
        if price is not None:
            lines.append(_service_line(done, price))
        else:
            strange.setdefault(str(done.service), []).append(str(done.job.miner))
    lines += [_fee_line(fee) for fee in unbilled_fees(order, instead_of)]
    for position, line in enumerate(lines, 1):
        line.position = position
    return Composed(
        currency=order.repair_request.currency,
        tax_percent=order.customer.tax_percent,
        lines=lines,
        unpriced=[Unpriced(service, tuple(machines)) for service, machines in strange.items()],
    )


def unbilled_services(
    order: WorkOrder, containers: Sequence[Container], but: Invoice | None = None
) -> QuerySet[ServiceDone]:
    """Return what was done and stands on no live invoice, or on `but` only.

    For the machines in these containers, and for those of the order that are in none and never will be: like fees, they
    go onto the next invoice.
    """
    inside = Q(job__outbound_container__in=containers)
    staying = Q(job__work_order=order, job__status__in=NOT_RETURNED, job__outbound_container=None)
    billed = InvoiceLine.objects.filter(service_done=OuterRef("pk"), is_live=True).exclude(invoice=but)
    return (
        ServiceDone.objects.filter(~Exists(billed), inside | staying)
        .select_related("service", "job__miner", "job__outbound_container")
        .order_by("pk")
    )


def unbilled_fees(order: WorkOrder, but: Invoice | None = None) -> QuerySet[Fee]:
    """Return the fees agreed for the order that stand on no live invoice, or on `but` only."""
    billed = InvoiceLine.objects.filter(fee=OuterRef("pk"), is_live=True).exclude(invoice=but)
    return Fee.objects.filter(~Exists(billed), repair_request=order.repair_request_id).order_by("pk")


def bill_to(customer: Customer) -> str:
    """Return the customer's name, address and tax number as they are written on a document today.

    The name is not told twice where the address begins with it.
    """
    places = list(Address.objects.filter(customer=customer).order_by("pk"))
    billing = [place for place in places if place.use == Address.Use.BILLING] or places
    lines = billing[0].lines.strip() if billing else ""
    begins_with_it = lines.split("\n")[0].strip().casefold() == customer.full_name.casefold()
    parts = ["" if begins_with_it else customer.full_name, lines]
    if billing:
        parts.append(billing[0].country.strip())
    if customer.tax_number:
        parts.append(f"Tax number {customer.tax_number}")
    return "\n".join(part for part in parts if part)


def _place(done: ServiceDone, prices: Prices) -> tuple[int, int, int, int]:
    """Order lines by service as in the scope, then container, then machine: a service's evidence stands together."""
    position, _ = prices.get(done.service_id, _UNPRICED)
    return (position, done.service_id, done.job.outbound_container_id or 0, done.job.position)


def _service_line(done: ServiceDone, price: Decimal) -> InvoiceLine:
    return InvoiceLine(
        description=done.service.name,
        serial=str(done.job.miner),
        container_number=str(done.job.outbound_container or ""),
        unit_amount=price,
        line_amount=price,
        service_done=done,
    )


def _fee_line(fee: Fee) -> InvoiceLine:
    return InvoiceLine(description=fee.description, unit_amount=fee.amount, line_amount=fee.amount, fee=fee)
