"""`ListPage`: a list of a page, declared once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render

from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.web.actors import PageRequest
from hashmend.web.lists import kept
from hashmend.web.lists import selection as chosen
from hashmend.web.lists.columns import Column
from hashmend.web.lists.declared import Declared
from hashmend.web.lists.filters import OptionsOf
from hashmend.web.lists.listing import Listing
from hashmend.web.lists.selection import Selection
from hashmend.web.lists.state import read


@dataclass(frozen=True, kw_only=True)
class ListPage(Declared):
    """A list: its rows, columns, filters, order, actions. Screen, files and bulk actions cannot disagree.

    ::

        CONTAINERS = ListPage(
            name="containers",                      # DOM id, hx-target, name of its files
            one="container",
            rows=lambda actor: Container.objects.visible_to(actor).with_state().select_related("work_order"),
            columns=(
                Column("code", "Container", sort=True, cell=lambda c: components.serial(c.code)),
                Column("state", "Status", value=lambda c: c.state.label, cell=lambda c: status_of(c)),
                Column("created_at", "Created", sort=True),
            ),
            filters=(Choice(key="state", label="Status", options_from=ContainerState.choices, field="state_code"),),
            search=("code__icontains", "work_order__number__icontains"),
            sort="-created_at",                     # column key; the pk always breaks ties
            link=lambda c: reverse("desk:container-detail", args=[c.code]),
            actions=(BulkAction("Receive", "desk:containers-receive", Permission.RECEIVE_CONTAINERS),),
            empty=Empty("No containers yet", "They appear when a shipment is announced."),
        )

        @page(Permission.VIEW_CONTAINERS)
        def containers(request: PageRequest) -> HttpResponseBase:
            return CONTAINERS.respond(request, "desk/logistics/containers.html")

        # in the template: {% include "web/list.html" %}

    `rows` gets the actor and what the page passes on as keywords (`CONTAINERS.respond(…, order=order)`); it must start
    at `visible_to(actor)`. `search` are lookups, or a function of rows and text; lookups over to-many relations would
    double rows, so use a function with `Exists` there. `region` may name a template of your own that shows more than
    the table (charts that follow the filters): `<div {% include "web/list_attributes.html" %}>` … `{% include
    "web/list_body.html" %}</div>`. Keep `rows` free of counts that only a column needs and of
    `distinct()`: one query counts, one reads the page, whatever the size. `read` adds to the rows of a page what only
    its columns show, such as names that are joined: nothing is joined to count. What a column needs from other tables
    is read by `fill(rows, actor, state)` for all rows of a page at once (files: thousands at once). `name_of` is what a
    tick box calls a row.
    `kept_as` is for a list whose name another list of the same side has: people keep columns and filters under it.
    `row_keys` are letters and what they do with a row: they press what its cells mark with `data-row-key`.
    """

    def show(self, request: PageRequest, *, url_args: Sequence[Any] = (), **scope: Any) -> Listing:
        """Return the list as this request asks for it, for the template as `list`."""
        options = OptionsOf(self.filters, request.actor, scope)
        state = read(request.GET, self.columns, self.filters, options)
        everything = self.rows(request.actor, **scope)
        return Listing(self, request, state, options, everything, tuple(url_args))

    def shown_to(self, actor: Actor) -> list[Column]:
        """Return the columns this person sees (one query)."""
        return kept.shown_columns(self.columns, kept.kept_by(actor, self.key))

    def respond(
        self,
        request: PageRequest,
        template: str,
        context: Mapping[str, Any] | None = None,
        *,
        url_args: Sequence[Any] = (),
        **scope: Any,
    ) -> HttpResponseBase:
        """Answer with the whole page, with the list alone when htmx asks for it, or with the list as a file."""
        listing = self.show(request, url_args=url_args, **scope)
        return listing.alone(context) or render(request, template, {**(context or {}), "list": listing})

    def selected(self, request: PageRequest, *, least: int = 1, most: int | None = None, **scope: Any) -> Selection:
        """Return the rows a POST is about.

        Refuses when nothing is ticked (unless `least` is 0: then it is all of the list), when rows left the list, or
        when "all 128 matching" are no longer 128. 404 for a stranger's rows, 400 for fewer or more than allowed.
        """
        selection = self._selected(request, least, scope)
        if selection.count < least or (most is not None and selection.count > most):
            raise BadRequest(f"This needs {least} to {most} {self.plural}, not {selection.count}.")
        return selection

    def _selected(self, request: PageRequest, least: int, scope: Mapping[str, Any]) -> Selection:
        rows = self.rows(request.actor, **scope)
        which = request.POST.get("which", "")
        if which == "filter":
            matching = self.matching(request, QueryDict(request.POST.get("query", "")), scope)
            return chosen.as_counted(matching, request.POST, one=self.one, many=self.plural, is_filtered=True)
        if which == "all":
            return chosen.as_counted(rows, request.POST, one=self.one, many=self.plural, is_filtered=False)
        ids = chosen.ticked(request.POST)
        if not ids and least > 0:
            raise Refused(f"Select at least one {self.one}.")
        if not ids:
            return Selection(rows, rows.count(), self.one, self.plural, ())
        return chosen.by_ids(rows, ids, request.actor, one=self.one, many=self.plural)

    def matching(self, request: PageRequest, data: QueryDict, scope: Mapping[str, Any]) -> QuerySet[Any]:
        """Return the rows that a query string of this list shows, on all pages."""
        options = OptionsOf(self.filters, request.actor, scope)
        return self.narrowed(self.rows(request.actor, **scope), read(data, self.columns, self.filters, options))
