"""Pages of the spare stock: the list, receiving, and how many there should be."""

from django.contrib import messages
from django.db.models import Exists
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from hashmend.desk.doors import page
from hashmend.desk.spare_parts.forms import LevelForm, ReceiveForm
from hashmend.desk.spare_parts.lists import SPARES
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench.models import Failure
from hashmend.domain.bench.spare_returns import spares_back
from hashmend.domain.parts.levels import low_stock, stock_levels
from hashmend.domain.parts.models import Part
from hashmend.domain.parts.operations import receive_spares, set_stock_level
from hashmend.kernel.errors import Outcome
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted
from hashmend.web.forms import attempt, render_form

MOST_NAMED = 5


@page(Permission.VIEW_DESK)
def spare_parts(request: PageRequest) -> HttpResponseBase:
    """List the spares, those in the stock first, and what runs low."""
    context = {"low": low_stock(request.actor, failing=_failing(request))}
    return SPARES.respond(request, "desk/spare_parts/spare_parts.html", context)


@page(Permission.EDIT_PARTS, methods=("GET", "POST"))
def receive(request: PageRequest) -> HttpResponse:
    """Take spares of one kind into the stock, by their serial numbers or by count."""
    form = ReceiveForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        entries, despite = form.entries(), form.cleaned_data["despite"]
        outcome = attempt(form, lambda: receive_spares(entries, by=request.actor, despite=despite).or_refuse())
        if outcome:
            return received(request, outcome)
    return render_form(request, "desk/spare_parts/receive.html", form)


def received(request: PageRequest, outcome: Outcome[Part], more: str = "") -> HttpResponse:
    """Say what was received, what was not and why, and which parts came back within the warranty on their repair."""
    told = htmx.Told(f"{counted(len(outcome.done), 'spare part')} received.{more}", outcome.refused)
    back = list(spares_back(outcome.done).values())
    said = [told.words, *(f"Back within our warranty: {one}." for one in back[:MOST_NAMED])]
    if len(back) > MOST_NAMED:
        said.append(f"{counted(len(back) - MOST_NAMED, 'more part')} came back so: the list filters by it.")
    tone = "warning" if back else told.tone
    return htmx.done(request, " ".join(said), to=reverse("desk:spare-parts"), tone=tone)


@page(Permission.EDIT_PARTS, methods=("GET", "POST"))
def levels(request: PageRequest) -> HttpResponse:
    """Show how many spares there are beside how many are wanted, and set a level."""
    form = LevelForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        level = set_stock_level(**form.cleaned_data, by=request.actor)
        messages.success(request, f"{level} from now on." if level else "No number is wanted any more.")
        return redirect("desk:spare-parts-levels")
    context = {"levels": stock_levels(request.actor, failing=_failing(request))}
    return render_form(request, "desk/spare_parts/levels.html", form, context)


def _failing(request: PageRequest) -> Exists:
    return Failure.objects.visible_to(request.actor).waits_on_part()
