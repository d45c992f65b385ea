"""Keeping columns and filters of a list. Every page here is about the person's own and nobody else's."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from hashmend.domain.accounts.models import ListPreference
from hashmend.domain.accounts.operations import (
    choose_columns,
    delete_filter,
    rename_filter,
    replace_filter,
    save_filter,
)
from hashmend.domain.accounts.permissions import Permission
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.lists import kept
from hashmend.web.pages import Side, door, one, way_back

page = door(Side.BOTH)


@page(Permission.SIGNED_IN, methods=("POST",))
def columns(request: PageRequest, key: str) -> HttpResponse:
    """Show the ticked columns of a list from now on, or the usual ones again."""
    offered = [] if request.POST.get("usual") else request.POST.getlist("offered")
    ticked = set(request.POST.getlist("column"))
    choose_columns(key, {name: name in ticked for name in offered}, by=request.actor)
    if request.htmx:
        return htmx.triggering(HttpResponse(), f"{key}-columns")
    return redirect(way_back(request))


@page(Permission.SIGNED_IN)
def saved_filters(request: PageRequest, key: str) -> HttpResponse:
    """Show the saved filters of a list, to rename, replace and delete them."""
    query = request.GET.get("query", "")[:2000]
    back = way_back(request)
    context = {"key": key, "filters": kept.kept_by(request.actor, key).filters, "query": query, "back": back}
    template = "both/lists/saved_filters_dialog.html" if request.htmx else "both/lists/saved_filters.html"
    return render(request, template, context)


@page(Permission.SIGNED_IN, methods=("POST",))
def keep(request: PageRequest, key: str) -> HttpResponse:
    """Keep the present filter under a name."""
    saved = save_filter(key, request.POST.get("name", ""), request.POST.get("query", ""), by=request.actor)
    return _done(request, key, f"Filter “{saved}” saved.")


@page(Permission.SIGNED_IN, methods=("POST",))
def rename(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """Give a saved filter another name."""
    before = _mine(request, key, pk)
    after = rename_filter(before, request.POST.get("name", ""), by=request.actor)
    return _done(request, key, f"Filter “{before}” is “{after}” now.")


@page(Permission.SIGNED_IN, methods=("POST",))
def replace(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """Let a saved filter mean what the list shows now."""
    saved = replace_filter(_mine(request, key, pk), request.POST.get("query", ""), by=request.actor)
    return _done(request, key, f"Filter “{saved}” means what the list shows now.")


@page(Permission.SIGNED_IN, methods=("POST",))
def forget(request: PageRequest, key: str, pk: int) -> HttpResponse:
    """Forget a saved filter."""
    saved = _mine(request, key, pk)
    delete_filter(saved, by=request.actor)
    return _done(request, key, f"Filter “{saved}” deleted.")


def _mine(request: PageRequest, key: str, pk: int) -> ListPreference:
    return one(ListPreference.objects.visible_to(request.actor).filters(), list=key, pk=pk)


def _done(request: PageRequest, key: str, sentence: str) -> HttpResponse:
    """Say it; htmx gets the menu of saved filters anew, for the page it stands on, and the dialog its list."""
    if not request.htmx:
        messages.success(request, sentence)
        return redirect(_list_of(request))
    path, query = urlsplit(request.htmx.current_url_abs_path or "/").path, request.POST.get("query", "")
    filters = kept.kept_by(request.actor, key).filters
    in_dialog = request.htmx.target == "saved-filters"
    menu = {"key": key, "saved": kept.links(filters, path, query), "query": query, "is_oob": in_dialog}
    response = render(request, "web/list_saved.html", menu)
    if in_dialog:
        parts = {"key": key, "filters": filters, "query": query, "is_part": True}
        response.write(render_to_string("both/lists/saved_filters_list.html", parts, request))
    response.write(htmx.notice(sentence, "success"))
    return response


def _list_of(request: PageRequest) -> str:
    """Return the list a form without scripts was sent from; the page of the saved filters hands it on."""
    back = request.POST.get("back", "")
    return back if back.startswith("/") and not back.startswith(("//", "/\\")) else way_back(request)
