"""Amounts of money: `Decimal` with two places and a currency beside them, never a float.

The rounding rule of the house: an amount is rounded half-up (away from zero) to the cent, once, where it arises. Lines
are exact already (price × whole quantity), so the only rounding on an invoice is that of the tax on its net sum.
"""

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("999999999999.99")
CURRENCIES = (
    "USD", "EUR", "GBP", "CAD", "CHF", "AUD", "BRL", "CNY", "CZK", "DKK", "HKD", "MXN", "NOK", "PLN", "SEK", "SGD",
)  # fmt: skip
"""The currencies offered: those with cents."""

_SPACES = re.compile("[\\s\u00a0\u2009\u202f'’]")
_AMOUNT = re.compile(r"(?P<sign>[+-]?)(?P<digits>[0-9][0-9.,]*)")


class NotAnAmount(ValueError):
    """What was typed is no amount of money; the message says why, to a person, with the way out."""


def to_cents(amount: Decimal | int | str) -> Decimal:
    """Return the amount rounded half-up to the cent."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP) + ZERO


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the exact sum, with two places."""
    return sum(amounts, ZERO).quantize(CENT)


def tax_of(net: Decimal, percent: Decimal) -> Decimal:
    """Return the tax on a net sum, rounded half-up to the cent."""
    return to_cents(net * percent / 100)


def shown(amount: Decimal | int | str, currency: str) -> str:
    """Return the amount as people read it, "USD 1,234.50"; a minus stands before the digits."""
    return f"{currency} {to_cents(amount):,.2f}"


def plain(amount: Decimal | int | str) -> str:
    """Return the amount as machines read it, "1234.50"."""
    return f"{to_cents(amount):.2f}"


def parse(typed: str) -> Decimal:
    """Return the amount somebody typed: "1234.5", "1.234,50", "1,234.50" and "1 234,50" are understood.

    Raises `NotAnAmount` for anything else, also for what could be read in two ways ("1,234").
    """
    text = _SPACES.sub("", typed.strip())
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise NotAnAmount("Enter an amount in digits, such as 1234.50.")
    whole, places = _split(match["digits"])
    if len(places) > 2:
        raise NotAnAmount("An amount has at most two decimals, such as 1234.50.")
    amount = to_cents(f"{match['sign']}{whole}.{places or '0'}")
    if abs(amount) > LARGEST:
        raise NotAnAmount("That amount is too large.")
    return amount


def _split(digits: str) -> tuple[str, str]:
    """Return the digits before and after the decimal mark; grouping marks must group by three."""
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return digits, ""
    last = marks[-1]
    whole, _, places = digits.rpartition(last)
    if len(marks) == 1:
        if len(places) == 3 and len(whole) <= 3 and whole.strip("0"):
            raise NotAnAmount(f"{digits} can be read in two ways: write {whole}{places}.00, or {whole}.{places[:2]}.")
        return whole, places
    if len(set(marks)) == 1:
        return _ungrouped(digits, last), ""
    if digits.count(last) > 1:
        raise NotAnAmount("Enter an amount in digits, such as 1234.50.")
    return _ungrouped(whole, "." if last == "," else ","), places


def _ungrouped(digits: str, mark: str) -> str:
    groups = digits.split(mark)
    if not 1 <= len(groups[0]) <= 3 or any(len(group) != 3 for group in groups[1:]):
        raise NotAnAmount("Thousands are grouped by three digits, such as 1,234.50 or 1.234,50.")
    return "".join(groups)
