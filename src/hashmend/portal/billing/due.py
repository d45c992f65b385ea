"""What a customer still owes, in words."""

from decimal import Decimal

from django.conf import settings

from hashmend.domain.billing.models import Invoice
from hashmend.kernel import clock, money
from hashmend.kernel.actor import Actor
from hashmend.portal.billing.lists import issued_to

OWED = (Invoice.State.ISSUED.value, Invoice.State.PARTLY_PAID.value)


def what_is_due(actor: Actor) -> list[str]:
    """Return a sentence per currency: what is open, and what of it is overdue. Nothing when all is paid; one query."""
    today = clock.today(settings.TIME_ZONE)
    owed = issued_to(actor).filter(state_code__in=OWED)
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for currency, left, due_on in owed.values_list("currency", "open_amount", "due_on"):
        total, late = sums.get(currency, (money.ZERO, money.ZERO))
        sums[currency] = (total + left, late + (left if due_on < today else money.ZERO))
    return [_sentence(currency, *both) for currency, both in sorted(sums.items())]


def _sentence(currency: str, total: Decimal, late: Decimal) -> str:
    overdue = f", {money.shown(late, currency)} of it overdue" if late else ""
    return f"{money.shown(total, currency)} to pay{overdue}."
