"""XLSX written while it is read: serial numbers stay text, dates are dates, no text is ever a formula.

An archive of six small parts and one sheet. The sheet's rows are compressed and sent as they come, so that memory stays
the same however many there are. Figures and why it is our own: docs/decisions/0062.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from io import RawIOBase
from itertools import chain, islice
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from hashmend.web.csv import Reader, is_formula

MOST_ROWS = 1_048_575
"""What a sheet can hold below its header."""

_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_TEXT = 32_767
_EXACT = 10**15
_ROWS_AT_ONCE = 200
_SAMPLE = 100
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_DAY_ZERO = date(1899, 12, 30)

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEADER, _TEXT, _QUOTED, _DATE, _MOMENT = 1, 2, 3, 4, 5
"""Cell formats of the part "styles": text stays text also when somebody edits the cell; a text that begins like a
formula is marked as quoted."""

_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


class _Pipe(RawIOBase):
    """A file that is only written to; what was written waits to be taken."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self._waiting.append(bytes(data))
        return len(self._waiting[-1])

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        taken = b"".join(self._waiting)
        self._waiting.clear()
        return taken


def cell(value: object) -> str:
    """Return a value as the XML of a cell: numbers and dates as such, everything else as text."""
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, bool):
        return _text("yes" if value else "no", _TEXT)
    if isinstance(value, int | float | Decimal) and -_EXACT < value < _EXACT:
        return f"<c><v>{value}</v></c>"
    if isinstance(value, datetime):
        local = timezone.localtime(value)
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        return f'<c s="{_MOMENT}"><v>{(local.date() - _DAY_ZERO).days + seconds / 86400:.10f}</v></c>'
    if isinstance(value, date):
        return f'<c s="{_DATE}"><v>{(value - _DAY_ZERO).days}</v></c>'
    text = str(value)
    return _text(text, _QUOTED if is_formula(text) else _TEXT)


def _text(text: str, style: int) -> str:
    clean = _LOOKS_ESCAPED.sub("_x005F_", _NEVER.sub("", text[:_LONGEST_TEXT]))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(clean, quote=False)}</t></is></c>'


def pieces(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Return the bytes of a workbook, a piece per some hundred rows."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in _PARTS.items():
            archive.writestr(name, _HEAD + part)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for text in _sheet(header, iter(rows)):
                sheet.write(text.encode())
                if piece := pipe.taken():
                    yield piece
    yield pipe.taken()


def _sheet(header: Sequence[str], rows: Iterator[Sequence[object]]) -> Iterator[str]:
    """Return the XML of the sheet; columns are as wide as their first rows need, the header stays in sight."""
    sample = list(islice(rows, _SAMPLE))
    widths = [max(len(str(row[n])) for row in [header, *sample]) for n in range(len(header))]
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{min(60, max(8, width + 2))}" customWidth="1"/>'
        for n, width in enumerate(widths, 1)
    )
    names = "".join(_text(name, _HEADER) for name in header)
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData><row>{names}</row>"
    )
    left = islice(chain(sample, rows), MOST_ROWS)
    while some := list(islice(left, _ROWS_AT_ONCE)):
        yield "".join(f"<row>{''.join(map(cell, row))}</row>" for row in some)
    yield "</sheetData></worksheet>"


def download(
    name: str, header: Sequence[str], rows: Iterable[Any], readers: Sequence[Reader] = ()
) -> StreamingHttpResponse:
    """Return an answer that saves as `name`.xlsx; memory stays the same however many rows there are.

    `readers` give the cells of a row, one each; without them a row is its cells.
    """
    cells = ([read(row) for read in readers] for row in rows) if readers else rows
    response = StreamingHttpResponse(pieces(header, cells), content_type=_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
