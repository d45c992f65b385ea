"""What a list declares: its rows, columns, filters, order and actions, and which rows a query leaves."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet

from hashmend.kernel.actor import Actor
from hashmend.web.lists.columns import Column
from hashmend.web.lists.filters import Filter
from hashmend.web.lists.state import State

Search = Callable[[QuerySet[Any], str], QuerySet[Any]]
Fill = Callable[[Sequence[Any], Actor, State, Collection[str]], None]
READ_AT_ONCE = 4000
"""How many rows of a file are fetched at a time, and filled with one query each for all of them."""


@dataclass(frozen=True, slots=True)
class BulkAction:
    """An action on chosen rows. `url_name` is a page that answers POST with a dialog (see `hashmend.web.bulk`).

    It is offered from `least` to `most` chosen rows; `least=0` means it also applies to all of the list.
    `url_name` is reversed with the scope that the list was given as `url_args`.
    """

    label: str
    url_name: str
    permission: str
    icon: str = ""
    least: int = 1
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says: what will stand here, and the one next step (for those who may take it)."""

    title: str
    sentence: str = ""
    action: str = ""
    url_name: str = ""
    permission: str = ""


@dataclass(frozen=True, kw_only=True)
class Declared:
    """The declaration of a list; see `ListPage`, which answers requests with it."""

    name: str
    one: str
    rows: Callable[..., QuerySet[Any]]
    columns: Sequence[Column]
    many: str = ""
    title: str = ""
    filters: Sequence[Filter] = ()
    search: Sequence[str] | Search = ()
    read: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    fill: Fill | None = None
    search_label: str = "Search"
    sort: str = "-pk"
    link: Callable[[Any], str] | None = None
    name_of: Callable[[Any], str] = str
    actions: Sequence[BulkAction] = ()
    empty: Empty = Empty("Nothing here yet")
    refresh_on: Sequence[str] = ()
    per_page: int = 50
    exports: bool = True
    region: str = "web/list_region.html"
    kept_as: str = ""
    row_keys: Sequence[tuple[str, str]] = ()

    @property
    def key(self) -> str:
        """Return the name under which people keep columns and filters of this list, one per list and side."""
        return self.kept_as or self.name

    @property
    def plural(self) -> str:
        """Return the noun for several rows."""
        return self.many or f"{self.one}s"

    def filled(self, rows: Iterable[Any], actor: Actor, state: State, shown: Collection[str]) -> Iterator[Any]:
        """Yield rows with what `fill` reads for many of them at once; `shown` are the keys of the columns."""
        if self.fill is None:
            yield from rows
            return
        left = iter(rows)
        while chunk := list(islice(left, READ_AT_ONCE)):
            self.fill(chunk, actor, state, shown)
            yield from chunk

    def narrowed(self, rows: QuerySet[Any], state: State) -> QuerySet[Any]:
        """Return rows under the search and every filter."""
        return self.filtered(self.searched(rows, state), state)

    def searched(self, rows: QuerySet[Any], state: State) -> QuerySet[Any]:
        """Return rows under the search; one that is a function may look up here and now what it needs."""
        if not state.text:
            return rows
        if callable(self.search):
            return self.search(rows, state.text)
        found = Q()
        for lookup in self.search:
            found |= Q(**{lookup: state.text})
        return rows.filter(found)

    def filtered(self, rows: QuerySet[Any], state: State, *, but: Collection[str] = ()) -> QuerySet[Any]:
        """Return rows under every filter, except those with a key in `but`."""
        for one in self.filters:
            if one.key not in but and any(name in state.params for name in one.names):
                rows = one.apply(rows, state.params)
        return rows
