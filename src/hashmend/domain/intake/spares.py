"""A list of spares, from a file or pasted, read row by row: what receiving it would do.

The first row names the columns; the list's own export can be read again. `Spares.entries` are what
`parts.operations.receive_spares` takes, and what it judges again when they are received.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.customers.models import Customer
from hashmend.domain.intake.known_models import known_models
from hashmend.domain.intake.reading.fields import normal_header
from hashmend.domain.intake.reading.grid import Grid, Line
from hashmend.domain.intake.reading.matching import ModelMatcher
from hashmend.domain.intake.reading.sniff import kind_of
from hashmend.domain.intake.reading.textual import read_text
from hashmend.domain.intake.reading.workbook import read_workbook
from hashmend.domain.parts.entries import SpareEntry, where_is
from hashmend.domain.parts.models import SLOT_TYPES, Condition, Place
from hashmend.domain.parts.operations.stock import STOCKED_CONDITIONS, known_parts
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused

MOST_PARTS = 5_000
_HEADERS = {
    "kind": "kind|part|part type|type|component|art|teil|tipo",
    "model": "fits|fits model|model|miner model|machine model|for model|modell|modelo|modele",
    "serial": "serial number|serial no|serial|sn|s n|seriennummer|numero de serie",
    "part_number": "part number|part no|pn|p n|board number|article number|teilenummer",
    "hash_bin": "bin|hash bin|chip bin",
    "condition": "condition|state|status|zustand|estado|etat",
    "owner": "owner|customer|besitzer|kunde|propietario",
    "shelf": "shelf|location|bin location|storage|lagerort|regal",
    "source": "source|purchase|supplier|order|po|po number|purchase order|lieferant",
    "count": "quantity|qty|count|pcs|pieces|menge|anzahl|cantidad",
    "place": "place",
}
_COLUMN = {word: name for name, words in _HEADERS.items() for word in words.split("|")}
_KINDS = {normal_header(word): kind.value for kind in SLOT_TYPES for word in (kind.value, str(kind.label))} | {
    "hash board": "hashboard", "board": "hashboard", "hb": "hashboard", "controlboard": "control_board",
    "cb": "control_board", "ctrl board": "control_board", "power supply": "psu", "power supply unit": "psu",
    "fans": "fan", "hashboards": "hashboard", "psus": "psu", "control boards": "control_board",
}  # fmt: skip
_CONDITIONS = {normal_header(str(Condition(one).label)): str(one) for one in STOCKED_CONDITIONS} | {
    "": "", "ok": "good", "new": "good", "tested": "good", "bad": "faulty", "defect": "faulty", "broken": "faulty",
}  # fmt: skip
_OURS = {"", "rc", "repair centre", "repair center", "we", "us", "own"}
_LENGTHS = {"serial": 80, "part_number": 40, "hash_bin": 20, "shelf": 60, "source": 120}
_SHOWN = {"serial": "serial number", "part_number": "part number", "hash_bin": "bin"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What counts for rows that do not say it."""

    part_type: str = ""
    condition: str = Condition.UNKNOWN
    source: str = ""


@dataclass(frozen=True, slots=True)
class SpareRow:
    """One row: what is received by it (`count` of them), or why it is not. `is_bad` when it needs mending."""

    line: int
    typed: Mapping[str, str]
    entry: SpareEntry | None = None
    count: int = 1
    why: str = ""
    is_bad: bool = False

    @property
    def verdict(self) -> str:
        """Return in words what happens to it."""
        return "To mend" if self.is_bad else "Left out" if self.why else "New"


@dataclass(frozen=True, slots=True)
class Spares:
    """A list that was read; `text` is the list itself, to be sent again when it is received."""

    rows: Sequence[SpareRow]
    text: str = ""
    ignored: Sequence[str] = field(default=())

    @property
    def good(self) -> list[SpareRow]:
        """Return the rows that are received."""
        return [row for row in self.rows if not row.why]

    @property
    def bad(self) -> list[SpareRow]:
        """Return the rows that need mending."""
        return [row for row in self.rows if row.is_bad]

    @property
    def known(self) -> list[SpareRow]:
        """Return the rows that are left out because the part is there already."""
        return [row for row in self.rows if row.why and not row.is_bad]

    @property
    def unnumbered(self) -> int:
        """Return how many have no serial number: nobody can tell whether they are there already."""
        return sum(1 for entry in self.entries if not entry.serial)

    @property
    def entries(self) -> list[SpareEntry]:
        """Return every part that is received."""
        return [row.entry for row in self.good if row.entry for _ in range(row.count)]


def read_spares(content: bytes, name: str, usual: Usual, actor: Actor) -> Spares:
    """Return what receiving the list would do, with a constant number of queries.

    Refuses (`Refused`) what is no list, has no row of column names, or names more than 5,000 parts.
    """
    grids = read_workbook(content, name) if kind_of(content, name) == "xlsx" else [read_text(content, name)]
    grid = next((grid for grid in grids if grid.lines), None)
    if grid is None:
        raise Refused(f"{name} is empty. Export the list as XLSX or CSV and upload that file.")
    columns, ignored = _columns(grid, name)
    reader = _Reader(usual, actor)
    rows = _without_known([reader.read(line, columns) for line in grid.lines[1:]])
    if sum(row.count for row in rows if row.entry) > MOST_PARTS:
        raise Refused(f"{name} names more than {MOST_PARTS:,} parts. Split it and import the pieces.")
    text = "\n".join("\t".join(" ".join(cell.split()) for cell in line.cells) for line in grid.lines)
    return Spares(rows, text, ignored)


