"""What a cell looks like by itself: a MAC, a serial number, an address, a number of terahash, a pallet's name."""

import re
from functools import lru_cache

from hashmend.kernel.identifiers import is_valid_mac, normal_mac, normal_serial

_BITMAIN = re.compile(r"[A-Z]{4}[A-Z0-9]{3}[A-J0-9]{6}[0-9A-Z]{4}")
_MICROBT = re.compile(r"[A-Z]{2}M[0-9A-Z]{5}[A-Z]{2}\d{6}[0-9A-Z]{17}")
_OTHER_KNOWN = re.compile(r"S\d{15,17}|AU\d{8}|SE\d{2}[A-Z]{2}\d{6}[0-9A-Z]{3,4}")
_PLAUSIBLE = re.compile(r"[A-Z0-9][A-Z0-9\-/]{6,38}[A-Z0-9]")
_SHORT = re.compile(r"[A-Z]{1,4}-?\d{4,}|[A-Z0-9\-]{6,7}")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}([ T].*)?")
_IP = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?::\d+)?")
_PALLET = re.compile(
    r"(?:p|plt|pal|pallet|palette|pale|palet|box|crate|skid|kiste|паллета?|палета|поддон|ящик|托盘|栈板|箱)"
    r"[\s#№.\-_:nо]*\d{1,4}[a-z]?",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,3}", re.IGNORECASE)
_CODES = re.compile(r"\d{2,6}(?:\s*[;,/ |+]\s*\d{2,6})*")
TOTAL = re.compile(
    r"^\W*(?:grand\s+|sub\s*-?\s*)?(?:total\w*|sum|summe|gesamt\w*|zwischensumme|suma|somme|sous-total|subtotal\w*|"
    r"total general|soma|итого|всего|сумма|合计|总计|小计|共计)\b",
    re.IGNORECASE,
)


def is_mac(text: str) -> bool:
    """Tell whether the cell is a well-formed MAC, in any notation."""
    return is_valid_mac(normal_mac(text)) and len(text) <= 24


def is_mac_for_sure(text: str) -> bool:
    """Tell whether the cell is a MAC and not twelve plain digits, which a serial number can be as well."""
    return is_mac(text) and not text.strip().isdigit()


def is_near_mac(text: str) -> bool:
    """Tell whether the cell is meant as a MAC: a well-formed one, or one digit short or long."""
    bare = normal_mac(text)
    if not 10 <= len(bare) <= 13 or re.fullmatch(r"[0-9A-F]+", bare) is None:
        return False
    if is_valid_mac(bare):
        return True
    return text.count(":") + text.count("-") >= 4 or (len(bare) in {11, 13} and not bare.isdigit())


@lru_cache(maxsize=65_536)
def serial_likeness(text: str) -> float:
    """Return how much the cell looks like a machine's serial number, from 0 to 1."""
    serial = normal_serial(text)
    if not serial or len(serial) > 40 or is_mac_for_sure(text) or len(text.split()) > 2:
        return 0.0
    if is_known_serial(serial):
        return 1.0
    if _DATE.fullmatch(text.strip()) or not any(c.isdigit() for c in serial):
        return 0.0
    if _PLAUSIBLE.fullmatch(serial) and " " not in text.strip():
        return 0.6 if len(serial) >= 10 else 0.5
    if _SHORTENED.fullmatch(serial):
        return 0.4
    return 0.25 if _SHORT.fullmatch(serial) else 0.0


def is_known_serial(serial: str) -> bool:
    """Tell whether a normalised serial has the shape of a maker we know."""
    return any(shape.fullmatch(serial) for shape in (_BITMAIN, _MICROBT, _OTHER_KNOWN))


def is_shortened(text: str) -> bool:
    """Tell whether a spreadsheet turned a long number into "1.23E+10" and lost its digits."""
    return _SHORTENED.fullmatch(text.strip()) is not None


def is_ip(text: str) -> bool:
    """Tell whether the cell is an IPv4 address."""
    return _IP.fullmatch(text.strip()) is not None


def is_pallet(text: str) -> bool:
    """Tell whether the cell names a pallet or box ("P01", "Pallet 3")."""
    return _PALLET.fullmatch(text.strip()) is not None


def is_terahash(text: str) -> bool:
    """Tell whether the cell is a number a machine's nominal hash rate can have."""
    try:
        return 3 <= float(text.strip().replace(",", ".")) <= 1500
    except ValueError:
        return False


def are_error_codes(text: str) -> bool:
    """Tell whether the cell is one or several numeric error codes."""
    return _CODES.fullmatch(text.strip()) is not None


def is_total(text: str) -> bool:
    """Tell whether the cell begins a subtotal or total row."""
    return TOTAL.match(text.strip()) is not None
