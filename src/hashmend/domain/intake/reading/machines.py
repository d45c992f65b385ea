"""From the lines of a table to machines: filling down, leaving out what is no machine, noting what is odd."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from hashmend.domain.intake.reading.fields import Field, header_fields
from hashmend.domain.intake.reading.grid import Grid, Line
from hashmend.domain.intake.reading.guess import Columns
from hashmend.domain.intake.reading.matching import EXACT, ModelMatch, ModelMatcher
from hashmend.domain.intake.reading.rows import Oddity, ReadRow
from hashmend.domain.intake.reading.scans import Scan
from hashmend.domain.intake.reading.serial_codes import model_by_serial
from hashmend.domain.intake.reading.shapes import is_pallet, is_shortened, is_total
from hashmend.kernel.identifiers import mac_oddity, normal_mac, normal_serial, serial_oddity

_FILLED_DOWN = (Field.CONTAINER, Field.MODEL)
_LABEL = re.compile(r"^\s*(?:s\s*/?\s*n|serial(?:\s*(?:no|number))?|mac(?:\s*address)?)\s*[:=#]\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,5}(?:[.,]\d+)?")
_CODE_BREAK = re.compile(r"[;,/|\s+]+")
_MAX_TEXT = 2000
_LEAST_THS, _MOST_THS = Decimal("0.05"), Decimal(5000)


def read_machines(grid: Grid, columns: Columns, matcher: ModelMatcher) -> tuple[list[ReadRow], list[tuple[int, str]]]:
    """Return the machines of a table, and the lines left out (totals, notes, repeated headers) with their text."""
    body = columns.body(grid)
    filled_down = [name for name in _FILLED_DOWN if _is_sparse(body, columns, name)]
    carried: dict[Field, str] = {}
    if grid.sheet and is_pallet(grid.sheet) and Field.CONTAINER not in columns.by_field:
        carried[Field.CONTAINER] = grid.sheet
    rows: list[ReadRow] = []
    skipped: list[tuple[int, str]] = []
    for line in body:
        cells = _cells(line, columns.by_field)
        heads_models = Field.MODEL in filled_down and line.filled == 1 and bool(cells.get(Field.MODEL))
        if heads_models or _is_no_machine(line, cells, columns, matcher):
            if heads_models:
                carried[Field.MODEL] = cells[Field.MODEL]
            elif heading := _heading(line):
                carried[Field.CONTAINER] = heading
            skipped.append((line.number, " ".join(cell for cell in line.cells if cell)[:200]))
            continue
        for name in filled_down:
            carried[name] = cells.get(name, "") or carried.get(name, "")
        rows.append(_row(line.number, {**carried, **{k: v for k, v in cells.items() if v}}, matcher))
    return rows, skipped


def scanned_rows(scan: Scan, matcher: ModelMatcher) -> list[ReadRow]:
    """Return the machines of a scanner dump as rows."""
    return [
        _row(
            machine.line,
            {
                Field.SERIAL: machine.serial,
                Field.MAC: machine.mac,
                Field.MODEL: machine.model,
                Field.CONTAINER: machine.container,
            },
            matcher,
        )
        for machine in scan.machines
    ]


def _cells(line: Line, by_field: Mapping[Field, int]) -> dict[Field, str]:
    return {name: line.cells[index] for name, index in by_field.items() if index < len(line.cells)}


def _is_sparse(body: Sequence[Line], columns: Columns, name: Field) -> bool:
    """Tell whether a column is written only where its value changes (the first row of a block)."""
    index = columns.by_field.get(name)
    if index is None or not body:
        return False
    cells = [line.cells[index] if index < len(line.cells) else "" for line in body]
    filled = sum(1 for cell in cells if cell)
    return bool(cells[0]) and filled < len(cells) * (0.95 if name is Field.CONTAINER else 0.5)


def _is_no_machine(line: Line, cells: Mapping[Field, str], columns: Columns, matcher: ModelMatcher) -> bool:
    """A line without any identity is a machine only when it names a model in a row like the others; never a total."""
    if _repeats_header(line, columns) or _heading(line):
        return True
    identity = [cells.get(name, "") for name in (Field.SERIAL, Field.MAC, Field.ASSET_TAG)]
    has_identity = any(normal_serial(text) for text in identity)
    first = next((cell for cell in line.cells if cell), "")
    if is_total(first) or (not has_identity and any(is_total(cell) for cell in line.cells if cell)):
        return not has_identity or len(first.split()) > 1 or line.filled <= 3
    if has_identity:
        return line.filled == 1 and len(max(identity, key=len).split()) > 2
    model = cells.get(Field.MODEL, "")
    return not model or (line.filled == 1 and not matcher.knows(model))


def _repeats_header(line: Line, columns: Columns) -> bool:
    """Tell whether the header stands here again (page breaks of a printed list), or goes on in a second row."""
    named = [index for index in columns.by_field.values() if index < len(line.cells) and line.cells[index]]
    same = sum(1 for i in named if i < len(columns.headers) and line.cells[i] == columns.headers[i])
    if same and same == len(named):
        return True
    return len(named) >= 2 and all(max(header_fields(line.cells[i]).values(), default=0) >= 0.9 for i in named)


def _heading(line: Line) -> str:
    """Return the pallet's name when the line holds nothing else: it is the heading of the rows below it."""
    texts = [cell for cell in line.cells if cell]
    return texts[0] if len(texts) == 1 and len(line.cells) > 1 and is_pallet(texts[0]) else ""


