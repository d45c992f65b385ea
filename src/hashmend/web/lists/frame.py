"""What stands around the rows of a list: addresses, headings, chips, filters, pages. Nothing here reads a row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from hashmend.web import formats
from hashmend.web.actors import PageRequest
from hashmend.web.components import text
from hashmend.web.lists import exports, pages
from hashmend.web.lists.columns import Column
from hashmend.web.lists.declared import BulkAction, Declared
from hashmend.web.lists.facets import Facets, QuickChoice, QuickFilter, facets_of
from hashmend.web.lists.filters import Choice, Option
from hashmend.web.lists.kept import Kept, SavedLink, kept_by, links, shown_columns
from hashmend.web.lists.state import ALL_AT_MOST, PAGE_SIZES, State

LONG_PAGE = 75


@dataclass(frozen=True, slots=True)
class Header:
    """One heading; `url` sorts by it, `aria` says how it is sorted now."""

    label: str
    css: str
    url: str
    aria: str
    hint: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter in words, and the address without it."""

    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Control:
    """One filter as the form shows it: its choices with a mark on the chosen, or the typed value.

    One of the kind "quick" is chosen from above the table; the form only keeps what is chosen.
    """

    kind: str
    key: str
    label: str
    options: list[tuple[Option, bool]]
    values: Mapping[str, str]
    chosen: int

    @property
    def choices(self) -> SafeString:
        """Return the choices as HTML: there may be hundreds, and a loop in the template takes five times as long."""
        start = (
            f'<label class="dropdown-item"><input class="form-check-input" type="checkbox" name="{self.key}" value="'
        )
        return SafeString("".join(f"{start}{_choice(*one)}</label>\n" for one in self.options))


def _choice(option: Option, is_chosen: bool) -> str:
    checked = " checked" if is_chosen else ""
    count = ""
    if option.count is not None:
        count = f'<span class="filter-count" data-filter-count>{formats.shown(option.count)}</span>'
    return f'{text(option.value)}"{checked}><span class="filter-label">{text(option.label)}</span>{count}'


