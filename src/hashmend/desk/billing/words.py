"""How invoices and containers look in billing: state tags, header buttons, and why a button does nothing now."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString

from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.operations.drafting import why_not_redraft
from hashmend.domain.billing.operations.issuing import why_not_issue, why_not_void
from hashmend.domain.billing.operations.payments import why_no_payment
from hashmend.domain.billing.queries import ContainerState
from hashmend.kernel.actor import Actor
from hashmend.web import components


@dataclass(frozen=True, slots=True)
class Button:
    """One header button of an invoice. With `why_not` it stays in its place and says that instead of acting."""

    label: str
    icon: str
    url: str
    why_not: str = ""


def invoice_url(invoice: Invoice, verb: str = "") -> str:
    """Return the address of an invoice, or of one of its verbs."""
    if not verb:
        return reverse("desk:invoice", args=[invoice.public_id])
    return reverse(f"desk:invoice-{verb}", args=[invoice.public_id])


def invoice_name(invoice: Invoice) -> str:
    """Return the number, or what a draft is called."""
    return invoice.number or "Draft invoice"


def status_buttons(invoice: Invoice, actor: Actor) -> list[Button]:
    """Return the next steps that change an invoice's status, possible or not; nothing for those who only look."""
    if not actor.may(Permission.EDIT_INVOICES):
        return []
    paid: Decimal = invoice.paid_amount  # type: ignore[attr-defined]
    no_refund = why_no_payment(invoice) or ("" if paid > 0 else f"Nothing is paid for {invoice}.")
    return [
        Button("Issue", "send", invoice_url(invoice, "issue"), why_not_issue(invoice) or ""),
        Button("Record a payment", "cash", invoice_url(invoice, "payment"), why_no_payment(invoice) or ""),
        Button("Record a refund", "arrow-back-up", invoice_url(invoice, "refund"), no_refund),
        Button("Void", "ban", invoice_url(invoice, "void"), why_not_void(invoice, paid) or ""),
    ]


def header_buttons(invoice: Invoice, actor: Actor) -> list[Button]:
    """Return what stands behind the status button, in the order of the specification."""
    csv = Button("Download CSV", "download", invoice_url(invoice, "csv"))
    if not actor.may(Permission.EDIT_INVOICES):
        return [csv]
    return [
        Button(
            "Regenerate", "refresh", invoice_url(invoice, "regenerate"), why_not_redraft(invoice, "regenerated") or ""
        ),
        csv,
        Button("Delete", "trash", invoice_url(invoice, "delete"), why_not_redraft(invoice, "deleted") or ""),
    ]


def why_not_billable(state: str, unfinished: int, machines: int) -> str:
    """Return why a container of this state cannot be chosen for an invoice, "" when it can."""
    if state == ContainerState.READY:
        return ""
    if state == ContainerState.PACKING:
        if unfinished:
            return f"{unfinished} of {machines} machines not finished"
        return "Not marked ready for billing" if machines else "Empty"
    return f"{ContainerState(state).label} already"


def amounts(pairs: Sequence[tuple[str, Decimal]], currency: str) -> list[tuple[str, SafeString]]:
    """Return named amounts as people read them, for `{% facts %}`."""
    return [(name, components.money(amount, currency)) for name, amount in pairs]
