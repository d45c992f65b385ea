"""Tracking numbers: their check digits, and how much a match tells. Plain functions over text, no database."""

import re
from collections.abc import Callable, Mapping
from typing import Any

MAX_LENGTH = 64
_NO_OPEN_REPETITION = re.compile(r"(?<!\\)(?:[*+]|\{\d*,\})")
_NO_RANGE_OVER_GROUP = re.compile(r"\)\{\d+,\d+\}")
_CLASS = re.compile(r"\[[^\]]*\]")
_ALPHABET_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Checksum = Mapping[str, Any]


def compact(number: str) -> str:
    """Return a tracking number as carriers print it: upper case, without blanks; longer ones than any carrier's cut."""
    return re.sub(r"\s", "", str(number)).upper()[:MAX_LENGTH]


def pattern_oddity(pattern: str) -> str:
    """Return why a pattern may not be used, or "": it must compile, and be bounded so that no number runs it long."""
    try:
        re.compile(pattern, re.ASCII)
    except re.error as error:
        return f"This pattern cannot be read: {error}."
    outside = _CLASS.sub("x", pattern)
    if _NO_OPEN_REPETITION.search(outside) or _NO_RANGE_OVER_GROUP.search(outside):
        return "Give every repetition a length, such as {9} or {9,10}, and repeat groups a fixed number of times."
    return ""


def passes(checksum: Checksum, match: re.Match[str]) -> bool:
    """Tell whether the check digit of a match is right; True when the format has no checksum."""
    if not checksum:
        return True
    groups = match.groupdict()
    serial, digit = groups.get("SerialNumber"), groups.get("CheckDigit")
    check = _CHECKS.get(str(checksum.get("name")))
    if check is None or serial is None or digit is None:
        return False
    prefix = str(checksum.get("prepend", ""))
    if len(prefix + serial) == checksum.get("length"):
        serial = prefix + serial
    return check(serial, digit, checksum)


def strength(checksum: Checksum, pattern: str) -> int:
    """Return how much a match tells, for ranking: a checksum by its modulus, fixed characters by their number."""
    modulus = {"mod_37_36": 36, "s10": 11}.get(str(checksum.get("name")), 10) if checksum else 0
    literal = re.sub(r"\[[^\]]*\]|\(\?P?<?[A-Za-z0-9]*>?|\{[^}]*\}|[^A-Z0-9]", "", pattern)
    return modulus + 3 * min(len(literal), 4)


def _value(character: str) -> int:
    return int(character) if character.isdigit() else (ord(character) - 3) % 10


def _weights(spec: Checksum) -> list[int]:
    return [int(weight) for weight in spec["weightings"]]


def _mod10(serial: str, digit: str, spec: Checksum) -> bool:
    characters = serial[::-1] if spec.get("reverse") else serial
    odd, even = int(spec.get("odds_multiplier", 1)), int(spec.get("evens_multiplier", 1))
    total = sum(_value(c) * (odd if i % 2 else even) for i, c in enumerate(characters))
    return digit.isdigit() and (-total) % 10 == int(digit)


def _mod7(serial: str, digit: str, spec: Checksum) -> bool:
    return int(serial) % 7 == int(digit)


def _luhn(serial: str, digit: str, spec: Checksum) -> bool:
    total = 0
    for place, character in enumerate(reversed(serial)):
        doubled = int(character) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return (-total) % 10 == int(digit)


def _weighted(serial: str, digit: str, spec: Checksum) -> bool:
    total = sum(int(c) * weight for c, weight in zip(serial, _weights(spec), strict=False))
    return total % int(spec["modulo1"]) % int(spec["modulo2"]) == int(digit)


def _s10(serial: str, digit: str, spec: Checksum) -> bool:
    rest = 11 - sum(int(c) * weight for c, weight in zip(serial, _weights(spec), strict=False)) % 11
    return {10: 0, 11: 5}.get(rest, rest) == int(digit)


def _mod_37_36(serial: str, digit: str, spec: Checksum) -> bool:
    rest = 36
    for character in serial:
        rest += _ALPHABET_36.index(character)
        rest = rest - 36 if rest > 36 else rest
        rest *= 2
        rest = rest - 37 if rest > 36 else rest
    expected = (37 - rest) % 36
    return _ALPHABET_36[expected] == digit


_CHECKS: dict[str, Callable[[str, str, Checksum], bool]] = {
    "mod10": _mod10,
    "mod7": _mod7,
    "luhn": _luhn,
    "sum_product_with_weightings_and_modulo": _weighted,
    "s10": _s10,
    "mod_37_36": _mod_37_36,
}
