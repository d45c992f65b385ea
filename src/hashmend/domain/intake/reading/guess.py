"""Guesses what the columns of a table mean, from the words above them and from what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hashmend.domain.intake.reading.fields import Field, header_fields
from hashmend.domain.intake.reading.grid import Grid, Line
from hashmend.domain.intake.reading.matching import ModelMatcher
from hashmend.domain.intake.reading.shapes import (
    are_error_codes,
    is_ip,
    is_known_serial,
    is_mac_for_sure,
    is_near_mac,
    is_pallet,
    is_terahash,
    serial_likeness,
)
from hashmend.kernel.identifiers import normal_mac, normal_serial

_HEADER_SEARCH = 40
_SAMPLE = 240
_IDENTITY = (Field.SERIAL, Field.MAC, Field.ASSET_TAG)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the header stands (None: there is none) and which column holds which field, by index from 0."""

    header_row: int | None
    by_field: dict[Field, int] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    certainty: float = 0.0

    @property
    def identify(self) -> bool:
        """Tell whether a machine can be told by at least one of the columns."""
        return any(name in self.by_field for name in _IDENTITY)

    def body(self, grid: Grid) -> list[Line]:
        """Return the lines below the header."""
        return [line for line in grid.lines if line.number > (self.header_row or 0)]


@dataclass(frozen=True, slots=True)
class Profile:
    """Which share of a column's filled cells look like what."""

    filled: float
    distinct: float
    serial: float
    known_serial: float
    mac: float
    near_mac: float
    model: float
    ip: float
    pallet: float
    terahash: float
    codes: float


def guess_columns(grid: Grid, matcher: ModelMatcher, *, header_row: int | None = None) -> Columns:
    """Return the likeliest meaning of each column; `header_row` is guessed when None, 0 when there is no header."""
    if header_row is None:
        header = find_header(grid.lines)
    else:
        header = next((line for line in grid.lines if line.number == header_row), None)
    body = [line for line in grid.lines if header is None or line.number > header.number]
    profiles = [profile(body, index, matcher) for index in range(grid.width)]
    if header is None and header_row is None:
        header = _unlabelled_header(grid.lines, profiles)
    cells = header.cells if header else ()
    by_field, certainty = _assign(cells, profiles)
    return Columns(header.number if header else None, by_field, cells, certainty)


def find_header(lines: Sequence[Line]) -> Line | None:
    """Return the row of the first lines that names the most fields, or None when no row looks like a header."""
    best: Line | None = None
    best_weight = 0.0
    for line in lines[:_HEADER_SEARCH]:
        weight = _header_weight(line)
        if weight > best_weight + 0.4:
            best, best_weight = line, weight
    return best


def _header_weight(line: Line) -> float:
    """Count the different fields a row names; a row with data in it, or one word in a wide row, is no header."""
    named: dict[Field, float] = {}
    for cell in line.cells:
        if not cell:
            continue
        if is_near_mac(cell) or (is_known_serial(normal_serial(cell)) and not header_fields(cell)):
            return 0.0
        for name, strength in header_fields(cell).items():
            named[name] = max(named.get(name, 0.0), strength)
    ignored = named.pop(Field.IGNORED, 0.0)
    if not named:
        return 0.0
    identity = max((named.get(name, 0.0) for name in _IDENTITY), default=0.0)
    if identity < 0.6 and (line.filled < 2 or len(named) < 2):
        return 0.0
    return sum(named.values()) + min(ignored, 0.5) + identity


def _unlabelled_header(lines: Sequence[Line], profiles: Sequence[Profile]) -> Line | None:
    """Return the first row when it is text above columns of serials or MACs, in words we do not know."""
    by_field, _ = _assign((), profiles)
    for line in lines[:1]:
        for name in (Field.SERIAL, Field.MAC):
            index = by_field.get(name)
            cell = line.cells[index] if index is not None and index < len(line.cells) else ""
            if cell and not _is_identity(cell) and line.filled >= 2:
                return line
    return None


def _is_identity(cell: str) -> bool:
    return serial_likeness(cell) >= 0.4 or is_near_mac(cell) or any(c.isdigit() for c in cell)


