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
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render

from hashmend.kernel.errors import Outcome, Refusal, Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.formats import shown_number
from hashmend.web.lists import ListPage, Selection
from hashmend.web.refusals import Group, grouped

FORM = "bulk-form"
"""The part of the dialog that a change of its choices fetches anew."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What an action would do to rows: `why` some stay as they are, by key; what comes of the others, in sentences."""

    why: Mapping[Any, str]
    effects: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """One bulk action in words and functions.

    `act(rows, values)` calls the operation with the chosen rows and the form's cleaned values. `why_not(row)` returns
    the sentence of a refusal or None; it is the operation's own check. `weigh(rows)` does the same for all rows at
    once, where more than a row is needed to tell. `make_form(data, rows)` returns the dialog's form; fields with the
    attributes of `asking_again(url)` show at once what a choice would do. `whole` says whose rows "all" are: "of
    RWO-2026-0001". `undo(group)` returns the address that takes the action back, by the group of its events. Without
    `events` nothing on the page would follow: it goes on at `back`, also with a script.
    """

    title: str
    verb: str
    back: str
    act: Callable[[QuerySet[Any], dict[str, Any]], Outcome[Any]]
    done: Callable[[int], str]
    why_not: Callable[[Any], str | None] | None = None
    weigh: Callable[[Sequence[Any]], Weighed] | None = None
    make_form: Callable[[QueryDict | None, QuerySet[Any]], forms.BaseForm] | None = None
    whole: str = ""
    consequence: str = ""
    undo: Callable[[str], str] | None = None
    events: Sequence[str] = ()
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """What an action would do to a selection. `value` is what choosing it posts, where two are offered."""

    words: str
    count: int
    possible: int
    groups: tuple[Group, ...]
    effects: Sequence[str]
    value: str = ""
    is_chosen: bool = False

    @property
    def shown(self) -> str:
        """Return how many can be changed, as a button says it."""
        return shown_number(self.possible)

    @property
    def judged(self) -> str:
        """Return how many can be changed and how many cannot."""
        refused = self.count - self.possible
        if not refused:
            return ""
        if not self.possible:
            return "it cannot be changed" if self.count == 1 else "none of them can be changed"
        return f"{shown_number(self.possible)} can be changed, {shown_number(refused)} cannot"


@dataclass(frozen=True, slots=True)
class Question:
    """What the dialog asks about: one selection, or all of the list and those a filter shows."""

    offers: Sequence[Preview]
    fields: Sequence[tuple[str, str]] = field(default=())

    @property
    def only(self) -> Preview | None:
        """Return the selection that is meant, when nothing has to be chosen."""
        return self.offers[0] if len(self.offers) == 1 else None

    @property
    def sure(self) -> Preview | None:
        """Return the selection that is meant, chosen or not."""
        return self.only or next((offer for offer in self.offers if offer.is_chosen), None)


def asking_again(url: str) -> dict[str, str]:
    """Return the attributes of a field whose change shows at once what the action would do."""
    return {
        "hx-post": url,
        "hx-trigger": "change",
        "hx-include": "closest form",
        "hx-vals": '{"confirmed": ""}',
        "hx-target": f"#{FORM}",
        "hx-swap": "outerHTML",
        "hx-sync": "closest form:replace",
    }


def run(
    request: PageRequest, page: ListPage, action: Bulk, *, least: int = 1, most: int | None = None, **scope: Any
) -> HttpResponse:
    """Show the dialog, or act when it was confirmed: 422 for errors of its form, 409 when nothing could be done."""
    try:
        selection = page.selected(request, least=least, most=most, **scope)
        is_confirmed = request.POST.get("confirmed") == "yes"
        form = action.make_form(request.POST if is_confirmed else None, selection.rows) if action.make_form else None
        is_decided = bool(selection.fields)
        if is_confirmed and is_decided and (form is None or form.is_valid()):
            outcome = action.act(selection.rows, form.cleaned_data if form else {}).or_refuse()
            return _said(request, action, outcome)
    except Refused as refusal:
        if not request.htmx:
            raise
        return _closed(action, refusal)
    context = {
        "action": action,
        "question": _question(request, page, action, selection, scope),
        "form": form,
        "url": request.path,
        "back": _back(request, action),
        "ask": asking_again(request.path),
        "has_errors": is_confirmed,
        "is_undecided": is_confirmed and not is_decided,
    }
    return _shown(request, context, 422 if is_confirmed else 200)


