"""Sums against an independent calculation with fractions, and the database's own checks of them."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hashmend.domain.billing.composing import Composed
from hashmend.domain.billing.models import Invoice, InvoiceLine
from tests import factories_billing as billing

CENTS = st.integers(min_value=0, max_value=10**9)
PERCENT = st.integers(min_value=0, max_value=10_000)


def composed(prices: list[int], percent: int) -> Composed:
    amounts = [Decimal(price).scaleb(-2) for price in prices]
    lines = [InvoiceLine(description="x", unit_amount=amount, line_amount=amount) for amount in amounts]
    return Composed(currency="USD", tax_percent=Decimal(percent).scaleb(-2), lines=lines)


@given(prices=st.lists(CENTS, max_size=500), percent=PERCENT)
@settings(max_examples=500)
def test_lines_add_up_and_tax_is_rounded_half_up_once(prices: list[int], percent: int) -> None:
    made = composed(prices, percent)
    exact = Fraction(sum(prices), 100) * Fraction(percent, 10_000) * 100
    assert made.net_amount * 100 == sum(prices)
    assert made.tax_amount * 100 == (exact * 2 + 1) // 2
    assert made.total_amount == made.net_amount + made.tax_amount


@pytest.mark.django_db
def test_the_databases_checks_agree_with_every_sum() -> None:
    """On SQLite the columns are floats: the checks must accept every right sum and refuse one that is off by a cent."""
    invoice = billing.draft()

    @given(prices=st.lists(CENTS, min_size=1, max_size=30), percent=PERCENT)
    @settings(max_examples=200, suppress_health_check=list(HealthCheck), deadline=None)
    def agree(prices: list[int], percent: int) -> None:
        made = composed(prices, percent)
        sums = {"net_amount": made.net_amount, "tax_amount": made.tax_amount, "total_amount": made.total_amount}
        Invoice.objects.filter(pk=invoice.pk).update(tax_percent=made.tax_percent, **sums)
        fresh = Invoice.objects.get(pk=invoice.pk)
        assert {name: getattr(fresh, name) for name in sums} == sums
        with pytest.raises(IntegrityError), transaction.atomic():
            Invoice.objects.filter(pk=invoice.pk).update(total_amount=made.total_amount + Decimal("0.01"))

    agree()


@pytest.mark.django_db
def test_a_line_is_its_price_times_its_quantity_to_the_cent() -> None:
    line = billing.draft().lines.first()

    @given(price=CENTS, quantity=st.integers(min_value=1, max_value=2000))
    @settings(max_examples=200, suppress_health_check=list(HealthCheck), deadline=None)
    def agree(price: int, quantity: int) -> None:
        unit = Decimal(price).scaleb(-2)
        InvoiceLine.objects.filter(pk=line.pk).update(unit_amount=unit, quantity=quantity, line_amount=unit * quantity)
        with pytest.raises(IntegrityError), transaction.atomic():
            InvoiceLine.objects.filter(pk=line.pk).update(line_amount=F("line_amount") + Decimal("0.01"))

    agree()
