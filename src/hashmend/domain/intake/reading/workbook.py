"""From an XLSX workbook to tables, one per sheet, after the archive has been found harmless.

The archive is walked first, in bounded pieces and without trusting what it says of itself: sizes, ratio, number of
members, document types and entities, and the extent of each sheet (a cell at XFD1048576 alone makes a dense reader
ask for gigabytes). Only then is it handed to the reader. See docs/decisions on reading workbooks.
"""

import datetime
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from hashmend.domain.intake.reading.grid import MAX_COLUMNS, MAX_ROWS, Grid, Line, clean_cell
from hashmend.kernel.errors import Refused

_MAX_MEMBERS = 600
_MAX_UNPACKED = 200 * 1024 * 1024
_MAX_XML = 120 * 1024 * 1024
_MAX_RATIO = 120
_RATIO_FROM = 4 * 1024 * 1024
_MAX_AREA = 2_500_000
_PIECE = 256 * 1024
_HOLDS_SOMETHING = frozenset({"v", "is", "f", "t"})
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")


class _Harmful(Exception):
    """The archive breaks a limit; the text says which."""


def read_workbook(content: bytes, name: str) -> list[Grid]:
    """Return the tables of the visible sheets (of all when none is visible); refuse what is unsafe or no workbook."""
    _refuse_unsafe(content, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
        return [_sheet(book, sheet, name) for sheet in visible or book.sheet_names]
    except CalamineError as error:
        raise Refused(f"{name} cannot be read as a workbook ({error}). Save it again as XLSX or as CSV.") from None
    except Refused:
        raise
    except BaseException as error:
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise Refused(f"{name} is damaged. Save it again as XLSX or as CSV and upload that file.") from None
        raise


def _sheet(book: CalamineWorkbook, sheet: str, name: str) -> Grid:
    table = book.get_sheet_by_name(sheet)
    rows: list[list[Any]] = table.to_python(skip_empty_area=False)
    filled = [number for number, row in enumerate(rows) if any(value != "" for value in row)]
    if len(filled) > MAX_ROWS:
        raise Refused(f"{name} has more than {MAX_ROWS:,} rows on sheet {sheet}. Split it and upload the parts.")
    _fill_merged(rows, table.merged_cell_ranges or [])
    lines = tuple(Line(number + 1, tuple(map(shown, rows[number][:MAX_COLUMNS]))) for number in filled)
    return Grid(lines=tuple(line for line in lines if any(line.cells)), sheet=sheet)


def _fill_merged(rows: list[list[Any]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Write the value of cells merged downwards (a pallet beside its machines) into every row they span."""
    for (top, left), (bottom, right) in ranges[:5000]:
        if left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and row[left] == "":
                row[left] = rows[top][left]


def shown(value: Any) -> str:
    """Return a cell's value as text: whole numbers without ".0", dates in ISO form."""
    if isinstance(value, str):
        return clean_cell(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return f"{value:.9E}" if abs(value) >= 1e15 else repr(round(value, 10))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return str(value)


def _refuse_unsafe(content: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
        _check_members(members)
        budget = _MAX_UNPACKED
        for member in members:
            budget -= _walk(content, member, budget)
    except _Harmful as harm:
        raise Refused(f"{name} is not safe to open: {harm}. Save it again as XLSX or as CSV.") from None
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        expat.ExpatError,
        ValueError,
        IndexError,
        NotImplementedError,
    ):
        raise Refused(f"{name} is a damaged archive, not a workbook. Save it again as XLSX or as CSV.") from None
    if not any(member.filename == "[Content_Types].xml" for member in members) or not any(
        member.filename.startswith("xl/") for member in members
    ):
        raise Refused(f"{name} is an archive, but no Excel workbook. Upload the list itself, as XLSX or CSV.")


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > _MAX_MEMBERS:
        raise _Harmful(f"it holds {len(members):,} files inside")
    if len({member.filename for member in members}) != len(members):
        raise _Harmful("two files inside have the same name")
    for member in members:
        if member.filename.startswith(("/", "\\")) or ".." in member.filename.replace("\\", "/").split("/"):
            raise _Harmful("it names a file outside itself")
        if member.flag_bits & 0x1:
            raise _Harmful("it is protected by a password")
    if sum(member.file_size for member in members) > _MAX_UNPACKED:
        raise _Harmful("it unpacks to more than 200 MB")


def _walk(content: bytes, member: zipfile.ZipInfo, budget: int) -> int:
    """Unpack one member piece by piece, keeping nothing; return its true size."""
    is_xml = member.filename.lower().endswith((".xml", ".rels"))
    guard = _Extent() if is_xml else None
    size = 0
    for piece in _pieces(content, member):
        size += len(piece)
        if size > min(budget, _MAX_XML) or size > member.file_size:
            raise _Harmful("it unpacks to more than it says")
        if size > _RATIO_FROM and size > _MAX_RATIO * max(member.compress_size, 1):
            raise _Harmful("it is packed too densely to be a list")
        if guard:
            guard.feed(piece)
    if guard and size:
        guard.close()
    return size


def _pieces(content: bytes, member: zipfile.ZipInfo) -> Iterator[bytes]:
    header = _LOCAL_HEADER.unpack_from(content, member.header_offset)
    if header[0] != b"PK\x03\x04":
        raise zipfile.BadZipFile
    start = member.header_offset + _LOCAL_HEADER.size + header[9] + header[10]
    packed = memoryview(content)[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        for offset in range(0, len(packed), _PIECE):
            yield bytes(packed[offset : offset + _PIECE])
        return
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise _Harmful("it uses an unusual compression")
    unpacker = zlib.decompressobj(-15)
    waiting = bytes(packed)
    while waiting and not unpacker.eof:
        yield unpacker.decompress(waiting, _PIECE)
        waiting = unpacker.unconsumed_tail


class _Extent:
    """Follows one XML member: no document type, no entities, and a bounded area of cells that hold something."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._cell = self._row = ""
        self._rows = self._columns = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the member."""
        self._parser.Parse(piece, False)

    def close(self) -> None:
        """Take the end of the member."""
        self._parser.Parse(b"", True)

    def _doctype(self, *_: object) -> None:
        raise _Harmful("it holds a document type, which a list never needs")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self._row = attributes.get("r", "")
        elif name == "c":
            self._cell = attributes.get("r", "") or self._row
        elif name in _HOLDS_SOMETHING and self._cell:
            self._reach(*_position(self._cell))

    def _reach(self, column: int, row: int) -> None:
        self._cell = ""
        if row <= self._rows and column <= self._columns:
            return
        self._rows, self._columns = max(self._rows, row), max(self._columns, column)
        if self._rows * max(self._columns, 1) > _MAX_AREA:
            raise _Harmful(f"a sheet reaches to row {self._rows:,} and column {self._columns:,}")


def _position(reference: str) -> tuple[int, int]:
    """Return (column, row) of a reference like "AB12" or "12"; zero for what it does not say."""
    column = 0
    letters = reference.rstrip("0123456789")
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column, int(reference[len(letters) :] or 0)
