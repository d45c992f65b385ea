"""Money received, and money paid back. An entry is never changed: a correction is a new, negative entry."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked_one
from hashmend.domain.billing import events
from hashmend.domain.billing.models import Invoice, Payment
from hashmend.domain.billing.operations.holding import hold, paid_for
from hashmend.domain.billing.operations.issuing import why_payment_is_needed
from hashmend.domain.history.recording import record
from hashmend.kernel import clock, money
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class Received:
    """What is known of a payment or refund: a positive amount, its day, the bank's reference.

    `key` is made by the form, so that sending it twice records it once; `may_overpay` says that more than what is open
    is meant.
    """

    amount: Decimal
    received_on: date
    reference: str = ""
    key: str = ""
    may_overpay: bool = False


@transaction.atomic
def record_payment(invoice: QuerySet[Invoice], received: Received, *, by: Actor) -> Payment:
    """Note money received for an issued invoice.

    The same key again returns the payment made the first time. Refuses a draft, a void invoice, an amount that is not
    positive, a day in the future, and more than what is open unless `may_overpay`.
    """
    held = hold(invoice)
    if made := _made_before(held, received.key):
        return made
    if why := why_no_payment(held) or _why_odd(received):
        raise Refused(why)
    left = held.total_amount - paid_for(held)
    if received.amount > left and not received.may_overpay:
        raise Refused(
            f"{money.shown(received.amount, held.currency)} is more than the {money.shown(left, held.currency)} open on"
            f" {held}: check the amount, or confirm that more was paid."
        )
    return _entered(held, received.amount, received, by=by)


@transaction.atomic
def record_refund(invoice: QuerySet[Invoice], refund: Received, *, by: Actor) -> Payment:
    """Note money paid back for an issued invoice, as a negative entry.

    Refuses a draft, a void invoice, an amount that is not positive or more than was paid, a day in the future, and
    while a container is in a shipment only because this invoice is paid.
    """
    held = hold(invoice)
    if made := _made_before(held, refund.key):
        return made
    if why := why_no_payment(held) or _why_odd(refund) or why_payment_is_needed(held):
        raise Refused(why)
    paid = paid_for(held)
    if refund.amount > paid:
        raise Refused(f"Only {money.shown(paid, held.currency)} was paid for {held}: no more can be paid back.")
    return _entered(held, -refund.amount, refund, by=by)


@transaction.atomic
def correct_payment(payments: QuerySet[Payment], reason: str, *, by: Actor) -> Payment:
    """Take back a payment entered by mistake, with the reason: a negative entry of the same amount and day.

    Refuses without a reason; an entry that was taken back before, or takes back or pays back itself; on a void invoice;
    and while a container is in a shipment only because the invoice is paid.
    """
    held = hold(Invoice.objects.filter(payments__in=payments))
    payment = locked_one(payments)
    if not reason.strip():
        raise Refused("Say why the payment is taken back: the reason stays in the history.")
    if why := _why_not_correct(held, payment) or why_payment_is_needed(held):
        raise Refused(why)
    made = Payment.objects.create(
        invoice=held,
        amount=-payment.amount,
        received_on=payment.received_on,
        reference=f"Correction: {reason.strip()}"[:120],
        corrects=payment,
        recorded_by_id=by.user_id,
    )
    data = {
        "amount": money.shown(payment.amount, held.currency),
        "on": f"{payment.received_on:%-d %b %Y}",
        "reason": reason.strip(),
    }
    record(events.PAYMENT_CORRECTED, [held], by=by, data=data)
    return made


def why_no_payment(invoice: Invoice) -> str | None:
    """Return why no payment or refund can be noted for an invoice, or None."""
    if invoice.void_at:
        return f"{invoice} is void: nothing is paid for it any more."
    if invoice.issued_at is None:
        return "A draft cannot be paid: issue it first."
    return None


def _why_odd(received: Received) -> str | None:
    if received.amount <= 0:
        return "The amount must be more than zero: money paid back is noted as a refund."
    if received.received_on > clock.today(settings.TIME_ZONE):
        return f"{received.received_on:%-d %b %Y} is in the future: note a payment when it has arrived."
    return None


def _why_not_correct(invoice: Invoice, payment: Payment) -> str | None:
    if invoice.void_at:
        return f"{invoice} is void: its payments stay as they are."
    if payment.amount < 0:
        return "Only money received can be taken back: enter a new payment instead."
    if Payment.objects.filter(corrects=payment).exists():
        return f"The payment of {money.shown(payment.amount, invoice.currency)} was taken back already."
    if paid_for(invoice) < payment.amount:
        return f"{invoice} has refunds: less is paid for it than this payment, so it cannot be taken back whole."
    return None


def _made_before(invoice: Invoice, key: str) -> Payment | None:
    return Payment.objects.filter(invoice=invoice, key=key).first() if key else None


def _entered(invoice: Invoice, amount: Decimal, received: Received, *, by: Actor) -> Payment:
    made = Payment.objects.create(
        invoice=invoice,
        amount=amount,
        received_on=received.received_on,
        reference=received.reference.strip()[:120],
        key=received.key,
        recorded_by_id=by.user_id,
    )
    data = {
        "amount": money.shown(abs(amount), invoice.currency),
        "on": f"{received.received_on:%-d %b %Y}",
        "reference": made.reference or "no reference",
        "open": money.shown(invoice.total_amount - paid_for(invoice), invoice.currency),
    }
    record(events.PAID if amount > 0 else events.REFUNDED, [invoice], by=by, data=data)
    return made
