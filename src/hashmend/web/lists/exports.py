"""A list as a file: the rows that match, in their order, with the columns that are shown."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.http import HttpResponseBase

from hashmend.web import csv, xlsx
from hashmend.web.lists.columns import Column

KINDS: dict[str, Callable[..., HttpResponseBase]] = {"csv": csv.download, "xlsx": xlsx.download}


def answer(kind: str, name: str, columns: Sequence[Column], rows: Iterable[Any]) -> HttpResponseBase:
    """Return the download; rows are read while they are sent. Columns of icons alone hold nothing to write."""
    written = [column for column in columns if column.csv]
    values = ([column.value_of(row) for column in written] for row in rows)
    return KINDS[kind](name, [column.label for column in written], values)
