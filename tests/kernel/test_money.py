"""Money against exact fractions, and the reading of typed amounts."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashmend.kernel import money

CENTS = st.integers(min_value=-(10**9), max_value=10**9)


def half_up(value: Fraction) -> int:
    """Round to whole cents, halves away from zero, with integers only."""
    cents = value * 100
    rounded = (abs(cents) * 2 + 1) // 2
    return int(rounded) if cents >= 0 else -int(rounded)


@given(net=CENTS, percent=st.integers(min_value=0, max_value=10000))
def test_tax_equals_the_exact_fraction_rounded_half_up(net: int, percent: int) -> None:
    tax = money.tax_of(Decimal(net).scaleb(-2), Decimal(percent).scaleb(-2))
    assert int(tax * 100) == half_up(Fraction(net, 100) * Fraction(percent, 10000))


@given(st.lists(CENTS, max_size=500))
def test_a_total_is_the_exact_sum(cents: list[int]) -> None:
    assert money.total(Decimal(c).scaleb(-2) for c in cents) == Decimal(sum(cents)).scaleb(-2)


@given(CENTS)
def test_what_is_shown_in_either_grouping_is_read_back_as_the_same_amount(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    english = money.shown(amount, "USD").removeprefix("USD ")
    assert money.parse(english) == amount
    assert money.parse(english.replace(",", " ").replace(".", ",")) == amount
    assert money.parse(english.translate(str.maketrans(",.", ".,"))) == amount
    assert money.parse(money.plain(amount)) == amount


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("0", "0.00"), ("12", "12.00"), ("12.5", "12.50"), ("12,5", "12.50"), ("1234", "1234.00"),
        ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("1 234,50", "1234.50"), ("1\u00a0234,50", "1234.50"),
        ("1'234.50", "1234.50"), ("1,234,567", "1234567.00"), ("-5", "-5.00"), (" 7.10 ", "7.10"), ("007", "7.00"),
    ],
)  # fmt: skip
def test_usual_spellings_are_understood(typed: str, amount: str) -> None:
    assert money.parse(typed) == Decimal(amount)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "in digits"), ("abc", "in digits"), ("1e5", "in digits"), ("USD 5", "in digits"),
        ("1.2.3,4,5", "in digits"), ("٣", "in digits"), ("NaN", "in digits"), ("1,234", "in two ways"),
        ("1.234", "in two ways"), ("0.123", "two decimals"), ("1234,567", "two decimals"), ("12,34.50", "by three"),
        ("1,23,456", "by three"), ("9999999999999", "too large"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_way_out(typed: str, why: str) -> None:
    with pytest.raises(money.NotAnAmount, match=why):
        money.parse(typed)


def test_an_amount_is_shown_with_its_currency_and_two_decimals() -> None:
    assert money.shown("1234.5", "USD") == "USD 1,234.50"
    assert money.shown(Decimal("-0.005"), "EUR") == "EUR -0.01"
    assert money.shown(Decimal("0.004"), "EUR") == "EUR 0.00"
    assert money.shown(Decimal("-0.004"), "EUR") == "EUR 0.00"