def _columns(grid: Grid, name: str) -> tuple[dict[str, int], list[str]]:
    """Return which column holds what, by the names in the first row, and the names nobody knows."""
    columns: dict[str, int] = {}
    ignored = []
    for place, cell in enumerate(grid.lines[0].cells):
        meaning = _COLUMN.get(normal_header(cell))
        if meaning and meaning not in columns:
            columns[meaning] = place
        elif cell:
            ignored.append(cell)
    if not columns.keys() & {"kind", "serial", "part_number", "count"}:
        wanted = "Kind, Serial number, Fits, Condition, Owner, Shelf, Source, Part number, Bin, Quantity"
        raise Refused(f"The first row of {name} does not name the columns. Known names are: {wanted}.")
    return columns, ignored


class _Reader:
    """Reads rows; knows the models, the customers and what is usual."""

    def __init__(self, usual: Usual, actor: Actor) -> None:
        self.usual = usual
        rows = list(MinerModel.objects.visible_to(actor).active().only("code", "name", "variant"))
        self.models = {str(model).casefold(): model for model in rows}
        self.by_code = {model.code: model for model in rows}
        self.matcher = ModelMatcher(known_models())
        customers = Customer.objects.visible_to(actor).only("alias")
        self.owners = {customer.alias.casefold(): customer for customer in customers}

    def read(self, line: Line, columns: Mapping[str, int]) -> SpareRow:
        """Return the row with its spare, or with why it is none."""
        typed = {name: line.cells[place] if place < len(line.cells) else "" for name, place in columns.items()}
        if normal_header(typed.get("place", "")) not in {"", normal_header(str(Place.STOCK.label))}:
            return SpareRow(line.number, typed, why=f"It is not in the stock: its place is “{typed['place']}”.")
        try:
            count = _count(typed)
            return SpareRow(line.number, typed, self._entry(typed), count)
        except Refused as refusal:
            return SpareRow(line.number, typed, why=refusal.sentence, is_bad=True)

    def _entry(self, typed: Mapping[str, str]) -> SpareEntry:
        for name, most in _LENGTHS.items():
            if len(typed.get(name, "")) > most:
                raise Refused(f"Its {_SHOWN.get(name, name)} has more than {most} characters.")
        kind = _KINDS.get(normal_header(typed.get("kind", ""))) if typed.get("kind") else self.usual.part_type
        if not kind:
            what = typed.get("kind", "")
            raise Refused(f"“{what}” is no kind of part." if what else "It names no kind of part: choose a usual one.")
        condition = _CONDITIONS.get(normal_header(typed.get("condition", "")))
        if condition is None:
            raise Refused(f"“{typed['condition']}” is no condition of a spare: Unknown, Good or Faulty.")
        return SpareEntry(
            part_type=kind, model=self._model(typed.get("model", "")), serial_typed=typed.get("serial", ""),
            part_number=typed.get("part_number", ""), hash_bin=typed.get("hash_bin", ""),
            condition=condition or self.usual.condition, owner=self._owner(typed.get("owner", "")),
            shelf=typed.get("shelf", ""), source=typed.get("source", "") or self.usual.source,
        )  # fmt: skip

    def _model(self, text: str) -> MinerModel | None:
        if text.casefold() in {"", "any", "any model", "unknown"}:
            return None
        if model := self.models.get(text.casefold()):
            return model
        match = self.matcher.match(text)
        if match.is_sure and match.model and match.model.id in self.by_code:
            return self.by_code[match.model.id]
        meant = f": {match.model.name} is meant perhaps" if match.model else ""
        raise Refused(f"“{text}” is no model of the catalogue{meant}.")

    def _owner(self, text: str) -> Customer | None:
        if text.casefold() in _OURS:
            return None
        if owner := self.owners.get(text.casefold()):
            return owner
        raise Refused(f"“{text}” is no customer: write the customer's short name, or nothing for the repair centre.")


def _count(typed: Mapping[str, str]) -> int:
    text = typed.get("count", "").removesuffix(".0")
    if not text:
        return 1
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:9]) <= MOST_PARTS:
        raise Refused(f"“{text}” is no quantity from 1 to {MOST_PARTS:,}.")
    if int(text) > 1 and typed.get("serial"):
        raise Refused("A part with a serial number is one part: give each its own row.")
    return int(text)


def _without_known(rows: Sequence[SpareRow]) -> list[SpareRow]:
    """Leave out rows whose part is there already or stands in the list before."""
    known = known_parts([row.entry for row in rows if row.entry])
    first: dict[tuple[str, str], int] = {}
    judged = []
    for row in rows:
        why = ""
        if row.entry and row.entry.serial:
            if part := known.get(row.entry.key):
                why = f"{part} is known already: it is {where_is(part)}."
            elif row.entry.key in first:
                why = f"{row.entry.serial} is in row {first[row.entry.key]} already: that row counts."
            first.setdefault(row.entry.key, row.line)
        judged.append(SpareRow(row.line, row.typed, why=why) if why else row)
    return judged