def _shown(request: PageRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """Answer with the page, the dialog, or in a dialog that is open with its form."""
    if not request.htmx:
        return render(request, "web/bulk.html", context, status=status)
    is_open = "confirmed" in request.POST
    response = render(request, f"web/{'bulk_form' if is_open else 'bulk_dialog'}.html", context, status=status)
    if is_open:
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = f"#{FORM}", "outerHTML"
    return response


def _closed(action: Bulk, refusal: Refused) -> HttpResponse:
    """Close the dialog, if it is open, say why nothing was done and let the list fetch itself."""
    response = HttpResponse(htmx.refusal_notice(refusal), status=409)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#dialog", "innerHTML"
    return htmx.triggering(response, *action.events)


def _said(request: PageRequest, action: Bulk, outcome: Outcome[Any]) -> HttpResponse:
    undo_url = action.undo(outcome.group) if action.undo and outcome.group else ""
    told = htmx.Told(action.done(len(outcome.done)), outcome.refused, undo_url)
    events = ("selection-clear", *action.events) if action.events else ()
    return htmx.told(request, told, to=_back(request, action), events=events)


def _back(request: PageRequest, action: Bulk) -> str:
    """Return where the action leads back to: the list as it was filtered, where it came from one."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return f"{action.back}?{query}" if query and "?" not in action.back else action.back


def _question(
    request: PageRequest, page: ListPage, action: Bulk, selection: Selection, scope: Mapping[str, Any]
) -> Question:
    """Return what is asked: with nothing ticked it is all of the list, or under a filter a choice without default."""
    which, query = request.POST.get("which", ""), request.POST.get("query", "")
    was_offered = request.POST.get("offered") == "yes"
    if selection.fields and not was_offered:
        words = f"all {selection.words} {action.whole}" if which == "all" else selection.words
        fields = (*selection.fields, *([] if "query" in dict(selection.fields) else [("query", query)]))
        return Question([_preview(page, selection, action, words.rstrip())], fields)
    rows = page.rows(request.actor, **scope)
    everything = Selection(rows, rows.count(), page.one, page.plural, ())
    total = ("expected_all", str(everything.count))
    words = f"all {everything.words} {action.whole}".rstrip()
    data = QueryDict(query, mutable=True)
    for name in ("sort", "per", "page", "columns"):
        data.pop(name, None)
    if not data:
        return Question([_preview(page, everything, action, words)], (("which", "all"), total))
    matching = page.matching(request, data, scope)
    shown = Selection(matching, matching.count(), page.one, page.plural, ())
    offers = (
        _preview(page, everything, action, words, "all", which),
        _preview(page, shown, action, f"the {shown.words} shown", "filter", which),
    )
    return Question(offers, (("offered", "yes"), ("query", query), ("expected", str(shown.count)), total))


def _preview(
    page: ListPage, selection: Selection, action: Bulk, words: str, value: str = "", which: str = ""
) -> Preview:
    rows = list(selection.rows)
    weighed = action.weigh(rows) if action.weigh else _weighed(rows, action.why_not)
    refusals = [Refusal(page.name_of(row), weighed.why[row.pk], row.pk) for row in rows if row.pk in weighed.why]
    possible = len(rows) - len(refusals)
    effects = weighed.effects if possible else ()
    return Preview(words, len(rows), possible, grouped(refusals), effects, value, bool(value) and value == which)


def _weighed(rows: Sequence[Any], why_not: Callable[[Any], str | None] | None) -> Weighed:
    return Weighed({row.pk: why for row in rows if (why := why_not(row))} if why_not else {})
