"""Importing a list of spares: the form, the preview of every row, then the import, judged again."""

from django.http import HttpResponse
from django.shortcuts import render

from hashmend.desk.doors import page
from hashmend.desk.spare_parts.forms import ListForm
from hashmend.desk.spare_parts.pages import received
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.intake.spares import Spares
from hashmend.domain.parts.operations import receive_spares
from hashmend.kernel.errors import Refused
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted
from hashmend.web.forms import attempt, render_form

_FORM, _PREVIEW = "desk/spare_parts/import.html", "desk/spare_parts/preview.html"
MOST_SHOWN = 500


@page(Permission.EDIT_PARTS, methods=("GET", "POST"))
def import_spares(request: PageRequest) -> HttpResponse:
    """Ask for a list; show what would happen to every row; receive the good ones when that was confirmed."""
    if request.method != "POST":
        return render_form(request, _FORM, ListForm())
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid() or "change" in request.POST:
        return render_form(request, _FORM, form)
    spares = attempt(form, lambda: form.read(request.actor))
    if spares is None:
        return render_form(request, _FORM, form)
    if request.POST.get("confirmed") == "yes":
        return _receive(request, spares)
    first = [*spares.bad, *spares.known, *spares.good][:MOST_SHOWN]
    context = {
        "spares": spares, "shown": sorted(first, key=lambda row: row.line), "count": len(spares.entries),
        "usual": {name: form.cleaned_data[name] for name in ("part_type", "condition", "source")},
    }  # fmt: skip
    return render(request, _PREVIEW, context)


def _receive(request: PageRequest, spares: Spares) -> HttpResponse:
    if not spares.entries:
        raise Refused("Nothing is new in this list: no part was received.")
    outcome = receive_spares(spares.entries, by=request.actor).or_refuse()
    left = len(spares.bad) + len(spares.known)
    more = f" {counted(left, 'row was', 'rows were')} left out." if left else ""
    return received(request, outcome, more)
