"""What a barcode scanner leaves behind: one code per line, a machine's serial and MAC one after the other."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from hashmend.domain.intake.reading.matching import ModelMatcher
from hashmend.domain.intake.reading.shapes import is_known_serial, is_mac, is_near_mac, is_pallet
from hashmend.kernel.identifiers import normal_mac, normal_serial

_PREFIX = re.compile(
    r"^\s*(?:(s\s*/?\s*n|serial(?:\s*(?:no|number))?|mac(?:\s*(?:address|id))?)\s*[:=#]\s*)", re.IGNORECASE
)


@dataclass(slots=True)
class Scanned:
    """One machine as scanned; `line` is the line of its first code."""

    line: int
    serial: str = ""
    mac: str = ""
    model: str = ""
    container: str = ""


@dataclass(slots=True)
class Scan:
    """All machines of a scan, and how many codes came twice in a row."""

    machines: list[Scanned]
    double_scans: int = 0
    skipped: list[tuple[int, str]] = field(default_factory=list)


def read_scan(codes: Iterable[tuple[int, str]], matcher: ModelMatcher) -> Scan:
    """Pair serials with the MAC scanned beside them; a model or pallet label counts for all that follow it."""
    listed = [(number, _unprefixed(code)) for number, code in codes if code.strip()]
    reader = _Reader(matcher, mac_first=_begins_with_mac(listed))
    for number, code in listed:
        reader.take(number, code)
    return Scan(reader.machines, reader.doubles, reader.skipped)


def is_scanned_mac(code: str) -> bool:
    """Tell whether a scanned code is a MAC (or one digit short of it) and not a serial."""
    return is_near_mac(code) and not is_known_serial(normal_serial(code)) and not (code.isdigit() and not is_mac(code))


def _is_code(code: str) -> bool:
    return is_known_serial(normal_serial(code)) or (any(c.isdigit() for c in code) and len(code.split()) <= 2)


def _unprefixed(code: str) -> str:
    return _PREFIX.sub("", code).strip()


def _begins_with_mac(listed: list[tuple[int, str]]) -> bool:
    """Tell whether MACs come before their serials: the list begins with one and ends with none."""
    codes = [code for _, code in listed if is_scanned_mac(code) or _is_code(code)]
    return len(codes) > 2 and is_scanned_mac(codes[0]) and not is_scanned_mac(codes[-1])


class _Reader:
    def __init__(self, matcher: ModelMatcher, *, mac_first: bool) -> None:
        self._matcher, self._mac_first = matcher, mac_first
        self.machines: list[Scanned] = []
        self.skipped: list[tuple[int, str]] = []
        self.doubles = 0
        self._model = self._container = ""

    def take(self, number: int, code: str) -> None:
        """Take the next code."""
        if is_scanned_mac(code):
            self._take_mac(number, code)
        elif is_pallet(code):
            self._container = code
        elif self._matcher.knows(code) and not is_known_serial(normal_serial(code)):
            self._model = code
        elif _is_code(code):
            self._take_serial(number, code)
        else:
            self.skipped.append((number, code))

    def _take_serial(self, number: int, code: str) -> None:
        last = self.machines[-1] if self.machines else None
        if last and last.serial and normal_serial(last.serial) == normal_serial(code):
            self.doubles += 1
        elif last and self._mac_first and not last.serial:
            last.serial = code
        else:
            self._add(number, serial=code)

    def _take_mac(self, number: int, code: str) -> None:
        last = self.machines[-1] if self.machines else None
        if last and last.mac and normal_mac(last.mac) == normal_mac(code):
            self.doubles += 1
        elif last and not self._mac_first and not last.mac:
            last.mac = code
        else:
            self._add(number, mac=code)

    def _add(self, number: int, *, serial: str = "", mac: str = "") -> None:
        self.machines.append(Scanned(number, serial, mac, self._model, self._container))
