"""The list of invoices."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hashmend.both.invoices import INVOICE_TONES, containers_on
from hashmend.desk.billing.words import invoice_name, invoice_url
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.queries import matching
from hashmend.domain.customers.models import Customer
from hashmend.kernel import clock, money
from hashmend.kernel.actor import Actor
from hashmend.web import components
from hashmend.web.lists import Choice, Column, DateRange, Empty, ListPage


def _invoices(actor: Actor, **scope: Any) -> QuerySet[Invoice]:
    invoices = Invoice.objects.visible_to(actor).with_state().select_related("customer", "work_order")
    return invoices.prefetch_related("containers__container")


def _overdue(values: tuple[str, ...]) -> Q:
    owed = Q(state_code__in=[Invoice.State.ISSUED.value, Invoice.State.PARTLY_PAID.value])
    late = Q(due_on__lt=clock.today(settings.TIME_ZONE)) & owed
    wanted = Q()
    for value in values:
        wanted |= late if value == "overdue" else owed & ~late
    return wanted


def _customers(actor: Actor, **scope: Any) -> list[tuple[str, str]]:
    billed = Customer.objects.visible_to(actor).filter(invoices__isnull=False).distinct().order_by("alias")
    return [(str(pk), alias) for pk, alias in billed.values_list("pk", "alias")]


def _unbroken(number: str) -> SafeString:
    return format_html('<span class="order-number">{}</span>', number)


def _due(invoice: Invoice) -> object:
    if not invoice.is_overdue:
        return invoice.due_on
    tags = (components.date_tag(invoice.due_on), components.status_tag("Overdue", "danger"))
    return components.joined(tags)


INVOICES = ListPage(
    name="invoices",
    one="invoice",
    title="Invoices",
    rows=_invoices,
    columns=(
        Column("number", "Invoice", value=invoice_name, sort=True, cell=lambda i: _unbroken(invoice_name(i))),
        Column("customer", "Customer", value=lambda i: i.customer.alias, sort="customer__alias"),
        Column(
            "work_order", "Order", value=lambda i: i.work_order.number, sort="work_order__number",
            cell=lambda i: _unbroken(i.work_order.number),
        ),
        Column("containers", "Containers", value=containers_on),
        Column("issued_at", "Issued", sort=True),
        Column("due_on", "Due", sort=True, cell=_due),
        Column(
            "state", "Status", value=lambda i: i.state.label,
            cell=lambda i: components.status_tag(i.state.label, INVOICE_TONES[i.state]),
        ),
        Column(
            "total_amount", "Total", sort=True, align="end", currency=lambda i: i.currency,
            cell=lambda i: components.money(i.total_amount, i.currency),
        ),
        Column(
            "open_amount", "Open", value=lambda i: money.to_cents(i.open_amount), align="end",
            cell=lambda i: components.money(i.open_amount, i.currency), currency=lambda i: i.currency,
        ),
    ),
    filters=(
        Choice(key="state", label="Status", options_from=Invoice.State.choices, field="state_code"),
        Choice(
            key="due", label="Due", options_from=(("overdue", "Overdue"), ("open", "Not due yet")), where=_overdue
        ),
        Choice(key="customer", label="Customer", options_from=_customers, field="customer_id"),
        DateRange(key="issued", label="Issued", field="issued_at"),
    ),
    search=matching,
    search_label="Number, order, customer, container or serial number",
    sort="-created_at",
    link=invoice_url,
    name_of=invoice_name,
    empty=Empty("No invoices yet", "They are made in the Billing tab of an order, over containers that are ready."),
)  # fmt: skip