class Frame:
    """A list as one request asks for it, before any row is read."""

    def __init__(
        self,
        page: Declared,
        request: PageRequest,
        state: State,
        options: Mapping[str, Sequence[Option]],
        everything: QuerySet[Any],
        url_args: tuple[Any, ...],
    ) -> None:
        self.page, self.request, self.state, self.url_args = page, request, state, url_args
        self.name, self.one, self.many, self.empty = page.name, page.one, page.plural, page.empty
        self.key = page.key
        self.region = page.region
        self.title = page.title or page.plural.capitalize()
        self.path = request.path
        self._options = options
        self._everything = everything
        self._found = page.searched(everything, state)
        self.matching = page.filtered(self._found, state)

    # ---- addresses ----

    @property
    def url(self) -> str:
        """Return the address of what is shown."""
        return self.state.url(self.path)

    @property
    def query(self) -> str:
        """Return the query string of what is shown, without the page."""
        return self.state.paged(1).query()

    @property
    def files(self) -> list[tuple[str, str]]:
        """Return the files the list can be had as, those that can hold so many rows: name and address."""
        query = f"{self.query}&" if self.query else ""
        kinds = [kind for kind in exports.KINDS if self.count <= exports.MOST_ROWS.get(kind, self.count)]
        return [(kind.upper(), f"{self.path}?{query}export={kind}") for kind in kinds]

    @property
    def clear_url(self) -> str:
        """Return the address without any filter."""
        return self.state.cleared().url(self.path)

    @property
    def hx(self) -> SafeString:
        """Return the htmx attributes of every link of the list, besides hx-get."""
        region = f"#{self.name}"
        return mark_safe(
            f'hx-target="{region}" hx-swap="outerHTML" hx-push-url="true" hx-sync="{region}:replace"'
            f' hx-indicator="{region}"'
        )

    @property
    def trigger(self) -> str:
        """Return the events on which the list fetches itself again."""
        return ", ".join(f"{event} from:body" for event in (*self.page.refresh_on, f"{self.key}-columns"))

    # ---- what the person keeps ----

    @cached_property
    def kept(self) -> Kept:
        """Return what the person keeps of this list."""
        return kept_by(self.request.actor, self.key)

    @cached_property
    def columns(self) -> list[Column]:
        """Return the columns that are shown."""
        return shown_columns(self.page.columns, self.kept)

    @property
    def column_choices(self) -> list[tuple[Column, bool]]:
        """Return the columns to choose from, and whether each is shown; the first one always is."""
        return [(column, self.kept.shows(column)) for column in self.page.columns[1:]]

    @property
    def saved(self) -> list[SavedLink]:
        """Return the saved filters."""
        return links(self.kept.filters, self.path, self.state.to_keep(), self.state.size)

    # ---- how many ----

    @cached_property
    def count(self) -> int:
        """Return how many rows match."""
        return self._facets.shown if self._facets else self.matching.order_by().count()

    @cached_property
    def total(self) -> int:
        """Return how many rows there are without any filter."""
        return self._everything.order_by().count() if self.state.is_filtered else self.count

    @cached_property
    def paging(self) -> pages.Paging:
        """Return the pages; a page after the last one is the last one."""
        per = 0 if self.is_too_long else self.state.per
        return pages.Paging(self.count, per or self.page.per_page, self.state.page)

    @property
    def is_long(self) -> bool:
        """Tell whether the page has so many rows that the browser must not lay out all of them."""
        return self.paging.last - self.paging.first > LONG_PAGE

    @property
    def is_too_long(self) -> bool:
        """Tell whether all rows were asked for on one page and are too many."""
        return self.state.per == ALL_AT_MOST and self.count > ALL_AT_MOST

    # ---- what stands around the rows ----

    @property
    def headers(self) -> list[Header]:
        """Return the headings of the columns on screen."""
        now = self.state.sort or self.page.sort
        headers = []
        for column in self.columns:
            aria = {column.key: "ascending", f"-{column.key}": "descending"}.get(now, "")
            turned = f"-{column.key}" if now == column.key else column.key
            url = self.state.sorted_by(turned).url(self.path) if column.sort else ""
            headers.append(Header(column.label, column.css, url, aria if column.sort else "", column.hint))
        return headers

    @property
    def orders(self) -> list[Header]:
        """Return the headings that sort, for windows too narrow for a head."""
        return [header for header in self.headers if header.url]

    @property
    def keys(self) -> list[tuple[tuple[str, ...], str]]:
        """Return the keys of the list and what they do."""
        keys: list[tuple[tuple[str, ...], str]] = [
            (("j", "k"), "Next row, row before (arrow keys within the rows too)")
        ]
        keys += [(("Enter",), f"Open the {self.one}")] if self.page.link else []
        keys += [((key,), words) for key, words in self.page.row_keys]
        keys += [(("x", "Shift x"), "Select the row; select all up to it")] if self.actions else []
        keys += [(("/",), self.page.search_label)] if self.has_search else []
        return [
            *keys,
            (("n", "p"), "Next page, page before"),
            (("?",), "This list of keys"),
            (("Esc",), "Close, leave"),
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        """Return the active filters."""
        chips = []
        if self.state.text:
            chips.append(Chip(f"Text: {self.state.text}", self.state.without("q", "").url(self.path)))
        for one in self.page.filters:
            for name in one.names:
                for value in self.state.params.get(name, ()):
                    words = one.words(name, value, self._options[one.key])
                    chips.append(Chip(words, self.state.without(name, value).url(self.path)))
        return chips

    @property
    def has_search(self) -> bool:
        """Tell whether the list can be searched (a template would call a search that is a function)."""
        return bool(self.page.search)

    @property
    def controls(self) -> list[Control]:
        """Return the filters as the form shows them."""
        return [self._control(one) for one in self.page.filters]

    def _control(self, one: Any) -> Control:
        chosen = self.state.params.get(one.key, ())
        options = self._options[one.key]
        if one.key in self.counts:
            counts = self.counts[one.key]
            options = [replace(option, count=counts.get(option.value, 0)) for option in options]
        values = {name: next(iter(self.state.params.get(name, ())), "") for name in one.names}
        number = sum(len(self.state.params.get(name, ())) for name in one.names)
        kind = "quick" if getattr(one, "quick", False) else one.kind
        return Control(kind, one.key, one.label, [(o, o.value in chosen) for o in options], values, number)

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """Return, per counted filter, how many rows each choice would show under every filter but its own."""
        return self._facets.counts if self._facets else {}

    @cached_property
    def _facets(self) -> Facets | None:
        counted = [one for one in self.page.filters if isinstance(one, Choice) and one.counted]
        if not counted:
            return None
        rows = self.page.filtered(self._found, self.state, but=[one.key for one in counted])
        return facets_of(rows, counted, self.state.params)

    @property
    def quick(self) -> list[QuickFilter]:
        """Return the choices that stand above the table as links: those that would show something, and the chosen."""
        return [
            QuickFilter(one.label, quick)
            for one in self.page.filters
            if isinstance(one, Choice) and one.quick and (quick := self._quick_choices(one))
        ]

    def _quick_choices(self, one: Choice) -> list[QuickChoice]:
        chosen, counts = self.state.params.get(one.key, ()), self.counts[one.key]
        return [
            QuickChoice(
                f"{one.key}-{option.value}", option.label, counts.get(option.value, 0),
                self.state.toggled(one.key, option.value).url(self.path), option.value in chosen,
            )
            for option in self._options[one.key]
            if counts.get(option.value) or option.value in chosen
        ]  # fmt: skip

    @property
    def counts_of_choices(self) -> str:
        """Return the counts as JSON, for the form that stays outside the swapped list."""
        return json.dumps(self.counts) if self.counts else ""

    @cached_property
    def actions(self) -> list[tuple[BulkAction, str]]:
        """Return the bulk actions this person may take, each with its address."""
        allowed = [one for one in self.page.actions if self.request.actor.may(one.permission)]
        return [(one, reverse(one.url_name, args=self.url_args)) for one in allowed]

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """Return the pages to offer, each with its address; 0 is a gap."""
        return [(number, self.state.paged(number).url(self.path) if number else "") for number in self.paging.offered]

    @property
    def previous_url(self) -> str:
        """Return the address of the page before, or ""."""
        return self.state.paged(self.paging.page - 1).url(self.path) if self.paging.page > 1 else ""

    @property
    def next_url(self) -> str:
        """Return the address of the page after, or ""."""
        more = self.paging.page < self.paging.pages
        return self.state.paged(self.paging.page + 1).url(self.path) if more else ""

    @property
    def sizes(self) -> list[tuple[str, str, bool]]:
        """Return the page sizes that make a difference: words, address, whether it is the present one."""
        sizes = [size for size in PAGE_SIZES if size < self.count]
        if sizes and self.count <= ALL_AT_MOST:
            sizes.append(ALL_AT_MOST)
        now = self.paging.per
        return [
            (
                f"All {formats.shown_number(self.count)}" if size == ALL_AT_MOST else str(size),
                self.state.sized(size).url(self.path),
                size == now or (size == ALL_AT_MOST and self.count <= now),
            )
            for size in sizes
        ]

    @property
    def announcement(self) -> str:
        """Return what a screen reader hears after the list changed."""
        chips = ", ".join(chip.words for chip in self.chips)
        words = formats.counted(self.count, self.one, self.many)
        return f"{words} shown, filtered by {chips}" if chips else words

    @property
    def empty_url(self) -> str:
        """Return the address of the first step of an empty list, for those who may take it."""
        empty = self.page.empty
        if not empty.url_name or (empty.permission and not self.request.actor.may(empty.permission)):
            return ""
        return reverse(empty.url_name, args=self.url_args)
