"""The list of work orders, and the pages behind an order's menu."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hashmend.desk.doors import page
from hashmend.desk.orders.forms import DueForm, ReasonForm
from hashmend.desk.orders.lists import work_orders_for
from hashmend.desk.work_orders.frame import order_url, the_order
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import (
    cancel_order,
    complete_order,
    put_on_hold,
    resume_orders,
    set_due_date,
)
from hashmend.domain.work_orders.standing import what_is_missing
from hashmend.domain.work_orders.statuses import OUTCOMES, Logistics, Status
from hashmend.kernel.errors import Refusal
from hashmend.web.actors import PageRequest
from hashmend.web.forms import attempt, render_form
from hashmend.web.htmx import done

P = Permission


@page(P.VIEW_DESK)
def work_orders(request: PageRequest) -> HttpResponseBase:
    """List the orders of all customers."""
    return work_orders_for(request.actor).respond(request, "desk/orders/work_orders.html")


@page(P.COMPLETE_ORDERS, methods=("GET", "POST"))
def complete(request: PageRequest, number: str) -> HttpResponse:
    """Mark an order complete; while something is missing, list it."""
    order = the_order(request, number)
    if request.method == "POST":
        complete_order(row(order), by=request.actor)
        return done(request, f"{order} is complete, and with it {order.repair_request}.", to=order_url(order))
    jobs = Job.objects.visible_to(request.actor).filter(work_order=order).with_logistics()
    missing = what_is_missing(jobs.select_related("miner", "outbound_container").order_by("position"))
    context = {
        "order": order,
        "missing": [(one, f"{order_url(order)}?{where_they_stand(one)}") for one in missing],
        "machines": jobs.count(),
        "back": order_url(order),
    }
    return render(request, "desk/orders/complete.html", context)


def where_they_stand(missing: Refusal) -> str:
    """Return the query of the Summary that shows the machines a sentence is about."""
    places = {
        "Not arrived": {"logistics": [Logistics.NOT_ARRIVED]},
        "Unfinished": {"logistics": [Logistics.AT_RC], "status": [one for one in Status if one not in OUTCOMES]},
        "Not packed": {"logistics": [Logistics.AT_RC], "status": [one for one in Status if one in OUTCOMES]},
        "Not shipped": {"logistics": [Logistics.BOXED]},
        "Not delivered": {"logistics": [Logistics.SHIPPED]},
    }
    return urlencode({key: [one.value for one in values] for key, values in places[missing.thing].items()}, doseq=True)


@page(P.COMPLETE_ORDERS, methods=("GET", "POST"))
def cancel(request: PageRequest, number: str) -> HttpResponse:
    """Cancel an order, and with it its request."""
    order = the_order(request, number)
    form = ReasonForm(request.POST or None)
    words = {
        "title": f"Cancel {order}",
        "verb": f"Cancel {order}",
        "cancel": "Keep the order",
        "consequence": f"Cancelling is final. {order.repair_request} is cancelled with it, and machines that have not"
        " arrived are no longer expected. It is refused while machines are here or on their way back.",
        "is_danger": True,
    }
    return _ask(
        request, order, form, words,
        lambda: cancel_order(row(order), form.cleaned_data["reason"], by=request.actor),
        f"{order} is cancelled.",
    )  # fmt: skip


@page(P.OPEN_ORDERS, methods=("GET", "POST"))
def hold(request: PageRequest, number: str) -> HttpResponse:
    """Put an order on hold, or change why it is."""
    order = the_order(request, number)
    form = ReasonForm(request.POST or None, initial={"reason": order.hold_reason})
    words = {
        "title": f"Hold {order}",
        "verb": "Put on hold",
        "consequence": "On hold is a flag that everybody sees, the customer too; work can go on. Resume the order to"
        " take it away.",
        "resume_url": f"{order_url(order)}resume/" if order.hold_reason else "",
    }
    return _ask(
        request, order, form, words,
        lambda: put_on_hold(row(order), form.cleaned_data["reason"], by=request.actor).or_refuse(),
        f"{order} is on hold.", template="desk/orders/hold.html",
    )  # fmt: skip


@page(P.OPEN_ORDERS, methods=("POST",))
def resume(request: PageRequest, number: str) -> HttpResponse:
    """Take an order off hold."""
    order = the_order(request, number)
    resume_orders(row(order), by=request.actor).or_refuse()
    return done(request, f"{order} is resumed.", to=order_url(order))


@page(P.OPEN_ORDERS, methods=("GET", "POST"))
def due(request: PageRequest, number: str) -> HttpResponse:
    """Set or take away the due date."""
    order = the_order(request, number)
    form = DueForm(request.POST or None, initial={"due_on": order.due_on})
    words = {
        "title": f"Due date of {order}",
        "verb": "Save",
        "consequence": "By when all machines should be back at the customer's. The customer sees it.",
    }
    return _ask(
        request, order, form, words,
        lambda: set_due_date(row(order), form.cleaned_data["due_on"], by=request.actor).or_refuse(),
        f"The due date of {order} is saved.",
    )  # fmt: skip


def _ask(
    request: PageRequest,
    order: WorkOrder,
    form: forms.Form,
    words: dict[str, Any],
    act: Callable[[], Any],
    sentence: str,
    template: str = "web/confirm.html",
) -> HttpResponse:
    """Ask, with the object and the consequence named; do it on a POST that the form accepts."""
    if request.method == "POST" and form.is_valid() and attempt(form, act):
        return done(request, sentence, to=order_url(order))
    context = {"order": order, "back": order_url(order), "back_label": str(order), **words}
    return render_form(request, template, form, context)
