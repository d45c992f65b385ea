"""What a log pattern asks of the groups it found, and whether a pattern and its rule can be used at all.

A rule is one of

* `found < chips`: a comparison of a group with a number, another group, or a figure of the model (`chips`, `fans`),
* `codes name`: the group holds error codes of the maker, each of which says what is wrong,
* `bits name`: the group is a bitmap whose bits are error codes of the maker,
* nothing: the line alone says it.

Plain functions over text, no database.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import regex

FIGURES = ("chips", "fans")
"""Figures of the machine's model that a rule may compare with."""

_OPERATORS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
_COMPARISON = re.compile(r"(?P<group>[A-Za-z_]\w*) (?P<operator><=|>=|!=|<|>|=) (?P<other>\w[\w.]*)", re.ASCII)
_DECODING = re.compile(r"(?P<verb>codes|bits) (?P<group>[A-Za-z_]\w*)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A group against a number, another group, or a figure of the model."""

    group: str
    operator: str
    other: str

    def holds(self, groups: Mapping[str, str | None], figures: Mapping[str, int | None]) -> bool:
        """Tell whether it is so; what is not known is not so, except that nothing at all is always too little."""
        value = _number(groups.get(self.group))
        other = _number(groups.get(self.other) if self.other in groups else self.other)
        if self.other in FIGURES:
            other = None if figures.get(self.other) is None else Decimal(figures[self.other] or 0)
        if value is None:
            return False
        if other is None:
            return value == 0 and self.operator in ("<", "<=")
        return _OPERATORS[self.operator](value, other)


@dataclass(frozen=True, slots=True)
class Decoding:
    """A group whose content is looked up among the maker's error codes."""

    group: str
    is_bitmap: bool


def read_rule(rule: str) -> Comparison | Decoding | None:
    """Return what a rule asks, None when it asks nothing. Raises `ValueError` when it cannot be read."""
    text = " ".join(rule.split())
    if not text:
        return None
    if match := _DECODING.fullmatch(text):
        return Decoding(match["group"], match["verb"] == "bits")
    if match := _COMPARISON.fullmatch(text):
        return Comparison(match["group"], match["operator"], match["other"])
    raise ValueError(text)


def pattern_oddity(pattern: str, rule: str) -> str:
    """Return why a pattern with its rule may not be used, or ""."""
    try:
        groups = set(regex.compile(pattern).groupindex)
    except regex.error as error:
        return f"This pattern cannot be read: {error}."
    try:
        asked = read_rule(rule)
    except ValueError:
        return f"The condition “{rule}” cannot be read: write it like “found < chips”, “codes code” or “bits err”."
    names = [asked.group] if asked else []
    if isinstance(asked, Comparison) and asked.other not in FIGURES and _number(asked.other) is None:
        names.append(asked.other)
    missing = [name for name in names if name not in groups]
    return f"The condition names {missing[0]}, which the pattern does not catch as a group." if missing else ""


def _number(text: str | None) -> Decimal | None:
    if text is None or not re.fullmatch(r"\d{1,18}(?:\.\d{1,9})?", text, re.ASCII):
        return None
    return Decimal(text)
