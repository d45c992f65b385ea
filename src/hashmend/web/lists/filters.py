"""Filters of a list. Values of one filter mean *or*, different filters mean *and*; the query string holds them all."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import DateTimeField, Q, QuerySet
from django.utils import timezone

from hashmend.kernel.actor import Actor
from hashmend.web.formats import shown_date
from hashmend.web.lists.columns import field_of

TRUE = frozenset({"1", "on", "true", "yes"})
"""What a tick says in an address."""

Rows = QuerySet[Any]
Params = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter; `count` is how many rows it would show, None when not counted."""

    value: str
    label: str
    count: int | None = None


Options = Sequence[tuple[str, str]]
OptionsSource = Options | Callable[..., Options]


class Filter(ABC):
    """What every filter can do. `names` are its parameters in the query string."""

    kind: ClassVar[str]
    key: str
    label: str

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of its parameters."""
        return (self.key,)

    def options(self, actor: Actor, scope: Mapping[str, Any]) -> list[Option]:
        """Return what can be chosen, in order; empty for a filter that is typed."""
        return []

    @abstractmethod
    def clean(self, name: str, value: str, options: Sequence[Option]) -> str | None:
        """Return a value as this filter writes it, or None when it means nothing here."""

    @abstractmethod
    def apply(self, rows: Rows, params: Params) -> Rows:
        """Return the rows this filter leaves; `params` holds at least one of its names."""

    @abstractmethod
    def words(self, name: str, value: str, options: Sequence[Option]) -> str:
        """Return the words of a chip: "Status: Repaired"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Filter):
    """Ticks, several may be chosen.

    `options_from` are (value, label) pairs, or a function of actor and scope that returns them.
    `field` is compared with the values; where that is not enough, `where(values)` returns a Q. `flags` names for each
    value a field that is true or false: a row may have several of them, or none.
    `counted=True` shows beside each choice how many rows it would show (one more query for all such filters of a list,
    which spares that for the number of rows; needs `field` or `flags`). `quick=True` puts the choices there are above
    the table, as links, in place of a menu.
    """

    kind: ClassVar[str] = "choice"
    key: str
    label: str
    options_from: OptionsSource
    field: str = ""
    where: Callable[[tuple[str, ...]], Q] | None = None
    flags: Mapping[str, str] | None = None
    counted: bool = False
    quick: bool = False

    def options(self, actor: Actor, scope: Mapping[str, Any]) -> list[Option]:
        """Return the choices for this person."""
        pairs = self.options_from(actor, **scope) if callable(self.options_from) else self.options_from
        return [Option(str(value), str(label)) for value, label in pairs]

    def clean(self, name: str, value: str, options: Sequence[Option]) -> str | None:
        """Return the value when it is one of the choices."""
        return value if any(option.value == value for option in options) else None

    def apply(self, rows: Rows, params: Params) -> Rows:
        """Return rows with one of the chosen values."""
        values = params[self.key]
        if self.flags:
            return rows.filter(reduce(or_, (Q(**{self.flags[value]: True}) for value in values)))
        return rows.filter(self.where(values) if self.where else Q(**{f"{self.columns[0]}__in": values}))

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the fields it is counted by."""
        return tuple(self.flags.values()) if self.flags else (self.field or self.key,)

    def values_of(self, row: Mapping[str, Any]) -> frozenset[str]:
        """Return the values that a row, known by `columns`, is shown under."""
        if self.flags:
            return frozenset(value for value, field in self.flags.items() if row[field])
        return frozenset({str(row[self.columns[0]])})

    def words(self, name: str, value: str, options: Sequence[Option]) -> str:
        """Return label and choice."""
        return f"{self.label}: {next((o.label for o in options if o.value == value), value)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Filter):
    """A field to type in; finds rows that contain the text. `lookup` is a Django lookup or a function to a Q."""

    kind: ClassVar[str] = "text"
    key: str
    label: str
    lookup: str | Callable[[str], Q]

    def clean(self, name: str, value: str, options: Sequence[Option]) -> str | None:
        """Return the text without blanks around it; nothing is no filter."""
        return clean_text(value) or None

    def apply(self, rows: Rows, params: Params) -> Rows:
        """Return rows that contain the text."""
        text = params[self.key][0]
        return rows.filter(self.lookup(text) if callable(self.lookup) else Q(**{self.lookup: text}))

    def words(self, name: str, value: str, options: Sequence[Option]) -> str:
        """Return label and text."""
        return f"{self.label}: {value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange(Filter):
    """Two dates, both included, either may be missing; days of the present time zone. `field`: a date or a moment."""

    kind: ClassVar[str] = "dates"
    key: str
    label: str
    field: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the parameters of the first and of the last day."""
        return (f"{self.key}_from", f"{self.key}_to")

    def clean(self, name: str, value: str, options: Sequence[Option]) -> str | None:
        """Return an ISO date of a year that people use."""
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return None
        return day.isoformat() if 1970 <= day.year <= 2999 else None

    def apply(self, rows: Rows, params: Params) -> Rows:
        """Return rows between the first moment of the first day and the last of the last."""
        field = self.field or self.key
        first, last = self.names
        moments = isinstance(field_of(rows, field)[0], DateTimeField)
        if first in params:
            start = date.fromisoformat(params[first][0])
            rows = rows.filter(**{f"{field}__gte": _midnight(start) if moments else start})
        if last in params:
            end = date.fromisoformat(params[last][0]) + timedelta(days=1)
            rows = rows.filter(**{f"{field}__lt": _midnight(end) if moments else end})
        return rows

    def words(self, name: str, value: str, options: Sequence[Option]) -> str:
        """Return label, from or to, and the date."""
        which = "from" if name == self.names[0] else "to"
        return f"{self.label} {which} {shown_date(date.fromisoformat(value))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Filter):
    """One tick: only rows of which `where` is true."""

    kind: ClassVar[str] = "flag"
    key: str
    label: str
    where: Q

    def clean(self, name: str, value: str, options: Sequence[Option]) -> str | None:
        """Return "1" for a tick."""
        return "1" if value in TRUE else None

    def apply(self, rows: Rows, params: Params) -> Rows:
        """Return the rows of which the condition is true."""
        return rows.filter(self.where)

    def words(self, name: str, value: str, options: Sequence[Option]) -> str:
        """Return the label alone."""
        return self.label


class OptionsOf(dict[str, list[Option]]):
    """The options of the filters by their keys, each asked for when it is needed: some of them cost a query."""

    def __init__(self, filters: Sequence[Filter], actor: Actor, scope: Mapping[str, Any]) -> None:
        super().__init__()
        self._filters, self._actor, self._scope = {one.key: one for one in filters}, actor, scope

    def __missing__(self, key: str) -> list[Option]:
        self[key] = self._filters[key].options(self._actor, self._scope)
        return self[key]


def clean_text(value: str) -> str:
    """Return typed text without NUL (PostgreSQL refuses it), without blanks around it, not longer than 200."""
    return value.replace("\x00", "").strip()[:200]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
