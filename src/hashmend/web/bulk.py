"""The dialog before a bulk action: how many, which will be refused and why, then the action itself.

    @page(Permission.EDIT_CONTAINERS, methods=("POST",))
    def receive(request: PageRequest) -> HttpResponse:
        return bulk.run(request, CONTAINERS, Bulk(
            title="Receive containers", verb="Receive", back=reverse("desk:containers"),
            why_not=operations.cannot_be_received,
            act=lambda rows, _: operations.receive(rows, by=request.actor),
            done=lambda n: f"{counted(n, 'container')} received.",
            events=("containers-changed",),
        ))

The list posts here twice: first the selection (the dialog opens), then the selection again with the dialog's form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from hashmend.kernel.errors import Outcome, Refusal
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted
from hashmend.web.lists import ListPage, Selection
from hashmend.web.refusals import Group, grouped


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """One bulk action in words and functions.

    `act(rows, values)` calls the operation with the chosen rows and the form's cleaned values. `why_not(row)` returns
    the sentence of a refusal or None; it is the operation's own check. `make_form(data)` returns the dialog's form.
    `undo(group)` returns the address that takes the action back, by the group of its events.
    """

    title: str
    verb: str
    back: str
    act: Callable[[QuerySet[Any], dict[str, Any]], Outcome[Any]]
    done: Callable[[int], str]
    why_not: Callable[[Any], str | None] | None = None
    make_form: Callable[[QueryDict | None], forms.BaseForm] | None = None
    consequence: str = ""
    undo: Callable[[str], str] | None = None
    events: Sequence[str] = ()
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What an action would do to a selection."""

    count: int
    words: str
    possible: int
    groups: tuple[Group, ...]
    fields: tuple[tuple[str, str], ...]
    value: str = ""


def run(
    request: PageRequest, page: ListPage, action: Bulk, *, least: int = 1, most: int | None = None, **scope: Any
) -> HttpResponse:
    """Show the dialog, or act when it was confirmed: 422 for errors of its form, 409 when nothing could be done."""
    selection = page.selected(request, least=least, most=most, **scope)
    is_confirmed = request.POST.get("confirmed") == "yes"
    form = action.make_form(request.POST if is_confirmed else None) if action.make_form else None
    is_decided = bool(selection.fields)
    if is_confirmed and is_decided and (form is None or form.is_valid()):
        outcome = action.act(selection.rows, form.cleaned_data if form else {}).or_refuse()
        return _said(request, action, outcome)
    offers = [_preview(page, selection, action)] if is_decided else _offers(request, page, selection, action, scope)
    context = {
        "action": action,
        "offers": offers,
        "only": offers[0] if len(offers) == 1 else None,
        "form": form,
        "url": request.path,
        "has_errors": is_confirmed,
        "is_undecided": is_confirmed and not is_decided,
    }
    template = "web/bulk_dialog.html" if request.htmx else "web/bulk.html"
    return render(request, template, context, status=422 if is_confirmed else 200)


def _said(request: PageRequest, action: Bulk, outcome: Outcome[Any]) -> HttpResponse:
    undo_url = action.undo(outcome.group) if action.undo and outcome.group else ""
    told = htmx.Told(action.done(len(outcome.done)), outcome.refused, undo_url)
    return htmx.told(request, told, to=action.back, events=("selection-clear", *action.events))


def _preview(page: ListPage, selection: Selection, action: Bulk, value: str = "", words: str = "") -> Preview:
    refusals: list[Refusal] = []
    if action.why_not is not None:
        for row in selection.rows:
            why = action.why_not(row)
            if why:
                refusals.append(Refusal(page.name_of(row), why, row.pk))
    return Preview(
        selection.count,
        words or selection.words,
        selection.count - len(refusals),
        grouped(refusals),
        selection.fields,
        value,
    )


def _offers(
    request: PageRequest, page: ListPage, everything: Selection, action: Bulk, scope: Mapping[str, Any]
) -> list[Preview]:
    """Return what can be meant when nothing was ticked: all of the list and, under a filter, those shown."""
    total = ("expected_all", str(everything.count))
    query = request.POST.get("query", "")
    data = QueryDict(query, mutable=True)
    for name in ("sort", "per", "page"):
        data.pop(name, None)
    words = f"all {everything.words}"
    if not data:
        sure = Selection(everything.rows, everything.count, everything.one, everything.many, (("which", "all"), total))
        return [_preview(page, sure, action, words=words)]
    rows = page.matching(request, data, scope)
    count = rows.count()
    fields = (("query", query), ("expected", str(count)), total)
    shown = Selection(rows, count, page.one, page.plural, fields)
    return [
        _preview(page, everything, action, "all", words),
        _preview(page, shown, action, "filter", f"the {counted(count, page.one, page.plural)} shown"),
    ]
