"""The query string of a list: what it asks for, cleaned, with words for what was ignored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from hashmend.web.lists.columns import Column
from hashmend.web.lists.filters import Filter, Option, clean_text

PAGE_SIZES = (25, 50, 100, 250, 500)
ALL_AT_MOST = 2000
"""The page size "all": a list with more rows is not shown on one page."""
_VALUES_OF_ONE_FILTER = 200


@dataclass(frozen=True, slots=True)
class State:
    """What a list is asked to show. Defaults stay out of the query string, so addresses are short."""

    text: str = ""
    params: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1
    per: int = 0
    notes: tuple[str, ...] = ()

    @property
    def is_filtered(self) -> bool:
        """Tell whether anything but order and page was asked for."""
        return bool(self.text or self.params)

    @property
    def size(self) -> str:
        """Return the size of a page as the query string writes it, "" for the list's own."""
        return "all" if self.per == ALL_AT_MOST else str(self.per or "")

    def query(self) -> str:
        """Return the query string of this state, without "?"."""
        pairs: list[tuple[str, Any]] = [("q", self.text)] if self.text else []
        pairs += [(name, value) for name, values in self.params.items() for value in values]
        pairs += [(name, value) for name, value in (("sort", self.sort), ("per", self.size)) if value]
        if self.page > 1:
            pairs.append(("page", self.page))
        return urlencode(pairs)

    def url(self, path: str) -> str:
        """Return the address of this state."""
        query = self.query()
        return f"{path}?{query}" if query else path

    def without(self, name: str, value: str) -> "State":
        """Return the state after removing one chip; "q" is the search text."""
        if name == "q":
            return replace(self, text="", page=1)
        left = tuple(kept for kept in self.params[name] if kept != value)
        others = {key: values for key, values in self.params.items() if key != name}
        return replace(self, params=others | ({name: left} if left else {}), page=1)

    def cleared(self) -> "State":
        """Return the state without any filter."""
        return replace(self, text="", params={}, page=1)

    def toggled(self, name: str, value: str) -> "State":
        """Return the state after choosing a value of a filter, or after giving it up when it is chosen."""
        chosen = self.params.get(name, ())
        if value in chosen:
            return self.without(name, value)
        return replace(self, params={**self.params, name: (*chosen, value)}, page=1)

    def paged(self, page: int) -> "State":
        """Return the state on another page."""
        return replace(self, page=page)

    def sized(self, per: int) -> "State":
        """Return the state in pages of another size, from page 1."""
        return replace(self, per=per, page=1)

    def to_keep(self) -> str:
        """Return the query string of what is filtered and sorted, whatever the page."""
        return replace(self, page=1, per=0).query()

    def sorted_by(self, sort: str) -> "State":
        """Return the state in another order, from page 1."""
        return replace(self, sort=sort, page=1)


def read(
    data: QueryDict, columns: Sequence[Column], filters: Sequence[Filter], options: Mapping[str, Sequence[Option]]
) -> State:
    """Return the state a query string asks for; what means nothing here is left out, with a note."""
    params: dict[str, tuple[str, ...]] = {}
    notes: list[str] = []
    for one in filters:
        for name in one.names:
            kept: dict[str, None] = {}
            for value in data.getlist(name)[:_VALUES_OF_ONE_FILTER]:
                cleaned = one.clean(name, value, options[one.key])
                if cleaned is not None:
                    kept[cleaned] = None
                elif value.strip():
                    notes.append(f"{one.label}: “{value[:40]}” means nothing here and was ignored.")
            if kept:
                params[name] = tuple(kept)
    sort = data.get("sort", "")
    if sort.removeprefix("-") not in {column.key for column in columns if column.sort}:
        if sort:
            notes.append(f"This list cannot be sorted by “{sort[:40]}”.")
        sort = ""
    per = ALL_AT_MOST if data.get("per") == "all" else _whole(data.get("per", ""))
    return State(
        text=clean_text(data.get("q", "")),
        params=params,
        sort=sort,
        page=max(1, _whole(data.get("page", ""))),
        per=per if per in (*PAGE_SIZES, ALL_AT_MOST) else 0,
        notes=tuple(notes),
    )


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
