"""The customer's own repair requests: list, one, new, and its document."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString

from hashmend.both.history import moments_for
from hashmend.both.orders import REQUEST_TONES
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.customers.models import Customer
from hashmend.domain.work_orders.listing import requests_for_list
from hashmend.domain.work_orders.models import RepairRequest
from hashmend.domain.work_orders.operations import attach_document, create_repair_request, details_of
from hashmend.portal.doors import page
from hashmend.portal.repair_requests.forms import RequestForm
from hashmend.web import components, downloads
from hashmend.web.actors import PageRequest
from hashmend.web.forms import attempt, render_form
from hashmend.web.htmx import done
from hashmend.web.lists import Choice, Column, DateRange, Empty, ListPage
from hashmend.web.pages import one

P, S = Permission, RepairRequest.State


def _state(asked: RepairRequest) -> SafeString:
    return components.status_tag(asked.state.label, REQUEST_TONES[asked.state])


REPAIR_REQUESTS = ListPage(
    name="repair-requests",
    one="repair request",
    rows=lambda actor: requests_for_list(RepairRequest.objects.visible_to(actor)),
    columns=(
        Column("number", "Request", sort=True),
        Column("state", "State", value=lambda r: r.state.label, cell=_state, sort="state_code"),
        Column("quantity", "Machines", sort=True, align="end"),
        Column("families", "Families"),
        Column("created_at", "Asked", sort=True),
        Column("work_order", "Work order", value=lambda r: r.work_order.number if hasattr(r, "work_order") else ""),
    ),
    filters=(
        Choice(key="state", label="State", options_from=S.choices, field="state_code"),
        DateRange(key="created_at", label="Asked"),
    ),
    search=("number__icontains", "families__icontains", "work_order__number__icontains"),
    search_label="Number, family",
    sort="-created_at",
    link=lambda asked: reverse("portal:repair-request", args=[asked.number]),
    empty=Empty(
        "Your repair requests will appear here",
        "Tell us what you want to send; we answer with prices.",
        "New repair request",
        "portal:repair-requests-new",
        Permission.CREATE_REQUESTS,
    ),
)


@page(P.VIEW_PORTAL)
def repair_requests(request: PageRequest) -> HttpResponseBase:
    """List the customer's requests."""
    return REPAIR_REQUESTS.respond(request, "portal/repair_requests/repair_requests.html")


def the_request(request: PageRequest, number: str) -> RepairRequest:
    """Return the customer's request of the address, or 404."""
    return one(RepairRequest.objects.visible_to(request.actor).select_related("work_order"), number=number)


@page(P.VIEW_PORTAL)
def repair_request(request: PageRequest, number: str) -> HttpResponse:
    """Show one request; prices only once it is approved, which is when they hold."""
    asked = the_request(request, number)
    context = {
        "asked": asked,
        "details": details_of(asked),
        "has_prices": asked.approved_at is not None,
        "state_tag": _state(asked),
        "facts": [
            ("Machines", asked.quantity),
            ("Model families", asked.families),
            ("Asked", asked.created_at),
            ("Work order", asked.work_order.number if hasattr(asked, "work_order") else None),
        ],
        "moments": moments_for(request.actor, repair_request=asked),
    }
    return render(request, "portal/repair_requests/repair_request.html", context)


@page(P.CREATE_REQUESTS, methods=("GET", "POST"))
def new(request: PageRequest) -> HttpResponse:
    """Ask for repairs."""
    customers = Customer.objects.visible_to(request.actor)
    form = RequestForm(
        request.POST if request.method == "POST" else None, files=request.FILES or None, actor=request.actor
    )
    if request.method == "POST" and form.is_valid():
        details = form.details(customers.get().currency)
        made = attempt(form, lambda: create_repair_request(customers, details, by=request.actor))
        if made:
            if document := form.cleaned_data["document"]:
                attach_document(row(made), document, by=request.actor)
            to = reverse("portal:repair-request", args=[made.number])
            return done(request, f"Thank you. {made} is with us; we answer with prices.", to=to)
    return render_form(request, "portal/repair_requests/new.html", form)


@page(P.VIEW_PORTAL)
def document(request: PageRequest, number: str) -> HttpResponseBase:
    """Hand out the document of a request."""
    asked = the_request(request, number)
    return downloads.pdf(asked.document_name, asked.document_original)
