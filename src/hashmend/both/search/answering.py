"""The search page and what the search dialog asks for: one function, both sides call it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render

from hashmend.both.search.look import Shown, Side, shown
from hashmend.domain.search.finding import LONGEST, typed
from hashmend.domain.search.kinds import BY_CODE, Kind
from hashmend.domain.search.telling import Group, groups
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted
from hashmend.web.htmx import wants_part

FEW, MANY = 8, 200
"""Hits of a kind among others, and of one kind alone."""


@dataclass(frozen=True, slots=True)
class Section:
    """The hits of one kind as a page shows them; `more_url` leads to the rest, "" when these are all."""

    kind: Kind
    hits: list[Shown]
    more_url: str


def answer(request: PageRequest, side: Side) -> HttpResponse:
    """Show what was found for `q`, of `kind` alone when one is named; with `open` go on to the one exact hit.

    For htmx only the options of the dialog.
    """
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    only = request.GET.get("kind", "")
    kind = BY_CODE.get(only)
    found = groups(text, request.actor, only=kind.code if kind else "", most=MANY if kind else FEW) if text else []
    sections = [_section(group, text, side, is_alone=kind is not None) for group in found]
    exact = [hit for section in sections for hit in section.hits if hit.is_exact]
    if "open" in request.GET and len(exact) == 1:
        return redirect(exact[0].url)
    context = {
        "text": text, "kind": kind, "sections": sections, "side_page": side.page, "most": MANY,
        "is_short": 0 < len(typed(text)) < 3, "said": said(sections, text),
    }  # fmt: skip
    return render(request, "both/search/options.html" if wants_part(request) else "both/search/page.html", context)


def said(sections: list[Section], text: str) -> str:
    """Return in a sentence what was found, for those who hear the page."""
    if not text:
        return ""
    if not sections:
        return f"Nothing found for {text}."
    parts = [
        f"{'more than ' if section.more_url else ''}{counted(len(section.hits), section.kind.one)}"
        for section in sections
    ]
    return f"Found {', '.join(parts)}."


def _section(group: Group, text: str, side: Side, *, is_alone: bool) -> Section:
    url = f"{side.page}?{urlencode({'q': text, 'kind': group.kind.code})}" if group.has_more and not is_alone else ""
    return Section(group.kind, [shown(hit, side) for hit in group.hits], url)
