"""Serial numbers and MAC addresses: one normal form each, beside which the typed text is kept.

Odd forms are never refused; `oddity` functions return the warning to show, or "".
"""

import re
import unicodedata

_MISSING = {
    "", "N/A", "NA", "N.A", "N.A.", "NONE", "NULL", "NIL", "NAN", "UNKNOWN", "UNBEKANNT", "NOSN", "NOMAC", "NOSERIAL",
    "NOLABEL", "NOTAVAILABLE", "MISSING", "BLANK", "EMPTY", "TBD", "#N/A", "#REF!", "#VALUE!", "KEINE", "OHNE", "ND",
    "S/N", "SN", "MAC", "无", "НЕТ",
}  # fmt: skip
_MAC = re.compile(r"[0-9A-F]{12}")
_MAC_SEPARATORS = re.compile(r"[\s:.\-]")
_ADDED = re.compile(r"^(?:\][A-Za-z][0-9A-Za-z])?\s*(?:(?:S/?N|SERIAL|MAC)\s*[:=#]\s*)?", re.IGNORECASE)
_NOT_SERIAL = re.compile(r"[\s\u200b-\u200d\ufeff\x00-\x1f\x7f]")


def normal_serial(typed: str) -> str:
    """Return the serial number as compared: NFC, upper case, without blanks; "" when it is a placeholder.

    O and 0 (or I and 1) are never mapped: both are valid letters on labels.
    """
    text = part_of_serial(typed)
    return "" if _is_placeholder(text) else text


def part_of_serial(typed: str) -> str:
    """Return a piece of a serial number as compared: "0000" or "na" stand in many, so that nothing is a placeholder."""
    return _NOT_SERIAL.sub("", unicodedata.normalize("NFC", str(typed))).upper()


def clean_scan(text: str) -> str:
    """Return what a scanner read without what it adds: control characters, the code's own sign, the label's "SN:"."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter.isprintable())
    return _ADDED.sub("", plain.strip()).strip()


def folded_code(scanned: str) -> str:
    """Return the code of a label of ours as compared: capitals and digits, without dashes and blanks.

    What a keyboard of another country makes of a dash falls away with it.
    """
    return re.sub(r"[^0-9A-Za-z]", "", clean_scan(scanned)).upper()


def normal_mac(typed: str) -> str:
    """Return the MAC as compared: upper case without separators; "" when it is a placeholder.

    A malformed address is returned without its separators, so that two spellings of it still meet.
    """
    text = part_of_mac(typed)
    return "" if _is_placeholder(text) or text == "F" * 12 else text


def part_of_mac(typed: str) -> str:
    """Return a piece of a MAC as compared, without separators."""
    return _MAC_SEPARATORS.sub("", unicodedata.normalize("NFC", str(typed))).upper()


def shown_mac(mac: str) -> str:
    """Return a normalised MAC in pairs ("02:35:3D:B3:2D:B1"); a malformed one unchanged."""
    if is_valid_mac(mac):
        return f"{mac[:2]}:{mac[2:4]}:{mac[4:6]}:{mac[6:8]}:{mac[8:10]}:{mac[10:]}"
    return mac


def is_valid_mac(mac: str) -> bool:
    """Tell whether a normalised MAC has twelve hexadecimal digits."""
    return _MAC.fullmatch(mac) is not None


def mac_oddity(mac: str) -> str:
    """Return what is odd about a normalised MAC, or ""."""
    if not mac or is_valid_mac(mac):
        return ""
    if re.fullmatch(r"[0-9A-F]+", mac):
        return f"MAC {mac} has {len(mac)} digits instead of 12."
    return f"MAC {mac} holds characters that no MAC has."


def serial_oddity(serial: str) -> str:
    """Return what is odd about a normalised serial number, or ""."""
    if not serial:
        return ""
    if len(serial) < 6:
        return f"Serial {serial} is very short."
    if len(serial) > 40:
        return f"Serial {serial[:40]}… is longer than 40 characters."
    if re.fullmatch(r"[A-Z0-9/.\-_]+", serial) is None:
        return f"Serial {serial} holds characters that labels do not have."
    if is_valid_mac(serial) and not serial.isdigit():
        return f"Serial {serial} looks like a MAC address."
    return ""


def _is_placeholder(text: str) -> bool:
    """Dashes, question marks, rows of zeros or X, and the words people write for "none"."""
    if text in _MISSING or not text.strip("-_?./*–—"):
        return True
    return len(text) > 3 and (set(text) == {"0"} or (set(text) == {"X"} and len(text) <= 20))
