"""Issuing invoices and voiding them."""

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.billing import events
from hashmend.domain.billing.models import Invoice, InvoiceContainer, InvoiceLine
from hashmend.domain.billing.operations.holding import containers_of, hold, paid_for
from hashmend.domain.history.recording import record
from hashmend.domain.numbering.operations import next_number
from hashmend.kernel import clock, money
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused


@transaction.atomic
def issue_invoice(invoice: QuerySet[Invoice], *, by: Actor) -> Invoice:
    """Give a draft its gap-free number and its due date by the customer's payment terms; from now on it is final.

    Refuses an invoice that was issued before.
    """
    held = hold(invoice)
    if why := why_not_issue(held):
        raise Refused(why)
    held.number = next_number("INV")
    held.issued_at, held.issued_by_id = clock.now(), by.user_id
    held.due_on = clock.today(settings.TIME_ZONE) + timedelta(days=held.customer.payment_days)
    held.save(update_fields=["issued_at", "issued_by", "due_on", "number"])
    data = {"total": money.shown(held.total_amount, held.currency), "due": f"{held.due_on:%-d %b %Y}"}
    record(events.ISSUED, [held], by=by, data=data)
    return held


@transaction.atomic
def void_invoice(invoice: QuerySet[Invoice], reason: str, *, by: Actor) -> Invoice:
    """Void an issued invoice, with the reason; its containers are ready for billing again.

    Refuses without a reason; a draft; what is void; while payments stand; and while a container is in a shipment only
    because of this invoice. A released container that has left can be billed anew.
    """
    held = hold(invoice)
    if why := why_not_void(held, paid_for(held)):
        raise Refused(why)
    if not reason.strip():
        raise Refused(f"Say why {held} is voided: the reason stays in its history.")
    containers = containers_of(held)
    if why := why_payment_is_needed(held):
        raise Refused(why)
    held.void_at, held.void_by_id, held.void_reason = clock.now(), by.user_id, reason.strip()[:300]
    held.save(update_fields=["void_at", "void_by", "void_reason"])
    InvoiceContainer.objects.filter(invoice=held).update(is_live=False)
    InvoiceLine.objects.filter(invoice=held).update(is_live=False)
    data = {"total": money.shown(held.total_amount, held.currency), "reason": held.void_reason}
    record(events.VOIDED, [held], by=by, data=data)
    record(events.UNINVOICED, containers, by=by, data={"invoice": str(held), "why": "the invoice was voided"})
    return held


def why_not_issue(invoice: Invoice) -> str | None:
    """Return why an invoice cannot be issued, or None."""
    if invoice.void_at:
        return f"{invoice} is void: make a new invoice for its containers."
    if invoice.issued_at:
        return f"{invoice} was already issued on {invoice.issued_at:%-d %b %Y}."
    return None


def why_not_void(invoice: Invoice, paid: Decimal) -> str | None:
    """Return why an invoice for which so much is paid cannot be voided as it stands, or None."""
    if invoice.void_at:
        return f"{invoice} is void already, since {invoice.void_at:%-d %b %Y}."
    if invoice.issued_at is None:
        return "A draft is not voided: delete it."
    if paid:
        return f"{money.shown(paid, invoice.currency)} is paid for {invoice}: record a refund of it first."
    return None


def why_payment_is_needed(invoice: Invoice) -> str | None:
    """Return what is in a shipment only because this invoice is in order, or None.

    A container that was released is there for another reason. So nothing leaves, or has left, without money and
    without somebody who said why.
    """
    let_in = InvoiceContainer.objects.filter(
        invoice=invoice, is_live=True, container__shipment__isnull=False, container__released_at__isnull=True
    )
    for link in let_in.select_related("container__shipment").order_by("container__number")[:1]:
        return (
            f"{link.container} is in {link.container.shipment} because of {invoice}: release the container with a"
            " reason first, or take it out of a shipment that has not left."
        )
    return None