def _row(number: int, cells: Mapping[Field, str], matcher: ModelMatcher) -> ReadRow:
    serial = _LABEL.sub("", cells.get(Field.SERIAL, "")).strip("* ")
    mac = _LABEL.sub("", cells.get(Field.MAC, ""))
    typed = cells.get(Field.MODEL, "")
    match, oddities = _model(typed, normal_serial(serial), matcher)
    oddities += _identity_oddities(serial, mac)
    return ReadRow(
        line=number,
        serial=serial,
        mac=mac,
        asset_tag=cells.get(Field.ASSET_TAG, ""),
        model=typed,
        match=match,
        container=cells.get(Field.CONTAINER, ""),
        nominal_ths=_terahash(cells.get(Field.NOMINAL_THS, "")) or match.nominal_ths,
        reported_issue=cells.get(Field.REPORTED_ISSUE, "")[:_MAX_TEXT],
        remark=cells.get(Field.REMARK, "")[:_MAX_TEXT],
        error_codes=tuple(code for code in _CODE_BREAK.split(cells.get(Field.ERROR_CODES, "")) if code)[:20],
        ip=cells.get(Field.IP, ""),
        location=cells.get(Field.LOCATION, ""),
        oddities=tuple(oddities),
    )


def _model(typed: str, serial: str, matcher: ModelMatcher) -> tuple[ModelMatch, list[Oddity]]:
    """Match the model; where the list names none, propose the one the serial belongs to."""
    by_serial = model_by_serial(serial)
    if typed:
        match = matcher.match(typed)
        if by_serial and match.model and match.is_sure and match.model.name != by_serial:
            return match, [
                Oddity("other-model", f"The serial is one of {by_serial}, the list says {match.model.name}.")
            ]
        return match, []
    model = matcher.named(by_serial) if by_serial else None
    if model is None:
        return ModelMatch(""), []
    match = ModelMatch("", model, EXACT)
    return match, [Oddity("model-from-serial", f"The list names no model; the serial is one of {model.name}.")]


def _identity_oddities(serial: str, mac: str) -> list[Oddity]:
    found = []
    if is_shortened(serial):
        found.append(Oddity("odd-serial", f"A spreadsheet shortened the serial to {serial}: its digits are lost."))
    elif odd := serial_oddity(normal_serial(serial)):
        found.append(Oddity("odd-serial", odd))
    if odd := mac_oddity(normal_mac(mac)):
        found.append(Oddity("odd-mac", odd))
    return found


def _terahash(text: str) -> Decimal | None:
    found = _NUMBER.match(text.strip()) if text else None
    try:
        value = Decimal(found[0].replace(",", ".")) if found else None
    except InvalidOperation:
        return None
    return value if value is not None and _LEAST_THS <= value <= _MOST_THS else None
