"""CSV that opens by double click: BOM, CRLF, no formula executed, sent while it is read."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from itertools import islice
from operator import methodcaller
from types import NoneType
from typing import Any, cast

from django.http import StreamingHttpResponse
from django.utils import timezone

BOM = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SUSPECT = (*_FORMULA_STARTS, " ", "\n", "\u00a0")
_FIRST_ROWS, _ROWS_AT_ONCE = 50, 1000

Reader = Callable[[Any], object]


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet would take a text for a formula: it starts with `= + - @`, tab or CR.

    A leading line feed or blank hides such a start from the eye only, so it does not count.
    """
    return text.startswith(_FORMULA_STARTS) or text.lstrip(" \n\u00a0").startswith(_FORMULA_STARTS)


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe goes before what looks like one."""
    return f"'{text}" if is_formula(text) else text


def cell(value: object) -> str:
    """Return a value as a CSV cell: numbers plain, dates ISO in the present time zone, texts neutralised."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    return neutral(str(value))


def lines(header: Sequence[str], rows: Iterable[Any], readers: Sequence[Reader] = ()) -> Iterator[str]:
    """Return the text of a CSV in pieces: BOM and header before a row is read, then some rows, then a thousand each.

    `readers` give the cells of a row, one each; without them a row is its cells.
    """
    yield BOM + _text([[neutral(name) for name in header]])
    left, size = iter(rows), _FIRST_ROWS
    while chunk := list(islice(left, size)):
        columns = (map(list, (map(read, chunk) for read in readers))) if readers else zip(*chunk, strict=True)
        yield _text(zip(*map(_cells, columns), strict=True))
        size = _ROWS_AT_ONCE


def download(
    name: str, header: Sequence[str], rows: Iterable[Any], readers: Sequence[Reader] = ()
) -> StreamingHttpResponse:
    """Return an answer that saves as `name`.csv; memory stays the same however many rows there are. See `lines`."""
    response = StreamingHttpResponse(lines(header, rows, readers), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _text(rows: Iterable[Iterable[object]]) -> str:
    piece = StringIO()
    csv.writer(piece, lineterminator="\r\n").writerows(rows)
    return piece.getvalue()


def _cells(values: Sequence[object]) -> Iterable[object]:
    """Return what `cell` returns for each value of a column; a column of one kind is looked at as a whole."""
    kinds = set(map(type, values)) - {NoneType}
    if kinds <= {int, float, Decimal}:
        return values
    if kinds == {str}:
        return map(cell, values) if any(map(_is_suspect, filter(None, values))) else values
    if kinds == {datetime}:
        zone = timezone.get_current_timezone()
        return [value and cast(datetime, value).astimezone(zone).isoformat(" ", "seconds")[:19] for value in values]
    return map(cell, values)


_is_suspect = methodcaller("startswith", _SUSPECT)
