"""What the person who looks keeps of a list: columns and saved filters, read with one query."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from hashmend.domain.accounts.models import ListPreference
from hashmend.kernel.actor import Actor
from hashmend.web.lists.columns import Column


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter under a name; `query` is its query string."""

    pk: int
    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person keeps of one list."""

    columns: Mapping[str, bool] = field(default_factory=dict)
    filters: Sequence[SavedFilter] = ()

    def shows(self, column: Column) -> bool:
        """Tell whether a column is shown: as the person chose, else as the list declares it."""
        return self.columns.get(column.key, column.screen)


@dataclass(frozen=True, slots=True)
class SavedLink:
    """A saved filter as the menu shows it: its name, its address on this page, whether it is what is shown now."""

    name: str
    query: str
    url: str
    is_current: bool


def kept_by(actor: Actor, list_name: str) -> Kept:
    """Return what the person keeps of a list."""
    rows = ListPreference.objects.visible_to(actor).filter(list=list_name).values_list("pk", "name", "query", "columns")
    found = sorted(rows, key=lambda row: (row[1].casefold(), row[0]))
    columns: dict[str, bool] = next((columns for _, name, _, columns in found if not name), {})
    return Kept(columns, tuple(SavedFilter(pk, name, query) for pk, name, query, _ in found if name))


def links(filters: Sequence[SavedFilter], path: str, now: str, per: str = "") -> list[SavedLink]:
    """Return the saved filters with their addresses; `now` is the query that is shown, `per` the size of its pages."""
    size = "&" + urlencode({"per": per}) if per else ""
    return [SavedLink(one.name, one.query, f"{path}?{one.query}{size}", one.query == now) for one in filters]


def shown_columns(columns: Sequence[Column], kept: Kept) -> list[Column]:
    """Return the columns on screen: the first one, which names the row, and those that are shown to this person."""
    return [*columns[:1], *(column for column in columns[1:] if kept.shows(column))]
