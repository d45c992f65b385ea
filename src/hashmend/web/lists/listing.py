"""A list as one request sees it: its answers and its rows. Templates read it; nothing here is domain."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.db.models.query import ValuesIterable
from django.http import HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from hashmend.kernel import clock
from hashmend.web.components import text
from hashmend.web.lists import exports
from hashmend.web.lists.columns import ordered
from hashmend.web.lists.declared import READ_AT_ONCE
from hashmend.web.lists.frame import Frame

MOST_ASKED = 500


class Listing(Frame):
    """What `{% include "web/list.html" %}` shows. Rows are read when the template asks for them."""

    # ---- answers ----

    def alone(self, context: Mapping[str, Any] | None = None) -> HttpResponseBase | None:
        """Return the list as a file or the list alone when that is what was asked for, else None.

        `context` is what the region's own template needs besides the list.
        """
        if self.page.exports and self.request.GET.get("export") in exports.KINDS:
            return self.exported(self.request.GET["export"])
        if "standing" in self.request.GET and self.request.GET.get("list") == self.name:
            return self._standing(self.request.GET["standing"])
        htmx = self.request.htmx
        if htmx and not htmx.history_restore_request and htmx.target == self.name:
            response = render(self.request, self.region, {**(context or {}), "list": self})
            if htmx.current_url_abs_path != self.url:
                response.headers["HX-Push-Url"] = self.url
            return response
        return None

    def exported(self, kind: str) -> HttpResponseBase:
        """Return every matching row, in this order, with the columns that are shown, as a download."""
        name = f"{self.name}_{clock.today():%Y-%m-%d}" + ("_filter" if self.state.is_filtered else "")
        rows = self._in_order()
        found = self._filled(rows.iterator(chunk_size=READ_AT_ONCE))
        are_dicts = issubclass(rows._iterable_class, ValuesIterable)
        return exports.answer(kind, name, self.columns, found, are_dicts=are_dicts)

    def _standing(self, asked: str) -> JsonResponse:
        """Return which of these rows are (still) in the list, whatever the filter: a selection forgets the others."""
        ids = [
            int(part)
            for part in asked.split(",")[:MOST_ASKED]
            if part.isascii() and part.isdecimal() and len(part) < 19
        ]
        return JsonResponse({"ids": list(self._everything.filter(pk__in=ids).order_by().values_list("pk", flat=True))})

    # ---- rows ----

    @cached_property
    def objects(self) -> list[Any]:
        """Return the rows of this page as they came from the database."""
        if not self.count:
            return []
        return list(self._filled(self._in_order()[self.paging.first : self.paging.last]))

    def _filled(self, rows: Iterable[Any]) -> Iterator[Any]:
        shown = [column.key for column in self.columns]
        return self.page.filled(rows, self.request.actor, self.state, shown)

    @property
    def rows(self) -> SafeString:
        """Return the rows of this page as HTML; a template loop over the cells takes three times as long."""
        first, *others = self.columns
        head = f'<th scope="row" role="rowheader" class="{first.css}">'
        starts = [(c, f'<td role="cell" class="{c.css}" data-label="{text(c.label)}">') for c in others]
        link, html = self.page.link, []
        for row in self.objects:
            url = text(link(row)) if link else ""
            pk = row["id"] if isinstance(row, dict) else row.pk
            opens = f' data-href="{url}"' if url else ""
            shown = f'<a class="row-link" href="{url}">{first.html_of(row)}</a>' if url else first.html_of(row)
            html.append(f'<tr role="row" id="{self.name}-{pk}"{opens}>{self._tick(row, pk)}')
            html.append(f"{head}{shown}{first.copy_button(row)}</th>")
            html += [f"{start}{column.html_of(row)}{column.copy_button(row)}</td>" for column, start in starts]
            html.append("</tr>\n")
        return SafeString("".join(html))

    def _tick(self, row: Any, pk: object) -> str:
        if not self.actions:
            return ""
        name = text(self.page.name_of(row))
        return (
            '<td class="list-tick" role="cell"><label class="tick"><input class="form-check-input" type="checkbox"'
            f' name="ids" value="{pk}" form="{self.name}-bulk" aria-label="Select {name}" data-tick></label></td>'
        )

    def _in_order(self) -> QuerySet[Any]:
        read = self.page.read
        sort = self.state.sort or self.page.sort
        key, descending = sort.removeprefix("-"), sort.startswith("-")
        column = next((c for c in self.page.columns if c.key == key and c.sort), None)
        order = column.ordering(self.matching, descending=descending) if column else [ordered(self.matching, sort)]
        rows = read(self.matching) if read else self.matching
        return rows.order_by(*order, "-pk" if descending else "pk")
