"""How the state of an invoice looks on both sides."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hashmend.domain.billing.models import Invoice
from hashmend.web.components import Tone, status_tag

INVOICE_TONES: dict[str, Tone] = {
    Invoice.State.DRAFT: "neutral",
    Invoice.State.ISSUED: "open",
    Invoice.State.PARTLY_PAID: "waiting",
    Invoice.State.PAID: "success",
    Invoice.State.VOID: "ended",
}


def invoice_state(invoice: Invoice) -> SafeString:
    """Return the state of an invoice from `with_state()` as a tag, and in words when it is overdue."""
    tag = status_tag(str(invoice.state.label), INVOICE_TONES[invoice.state])
    return format_html("{} {}", tag, status_tag("Overdue", "danger")) if invoice.is_overdue else tag


def containers_on(invoice: Invoice) -> str:
    """Return the numbers of the invoice's containers in words; they come prefetched."""
    return ", ".join(sorted(link.container.number for link in invoice.containers.all()))