def profile(lines: Sequence[Line], index: int, matcher: ModelMatcher) -> Profile:
    """Return what the cells of a column look like, from a sample spread over the list."""
    step = max(1, len(lines) // _SAMPLE)
    sample = lines[::step]
    cells = [line.cells[index] for line in sample if index < len(line.cells) and line.cells[index]]
    count = len(cells) or 1

    def share(hits: Sequence[float]) -> float:
        return sum(hits) / count

    return Profile(
        filled=len(cells) / (len(sample) or 1),
        distinct=len(set(cells)) / count,
        serial=share([serial_likeness(c) for c in cells]),
        known_serial=share([is_known_serial(normal_serial(c)) for c in cells]),
        mac=share([is_mac_for_sure(c) for c in cells]),
        near_mac=share([is_near_mac(c) or not normal_mac(c) for c in cells]),
        model=share([matcher.knows(c) for c in cells]),
        ip=share([is_ip(c) for c in cells]),
        pallet=share([is_pallet(c) for c in cells]),
        terahash=share([is_terahash(c) for c in cells]) * (1.0 if _are_nominal(cells) else 0.2),
        codes=share([are_error_codes(c) for c in cells]),
    )


def _are_nominal(cells: Sequence[str]) -> bool:
    """Nominal hash rates are few and round; measured ones are many, with decimals."""
    odd = sum(1 for cell in cells if not cell.replace(",", ".").rstrip("0").rstrip(".").removesuffix(".5").isdigit())
    return odd <= len(cells) * 0.2 and len(set(cells)) <= max(12, len(cells) * 0.6)


def _assign(headers: Sequence[str], profiles: Sequence[Profile]) -> tuple[dict[Field, int], float]:
    """Give each field to its best column and each column to one field, the surest pairs first."""
    pairs: list[tuple[float, int, Field]] = []
    for index, look in enumerate(profiles):
        named = header_fields(headers[index]) if index < len(headers) and headers[index] else {}
        for name in Field:
            weight = _weight(name, named, look)
            if weight >= 0.5 and name is not Field.IGNORED:
                pairs.append((weight, index, name))
    by_field: dict[Field, int] = {}
    taken: set[int] = set()
    certainty = 0.0
    for weight, index, name in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if name not in by_field and index not in taken:
            by_field[name] = index
            taken.add(index)
            certainty += weight if name in _IDENTITY or name is Field.MODEL else weight * 0.3
    return by_field, certainty


def _weight(name: Field, named: dict[Field, float], look: Profile) -> float:
    said = named.get(name, 0.0)
    content = _content(name, look)
    if not named:
        return content if name in _BY_CONTENT else 0.0
    if not said:
        return _overruled(name, named, look)
    if look.filled == 0:
        return said * 0.6
    contradicted = _contradiction(name, look)
    return max(said * (1.0 - contradicted) + content * 0.6, 0.0)


_BY_CONTENT = (Field.SERIAL, Field.MAC, Field.MODEL, Field.CONTAINER, Field.IP)


def _content(name: Field, look: Profile) -> float:
    """Return how much the cells alone speak for a field, from 0 to 1."""
    by_field = {
        Field.SERIAL: max(look.serial * (0.6 + 0.4 * look.distinct), look.known_serial) * (1 - look.model),
        Field.MAC: look.mac * 0.8 + look.near_mac * 0.2 if look.mac > 0.3 else 0.0,
        Field.MODEL: look.model,
        Field.CONTAINER: look.pallet * (1 - look.model) * (1.0 if look.pallet > 0.7 else 0.4),
        Field.IP: look.ip,
        Field.NOMINAL_THS: look.terahash,
        Field.ERROR_CODES: look.codes * 0.6,
    }
    return by_field.get(name, 0.0)


def _contradiction(name: Field, look: Profile) -> float:
    """Return how much the cells speak against what the header says."""
    if name is Field.SERIAL:
        return max(look.mac, look.model, look.ip)
    if name is Field.MAC:
        return 1.0 if look.known_serial > 0.5 or look.ip > 0.5 else 0.0
    if name is Field.MODEL:
        return max(look.known_serial, look.mac, look.ip, look.terahash if look.model < 0.2 else 0.0)
    if name is Field.NOMINAL_THS:
        return 1.0 - look.terahash
    if name in {Field.ASSET_TAG, Field.CONTAINER, Field.REPORTED_ISSUE, Field.REMARK}:
        return max(look.mac, look.known_serial, look.model if look.model > 0.6 else 0.0)
    return 0.0


def _overruled(name: Field, named: dict[Field, float], look: Profile) -> float:
    """A header of another meaning is overruled only by cells that cannot be anything else."""
    if Field.IGNORED in named and named[Field.IGNORED] >= 1.0:
        return 0.0
    if name is Field.SERIAL and look.known_serial > 0.7:
        return look.known_serial * 0.8
    if name is Field.MAC and look.mac > 0.7:
        return look.mac * 0.8
    if name is Field.MODEL and look.model > 0.7 and Field.SERIAL not in named:
        return look.model * 0.7
    return 0.0
