"""From text to a table: which character parts the columns, and the records between line breaks and quotes."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from hashmend.domain.intake.reading.decoding import decode
from hashmend.domain.intake.reading.fields import header_fields
from hashmend.domain.intake.reading.grid import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Grid, Line, clean_cell
from hashmend.domain.intake.reading.shapes import is_ip, is_near_mac, serial_likeness
from hashmend.kernel.errors import Refused

DELIMITERS = (",", ";", "\t", "|")
SPACES = " "
_SAMPLE_LINES = 200
_BIG_CELL = 4000
_WIDE_GAP = re.compile(r"(?:\s{2,}|\t)\s*")
csv.field_size_limit(MAX_BYTES)


def read_text(content: bytes, name: str, *, encoding: str | None = None, delimiter: str | None = None) -> Grid:
    """Return the table of a text file. `delimiter`: one character, " " for columns of blanks, "" for one column."""
    text, found_encoding = decode(content, name, encoding)
    text = text.removeprefix("﻿").replace("\r\n", "\n").replace("\r", "\n")
    if text.lower().startswith("sep=") and "\n" in text:
        hint, text = text.split("\n", 1)
        delimiter = hint[4:5] if delimiter is None else delimiter
        text = "\n" + text
    parting = guess_delimiter(text) if delimiter is None else delimiter
    lines = tuple(_records(text, parting, name))
    if not parting and text.isascii() and found_encoding == "utf-8":
        found_encoding = "ascii"
    return Grid(lines=lines, encoding=found_encoding, delimiter=parting or None)


def guess_delimiter(text: str) -> str:
    """Return the character that parts the columns, " " for columns of blanks, or "" when there is one column."""
    sample = "\n".join(text.split("\n", _SAMPLE_LINES)[:_SAMPLE_LINES])
    best, best_weight = "", _weight([(line.strip(),) for line in sample.split("\n") if line.strip()])
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        weight = _weight([tuple(map(clean_cell, cells)) for _, cells in _parsed(sample, delimiter)])
        if weight > best_weight + 1e-9:
            best, best_weight = delimiter, weight
    if best:
        return best
    spaced = _weight([tuple(_WIDE_GAP.split(line.strip())) for line in sample.split("\n") if line.strip()])
    single = _weight([tuple(line.split()) for line in sample.split("\n") if line.strip()])
    return SPACES if max(spaced, single) > best_weight + 0.2 else ""


def _weight(rows: list[tuple[str, ...]]) -> float:
    """Weigh a way of parting: cells that make sense per row, and how alike the rows are."""
    rows = [row for row in rows if any(row)]
    if not rows:
        return 0.0
    widths = Counter(len(row) for row in rows)
    width, alike = widths.most_common(1)[0]
    sense = sum(_sense(cell) for row in rows for cell in row[:40]) / len(rows)
    return sense + (alike / len(rows) if width > 1 else 0.0) + min(width, 6) * 0.01


def _sense(cell: str) -> float:
    if not cell or len(cell) > 60:
        return 0.0
    if is_near_mac(cell) or is_ip(cell) or header_fields(cell):
        return 1.0
    return serial_likeness(cell)


def _records(text: str, delimiter: str, name: str) -> Iterator[Line]:
    if delimiter == SPACES:
        source: Iterator[tuple[int, list[str]]] = _spaced(text)
    elif delimiter:
        source = _quoted_or_not(text, delimiter)
    else:
        source = ((n, [line.strip().strip('"')]) for n, line in enumerate(text.split("\n"), 1))
    count = 0
    for number, cells in source:
        cleaned = tuple(clean_cell(cell) for cell in cells[:MAX_COLUMNS])
        if not any(cleaned):
            continue
        count += 1
        if count > MAX_ROWS:
            raise Refused(f"{name} has more than {MAX_ROWS:,} rows. Split it and upload the parts.")
        yield Line(number, cleaned)


def _quoted_or_not(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """A quote that is never closed would swallow the rest of the list: then quotes are read as plain characters."""
    try:
        swallowed = any(len(cell) > _BIG_CELL for _, cells in _parsed(text, delimiter) for cell in cells)
    except csv.Error:
        swallowed = True
    return _parsed(text, delimiter, quotes=not swallowed)


def _parsed(text: str, delimiter: str, *, quotes: bool = True) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        quoting=csv.QUOTE_MINIMAL if quotes else csv.QUOTE_NONE,
        skipinitialspace=delimiter != "\t",
    )
    number = 1
    for cells in reader:
        yield number, cells
        number = reader.line_num + 1


def _spaced(text: str) -> Iterator[tuple[int, list[str]]]:
    """Columns made of blanks: cut where nearly every line is blank, else at every wide gap, else word by word."""
    lines = [line.expandtabs(8).rstrip() for line in text.split("\n")]
    sample = [line for line in lines[:2000] if line.strip()]
    cuts = _blank_columns(sample)
    wide = sum(1 for line in sample if len(_WIDE_GAP.split(line.strip())) > 1) > len(sample) * 0.6
    for number, line in enumerate(lines, 1):
        if cuts:
            yield number, [line[a:b].strip() for a, b in zip([0, *cuts], [*cuts, None], strict=True)]
        elif wide:
            yield number, _WIDE_GAP.split(line.strip())
        else:
            yield number, line.split()


def _blank_columns(lines: list[str]) -> list[int]:
    """Return where columns of fixed width begin: after two or more blanks that stand in all lines."""
    width = min(max((len(line) for line in lines), default=0), 2000)
    used = [0] * (width + 1)
    for line in lines:
        for position, character in enumerate(line[:width]):
            if character != " ":
                used[position] += 1
    few = len(lines) * 0.02
    cuts, blanks, seen = [], 0, False
    for position in range(width):
        if used[position] <= few:
            blanks += 1
            continue
        if seen and blanks >= 2:
            cuts.append(position)
        seen, blanks = True, 0
    return cuts
