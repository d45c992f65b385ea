"""The list of a customer's invoices."""

from typing import Any

from django.db.models import QuerySet

from hashmend.both.invoices import INVOICE_TONES
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.queries import matching
from hashmend.kernel import money
from hashmend.kernel.actor import Actor
from hashmend.web import components
from hashmend.web.lists import Choice, Column, DateRange, Empty, ListPage

SHOWN_STATES = [(state.value, state.label) for state in Invoice.State if state != Invoice.State.DRAFT]


def issued_to(actor: Actor, **_: object) -> QuerySet[Invoice]:
    """Return what a customer may see: issued, also when void afterwards, never a draft."""
    return Invoice.objects.visible_to(actor).issued().with_state().select_related("work_order", "customer")


def invoice_url(invoice: Invoice) -> str:
    """Return the address of an invoice."""
    return f"/portal/invoices/{invoice.public_id}/"


def _due(invoice: Invoice) -> object:
    if not invoice.is_overdue:
        return invoice.due_on
    return components.joined((components.date_tag(invoice.due_on), components.status_tag("Overdue", "danger")))


def _amount(name: str) -> dict[str, Any]:
    return {
        "value": lambda invoice: money.to_cents(getattr(invoice, name)),
        "cell": lambda invoice: components.money(getattr(invoice, name), invoice.currency),
        "align": "end",
        "currency": lambda invoice: invoice.currency,
    }


INVOICES = ListPage(
    name="invoices",
    one="invoice",
    title="Your invoices",
    rows=issued_to,
    columns=(
        Column("number", "Invoice", sort=True),
        Column("work_order", "Order", value=lambda i: i.work_order.number, sort="work_order__number"),
        Column("issued_at", "Issued", sort=True),
        Column("due_on", "Due", sort=True, cell=_due),
        Column(
            "state", "Status", value=lambda i: i.state.label,
            cell=lambda i: components.status_tag(i.state.label, INVOICE_TONES[i.state]),
        ),
        Column("total_amount", "Total", sort=True, **_amount("total_amount")),
        Column("open_amount", "Open", **_amount("open_amount")),
    ),
    filters=(
        Choice(key="state", label="Status", options_from=SHOWN_STATES, field="state_code"),
        DateRange(key="issued", label="Issued", field="issued_at"),
    ),
    search=matching,
    search_label="Number, order, container or serial number",
    sort="-issued_at",
    link=invoice_url,
    empty=Empty("No invoices yet", "They appear here when the repair centre issues them."),
)  # fmt: skip
