"""Columns of a list: one value each, for files as it is and for the screen with a look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import F, OrderBy, QuerySet
from django.utils.safestring import SafeString

from hashmend.web import components, formats


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Only `key` and `label` are a must.

    `value(row)` is what the column holds (default: the attribute or dict key named `key`); CSV and XLSX write it.
    `cell(row)` is its look on screen (default: the value as people read it); a `SafeString` keeps its markup.
    `sort` names the fields it sorts by (True: the field named `key`); without it the column cannot be sorted.
    `copies=True` puts a button beside it that copies the value. The first column holds the row's link: no link or
    button of its own in there. Everyone chooses which of the others are shown (`screen=False`: not at first), on
    screen and in files alike; `csv=False` leaves a column of icons out of files. `currency(row)` is that of an amount:
    files write amounts as numbers, and the currency beside the last of them.
    """

    key: str
    label: str
    value: Callable[[Any], object] | None = None
    cell: Callable[[Any], object] | None = None
    sort: str | Sequence[str] | bool = False
    align: Literal["start", "end", "center"] = "start"
    csv: bool = True
    screen: bool = True
    copies: bool = False
    hint: str = ""
    currency: Callable[[Any], str] | None = None

    def value_of(self, row: Any) -> object:
        """Return what the column holds for a row."""
        if self.value is not None:
            return self.value(row)
        return row[self.key] if isinstance(row, dict) else getattr(row, self.key)

    def html_of(self, row: Any) -> str:
        """Return the look of the column for a row, escaped."""
        shown = self.cell(row) if self.cell is not None else self.value_of(row)
        if isinstance(shown, SafeString):
            return shown
        if isinstance(shown, datetime):
            return components.moment_cell(shown)
        if isinstance(shown, date):
            return components.date_tag(shown)
        return components.words(formats.shown(shown))

    def copy_button(self, row: Any) -> str:
        """Return the button that copies the value, or ""."""
        value = self.value_of(row) if self.copies else None
        return components.copy_button(str(value)) if value else ""

    def ordering(self, rows: QuerySet[Any], *, descending: bool) -> list[OrderBy]:
        """Return the fields to sort by; rows without a value stand last in both directions."""
        names: Sequence[str]
        if isinstance(self.sort, bool):
            names = (self.key,)
        else:
            names = (self.sort,) if isinstance(self.sort, str) else self.sort
        return [ordered(rows, name, descending=descending) for name in names]

    @property
    def css(self) -> str:
        """Return the CSS class of its cells."""
        return "" if self.align == "start" else f"text-{self.align}"


def ordered(rows: QuerySet[Any], name: str, *, descending: bool = False) -> OrderBy:
    """Return one field to sort by ("-name" turns it round), nulls last where there can be any.

    Where there are none the clause is left out: with it an index may not serve the order.
    """
    turned = name.startswith("-")
    name = name.removeprefix("-")
    last = True if field_of(rows, name)[1] else None
    field = F(name)
    return field.desc(nulls_last=last) if descending != turned else field.asc(nulls_last=last)


def field_of(rows: QuerySet[Any], path: str) -> tuple[Any, bool]:
    """Return the field at the end of a lookup path (also annotated), and whether it may be null on the way."""
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field, True
    model: Any = rows.model
    found: Any = None
    nullable = False
    for part in path.split("__"):
        found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        nullable = nullable or bool(found.null)
        model = found.related_model or model
    return found, nullable
