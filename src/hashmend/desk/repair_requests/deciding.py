"""Deciding on a request: approve, deny, copy; and a work order in one step."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hashmend.desk.doors import page
from hashmend.desk.repair_requests.forms import ApproveForm, DenyForm, RequestForm
from hashmend.desk.repair_requests.pages import (
    chosen_customer,
    keep_document,
    render_scope_form,
    request_url,
    the_request,
)
from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.work_orders.models import RepairRequest
from hashmend.domain.work_orders.operations import (
    approve_repair_request,
    copy_to_new_request,
    deny_repair_requests,
    open_work_order,
)
from hashmend.web.actors import PageRequest
from hashmend.web.forms import attempt, render_form
from hashmend.web.htmx import done

P = Permission


@page(P.DECIDE_REQUESTS, methods=("GET", "POST"))
def approve(request: PageRequest, number: str) -> HttpResponse:
    """Approve a request, which opens its work order."""
    asked = the_request(request, number)
    form = ApproveForm(request.POST or None, initial={"version": asked.version})
    if request.method == "POST" and form.is_valid():
        due_on, seen = form.cleaned_data["due_on"], form.cleaned_data["version"]
        order = attempt(
            form, lambda: approve_repair_request(row(asked), by=request.actor, due_on=due_on, seen_version=seen)
        )
        if order:
            return done(request, f"{asked} is approved. {order} is open.", to=order_url(order))
    consequence = f"Approving opens the work order for {asked.customer}. Its scope and prices are then fixed."
    return _confirm(request, form, asked, {"title": f"Approve {asked}", "verb": "Approve", "consequence": consequence})


@page(P.DECIDE_REQUESTS, methods=("GET", "POST"))
def deny(request: PageRequest, number: str) -> HttpResponse:
    """Deny a request, for good."""
    asked = the_request(request, number)
    form = DenyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: deny_repair_requests(row(asked), reason, by=request.actor).or_refuse()):
            return done(request, f"{asked} is denied.", to=request_url(asked))
    consequence = "Denying is final. If something else is wanted later, the request can be copied to a new one."
    words = {"title": f"Deny {asked}", "verb": f"Deny {asked}", "consequence": consequence, "is_danger": True}
    return _confirm(request, form, asked, words)


def _confirm(request: PageRequest, form: Any, asked: RepairRequest, words: dict[str, Any]) -> HttpResponse:
    context = {"back": request_url(asked), "back_label": str(asked), **words}
    return render_form(request, "web/confirm.html", form, context)


@page(P.CREATE_REQUESTS, methods=("POST",))
def copy(request: PageRequest, number: str) -> HttpResponse:
    """Copy a request to a new one."""
    asked = the_request(request, number)
    made = copy_to_new_request(row(asked), by=request.actor)
    return done(request, f"{made} is a copy of {asked}. Change what is different.", to=f"{request_url(made)}edit/")


@page(P.OPEN_ORDERS, methods=("GET", "POST"))
def new_order(request: PageRequest) -> HttpResponse:
    """Open a work order in one step: request and approval together."""
    form = RequestForm(
        request.POST if request.method == "POST" else None, files=request.FILES or None, actor=request.actor,
        initial=chosen_customer(request), needs_prices=True,
    )  # fmt: skip
    if request.method == "POST" and "more" not in request.POST and form.is_valid():
        customer, due_on = form.cleaned_data["customer"], form.cleaned_data["due_on"]
        order = attempt(
            form,
            lambda: open_work_order(row(customer), form.details(customer.currency), by=request.actor, due_on=due_on),
        )
        if order:
            keep_document(request, order.repair_request, form)
            return done(request, f"{order} is open for {customer}.", to=order_url(order))
    context = {"title": "New work order", "verb": "Open work order", "back": reverse("desk:work-orders")}
    return render_scope_form(request, form, context)
