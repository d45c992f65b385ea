"""Pages of the positions: list, add, rename, retire, labels to print."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from hashmend.desk.doors import page
from hashmend.desk.positions.forms import AddForm, RenameForm
from hashmend.desk.positions.lists import CHANGED, POSITIONS
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations import (
    add_positions,
    positions,
    rename_position,
    restore_positions,
    retire_positions,
)
from hashmend.web import bulk, htmx
from hashmend.web.actors import PageRequest
from hashmend.web.barcodes import code128
from hashmend.web.bulk import Bulk
from hashmend.web.formats import counted
from hashmend.web.forms import attempt, render_form
from hashmend.web.pages import one

MOST_LABELS = 500


@page(Permission.VIEW_DESK)
def position_list(request: PageRequest) -> HttpResponseBase:
    """List every position."""
    return POSITIONS.respond(request, "desk/positions/positions.html")


@page(Permission.EDIT_CATALOGUES, methods=("GET", "POST"))
def add(request: PageRequest) -> HttpResponse:
    """Add one position, or several that follow by number."""
    form = AddForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        made = attempt(
            form,
            lambda: add_positions(positions.numbered(told["code"], told["count"]), told["purpose"], by=request.actor),
        )
        if made:
            which = str(made[0]) if len(made) == 1 else f"{counted(len(made), 'position')}, {made[0]} to {made[-1]},"
            verb = "was" if len(made) == 1 else "were"
            return htmx.done(request, f"{which} {verb} added.", to=reverse("desk:positions"))
    return render_form(request, "desk/positions/add.html", form)


@page(Permission.VIEW_DESK)
def position(request: PageRequest, pk: int) -> HttpResponse:
    """Show one position: its label, what stands there, and its code to change."""
    return _shown(request, _the_position(request, pk), None)


@page(Permission.EDIT_CATALOGUES, methods=("POST",))
def rename(request: PageRequest, pk: int) -> HttpResponse:
    """Give a position another code."""
    found, form = _the_position(request, pk), RenameForm(request.POST)
    if form.is_valid():
        code = form.cleaned_data["code"]
        renamed = attempt(form, lambda: rename_position(row(found), code, by=request.actor))
        if renamed:
            sentence = f"{found} is called {renamed} now: print its label again."
            return htmx.done(request, sentence, to=reverse("desk:position", args=[pk]))
    return _shown(request, found, form)


@page(Permission.VIEW_DESK)
def labels(request: PageRequest) -> HttpResponse:
    """Show labels to print: of the positions named by `ids`, else of all in use."""
    visible = BenchPosition.objects.visible_to(request.actor).order_by("code")
    keys = [int(key) for key in request.GET.get("ids", "").split(",") if key.isascii() and key.isdecimal()]
    found = visible.filter(pk__in=keys[:MOST_LABELS]) if keys else visible.active()[:MOST_LABELS]
    context = {"labels": [(one, code128(one.code)) for one in found]}
    return render(request, "desk/positions/labels.html", context)


@page(Permission.VIEW_DESK, methods=("POST",))
def print_labels(request: PageRequest) -> HttpResponse:
    """Go on to the labels of the chosen positions."""
    keys = POSITIONS.selected(request, most=MOST_LABELS).rows.values_list("pk", flat=True)
    to = f"{reverse('desk:positions-labels')}?{urlencode({'ids': ','.join(map(str, keys))})}"
    return HttpResponse(headers={"HX-Redirect": to}) if request.htmx else redirect(to)


@page(Permission.EDIT_CATALOGUES, methods=("POST",))
def retire(request: PageRequest) -> HttpResponse:
    """Let no machine be put at the chosen positions any more."""
    return _run(
        request, "retired", title="Retire positions", verb="Retire", why_not=positions.why_not_retire,
        consequence="No miner is put there any more; their labels are refused.",
        act=lambda rows, _: retire_positions(rows, by=request.actor),
    )  # fmt: skip


@page(Permission.EDIT_CATALOGUES, methods=("POST",))
def restore(request: PageRequest) -> HttpResponse:
    """Let machines be put at the chosen positions again."""
    return _run(
        request, "restored", title="Restore positions", verb="Restore", why_not=positions.why_not_restore,
        act=lambda rows, _: restore_positions(rows, by=request.actor),
    )  # fmt: skip


def _run(request: PageRequest, said: str, **action: Any) -> HttpResponse:
    done = {"done": lambda n: f"{counted(n, 'position')} {said}.", "back": reverse("desk:positions")}
    return bulk.run(request, POSITIONS, Bulk(**done, events=CHANGED, **action))


def _the_position(request: PageRequest, pk: int) -> BenchPosition:
    visible = BenchPosition.objects.visible_to(request.actor)
    return one(visible.select_related("job__miner__model", "job__work_order", "placed_by"), pk=pk)


def _shown(request: PageRequest, found: BenchPosition, form: RenameForm | None) -> HttpResponse:
    context = {"position": found, "barcode": code128(found.code)}
    return render_form(
        request, "desk/positions/position.html", form or RenameForm(initial={"code": found.code}), context
    )
