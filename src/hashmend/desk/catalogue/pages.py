"""Pages of the catalogues."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hashmend.desk.catalogue.facts import Shelf, facts_of, shelves, sources_of
from hashmend.desk.catalogue.forms import FORMS, PricesForm, RowForm
from hashmend.desk.catalogue.lists import LISTS
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import CatalogueRow, MinerModel, Service
from hashmend.domain.catalogue.operations import (
    add_row,
    change_row,
    restore_rows,
    retire_rows,
    set_prices,
    why_not_retire,
)
from hashmend.domain.work_orders.operations import change_model
from hashmend.kernel.errors import Refused
from hashmend.web import bulk
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted
from hashmend.web.forms import render_form
from hashmend.web.pages import one


@page(Permission.VIEW_DESK)
def catalogues(request: PageRequest) -> HttpResponse:
    """Show every catalogue with its size."""
    return render(request, "desk/catalogue/catalogues.html", {"shelves": shelves(request.actor)})


@page(Permission.VIEW_DESK)
def catalogue_rows(request: PageRequest, catalogue: str) -> HttpResponseBase:
    """List one catalogue."""
    model, listing = _shelf(catalogue)
    context = {"shelf": Shelf(catalogue, model), "is_priced": model is Service}
    return listing.respond(request, "desk/catalogue/catalogue.html", context, url_args=(catalogue,))


@page(Permission.VIEW_DESK)
def catalogue_row(request: PageRequest, catalogue: str, code: str) -> HttpResponse:
    """Show one row: its figures, its slots and variants, where it comes from and who changed it."""
    model, found = _row(request, catalogue, code)
    context: dict[str, Any] = {
        "shelf": Shelf(catalogue, model),
        "row": found,
        "facts": facts_of(found),
        "sources": sources_of(found),
    }
    if isinstance(found, MinerModel):
        context["slots"] = found.slots()
        context["variants"] = MinerModel.objects.visible_to(request.actor).filter(base_model=found)
    return render(request, "desk/catalogue/row.html", context)


@page(Permission.EDIT_CATALOGUES, methods=("GET", "POST"))
def add_catalogue_row(request: PageRequest, catalogue: str) -> HttpResponse:
    """Add a row of the shop's own."""
    model, _ = _shelf(catalogue)
    form = FORMS[model](request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            added = add_row(model, form.values, by=request.actor)
        except Refused as refusal:
            return _form_page(request, Shelf(catalogue, model), form, refusal=refusal)
        messages.success(request, f"{added} was added.")
        return redirect("desk:catalogue-row", catalogue, added.code)
    return _form_page(request, Shelf(catalogue, model), form)


@page(Permission.EDIT_CATALOGUES, methods=("GET", "POST"))
def edit_catalogue_row(request: PageRequest, catalogue: str, code: str) -> HttpResponse:
    """Change a row; what somebody else changed meanwhile is never overwritten."""
    model, found = _row(request, catalogue, code)
    name = str(found)
    form = FORMS[model](request.POST or None, instance=found, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"] or 0
        try:
            _change(found, form.values, version=seen, by=request.actor)
        except Refused as refusal:
            return _form_page(request, Shelf(catalogue, model), form, name=name, code=code, refusal=refusal)
        follows = " Machines in open orders have the parts it tells." if isinstance(found, MinerModel) else ""
        messages.success(request, f"{found} was saved.{follows}")
        return redirect("desk:catalogue-row", catalogue, code)
    return _form_page(request, Shelf(catalogue, model), form, name=name, code=code)


def _change(found: CatalogueRow, values: dict[str, Any], **options: Any) -> None:
    if isinstance(found, MinerModel):
        change_model(found, values, **options)
    else:
        change_row(found, values, **options)


@page(Permission.EDIT_CATALOGUES, methods=("POST",))
def retire_catalogue_row(request: PageRequest, catalogue: str, code: str) -> HttpResponse:
    """Take a row out of every choice."""
    _, found = _row(request, catalogue, code)
    retire_rows(row(found), by=request.actor).or_refuse()
    messages.success(request, f"{found} is retired: it cannot be chosen any more, and stays where it is used.")
    return redirect("desk:catalogue-row", catalogue, code)


@page(Permission.EDIT_CATALOGUES, methods=("POST",))
def restore_catalogue_row(request: PageRequest, catalogue: str, code: str) -> HttpResponse:
    """Offer a retired row again."""
    _, found = _row(request, catalogue, code)
    restore_rows(row(found), by=request.actor).or_refuse()
    messages.success(request, f"{found} can be chosen again.")
    return redirect("desk:catalogue-row", catalogue, code)


@page(Permission.EDIT_CATALOGUES, methods=("GET", "POST"))
def set_service_prices(request: PageRequest) -> HttpResponse:
    """Set the default prices of all services on one page."""
    services = Service.objects.visible_to(request.actor).active()
    form = PricesForm(request.POST or None, services=services)
    if request.method == "POST" and form.is_valid():
        outcome = set_prices(form.changed_prices, by=request.actor).or_refuse()
        messages.success(request, f"{len(outcome.done)} prices were saved." if outcome.done else "No price changed.")
        for refusal in outcome.refused:
            messages.warning(request, refusal.why)
        return redirect("desk:catalogue", "services")
    return render_form(request, "desk/catalogue/prices.html", form)


@page(Permission.EDIT_CATALOGUES, methods=("POST",))
def retire_catalogue_rows(request: PageRequest, catalogue: str) -> HttpResponse:
    """Take the chosen rows out of every choice."""
    model, listing = _shelf(catalogue)
    shelf = Shelf(catalogue, model)
    action = bulk.Bulk(
        title=f"Retire {listing.plural}",
        verb="Retire",
        back=shelf.url,
        consequence="They cannot be chosen for new work any more, and stay wherever they are used.",
        why_not=why_not_retire,
        act=lambda rows, _: retire_rows(rows, by=request.actor),
        done=lambda n: f"{counted(n, listing.one, listing.plural)} retired.",
        events=(f"{listing.name}-changed",),
    )
    return bulk.run(request, listing, action)


def _shelf(catalogue: str) -> tuple[type[CatalogueRow], Any]:
    if catalogue not in LISTS:
        raise Http404
    return LISTS[catalogue]


def _row(request: PageRequest, catalogue: str, code: str) -> tuple[type[CatalogueRow], CatalogueRow]:
    model, _ = _shelf(catalogue)
    return model, one(model.objects.visible_to(request.actor), code=code)


def _form_page(
    request: PageRequest,
    shelf: Shelf,
    form: RowForm,
    *,
    name: str = "",
    code: str = "",
    refusal: Refused | None = None,
) -> HttpResponse:
    """Show the form with all that was typed: 422 when fields are wrong, 409 when the operation refused."""
    if refusal:
        form.add_error(None, refusal.sentence)
    context = {"shelf": shelf, "row_name": name, "row_code": code, "is_stale": bool(refusal and code)}
    return render_form(request, "desk/catalogue/row_form.html", form, context, status=409 if refusal else 0)
