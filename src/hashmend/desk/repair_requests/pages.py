"""Pages about repair requests: list, one request, new, edit, and its document."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from hashmend.both.history import moments
from hashmend.desk.doors import page
from hashmend.desk.repair_requests.forms import DocumentForm, RequestForm
from hashmend.desk.repair_requests.lists import REPAIR_REQUESTS, request_tag
from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.customers.models import Customer
from hashmend.domain.customers.queries import active_agreement
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import RepairRequest
from hashmend.domain.work_orders.operations import (
    RequestDetails,
    attach_document,
    change_repair_request,
    create_repair_request,
    details_of,
)
from hashmend.web import downloads
from hashmend.web.actors import PageRequest
from hashmend.web.components import link
from hashmend.web.forms import attempt, render_form
from hashmend.web.htmx import done
from hashmend.web.pages import one

P = Permission


def the_request(request: PageRequest, number: str) -> RepairRequest:
    """Return the repair request of the address, or 404."""
    rows = RepairRequest.objects.visible_to(request.actor).select_related("customer", "work_order", "agreement")
    return one(rows, number=number)


def request_url(asked: RepairRequest) -> str:
    """Return the address of a request's page."""
    return reverse("desk:repair-request", args=[asked.number])


@page(P.VIEW_DESK)
def repair_requests(request: PageRequest) -> HttpResponseBase:
    """List the requests of all customers."""
    return REPAIR_REQUESTS.respond(request, "desk/repair_requests/repair_requests.html")


@page(P.VIEW_DESK)
def repair_request(request: PageRequest, number: str) -> HttpResponse:
    """Show what was asked for, and offer what may be decided."""
    asked = the_request(request, number)
    return render(request, "desk/repair_requests/repair_request.html", detail_context(request, asked))


def detail_context(
    request: PageRequest, asked: RepairRequest, document_form: DocumentForm | None = None
) -> dict[str, Any]:
    """Return what the request's page shows; `document_form` holds what failed."""
    details = details_of(asked)
    is_open = asked.state == RepairRequest.State.UNDER_REVIEW
    return {
        "asked": asked,
        "details": details,
        "is_under_review": is_open,
        "lacks_agreement": is_open and active_agreement(asked.customer) is None,
        "state_tag": request_tag(asked),
        "facts": _facts(asked),
        "per_machine": sum((line.price or Decimal(0) for line in details.scope), Decimal(0)),
        "most": estimate(details),
        "document_form": document_form or DocumentForm(),
        "moments": moments(Event.objects.visible_to(request.actor).filter(repair_request=asked)),
    }


def estimate(details: RequestDetails) -> Decimal | None:
    """Return what it costs when every machine gets every service, with the fees; None while a price is open."""
    if any(line.price is None for line in details.scope):
        return None
    services = sum((line.price or Decimal(0) for line in details.scope), Decimal(0))
    return services * details.quantity + sum((fee.amount for fee in details.fees), Decimal(0))


def _facts(asked: RepairRequest) -> list[tuple[str, object]]:
    order = getattr(asked, "work_order", None)
    facts: list[tuple[str, object]] = [
        ("Customer", link(reverse("desk:customer", args=[asked.customer.public_id]), asked.customer.alias)),
        ("Machines", asked.quantity),
        ("Model families", asked.families),
        ("Currency", asked.currency),
        ("Asked", asked.created_at),
    ]
    if order:
        facts.append(("Work order", link(order_url(order), order.number)))
    if asked.agreement:
        facts.append(("Approved under", str(asked.agreement)))
    if asked.denied_reason:
        facts.append(("Denied because", asked.denied_reason))
    return facts


@page(P.CREATE_REQUESTS, methods=("GET", "POST"))
def new(request: PageRequest) -> HttpResponse:
    """Note what a customer asks for."""
    form = RequestForm(
        request.POST if request.method == "POST" else None, files=request.FILES or None, actor=request.actor,
        without=("due_on",), initial=chosen_customer(request),
    )  # fmt: skip
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        customer = form.cleaned_data["customer"]
        made = attempt(
            form, lambda: create_repair_request(row(customer), form.details(customer.currency), by=request.actor)
        )
        if made:
            keep_document(request, made, form)
            return done(request, f"{made} is noted and under review.", to=request_url(made))
    context = {
        "title": "New repair request",
        "verb": "Create request",
        "back": reverse("desk:repair-requests"),
    }
    return render_scope_form(request, form, context)


def chosen_customer(request: PageRequest) -> dict[str, Any]:
    """Return the customer that the address names, as the form's start."""
    public_id = request.GET.get("customer", "")
    customer = Customer.objects.visible_to(request.actor).active().filter(public_id=public_id).first()
    return {"customer": customer} if customer else {}


def render_scope_form(request: PageRequest, form: RequestForm, context: dict[str, Any]) -> HttpResponse:
    """Answer with the form; when only more rows were asked for, without complaints about the rest."""
    status = 0
    if "more" in request.POST:
        form.errors.clear()
        status = 200
    return render_form(request, "desk/repair_requests/edit.html", form, context, status=status)


def keep_document(request: PageRequest, asked: RepairRequest, form: RequestForm) -> None:
    """Keep the document that came with the form, if any; the form looked at it already."""
    if document := form.cleaned_data.get("document"):
        attach_document(row(asked), document, by=request.actor)


@page(P.CREATE_REQUESTS, methods=("GET", "POST"))
def edit(request: PageRequest, number: str) -> HttpResponse:
    """Change a request while it is under review."""
    asked = the_request(request, number)
    details = details_of(asked)
    initial = {
        "quantity": details.quantity,
        "families": details.families,
        "description": details.description,
        "currency": details.currency,
        "version": asked.version,
    }
    form = RequestForm(
        request.POST if request.method == "POST" else None, actor=request.actor, current=details,
        without=("customer", "due_on", "document"), initial=initial,
    )  # fmt: skip
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        changed = attempt(
            form,
            lambda: change_repair_request(
                row(asked), form.details(asked.currency), by=request.actor, seen_version=form.cleaned_data["version"]
            ),
        )
        if changed:
            return done(request, f"{changed} is saved.", to=request_url(changed))
    context = {"title": f"Edit {asked}", "verb": "Save", "back": request_url(asked), "asked": asked}
    return render_scope_form(request, form, context)


@page(P.CREATE_REQUESTS, methods=("POST",))
def attach(request: PageRequest, number: str) -> HttpResponse:
    """Keep a PDF with the request."""
    asked = the_request(request, number)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid():
        pdf = form.cleaned_data["document"]
        if attempt(form, lambda: attach_document(row(asked), pdf, by=request.actor)):
            return done(request, f"The document of {asked} is kept.", to=request_url(asked))
    context = detail_context(request, asked, form)
    return render_form(request, "desk/repair_requests/repair_request.html", form, context)


@page(P.VIEW_DESK)
def document(request: PageRequest, number: str) -> HttpResponseBase:
    """Hand out the document of a request."""
    asked = the_request(request, number)
    return downloads.pdf(asked.document_name, asked.document_original)
