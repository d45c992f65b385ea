"""A list as a file: the rows that match, in their order, with the columns that are shown."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from django.http import HttpResponseBase

from hashmend.web import csv, xlsx
from hashmend.web.lists.columns import Column

KINDS: dict[str, Callable[..., HttpResponseBase]] = {"csv": csv.download, "xlsx": xlsx.download}
MOST_ROWS = {"xlsx": xlsx.MOST_ROWS}


def answer(
    kind: str, name: str, columns: Sequence[Column], rows: Iterable[Any], *, are_dicts: bool = False
) -> HttpResponseBase:
    """Return the download; rows are read while they are sent. Columns of icons alone hold nothing to write."""
    written = _with_currency([column for column in columns if column.csv])
    plain = (lambda column: itemgetter(column.key)) if are_dicts else (lambda column: column.value_of)
    header, readers = [column.label for column in written], [column.value or plain(column) for column in written]
    return KINDS[kind](name, header, rows, readers)


def _with_currency(columns: Sequence[Column]) -> Sequence[Column]:
    """Return the columns with that of the currency behind the last amount."""
    amounts = [place for place, column in enumerate(columns) if column.currency]
    if not amounts:
        return columns
    after = amounts[-1] + 1
    currency = Column("currency", "Currency", value=columns[amounts[-1]].currency)
    return [*columns[:after], currency, *columns[after:]]
