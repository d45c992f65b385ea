"""Pages of shipments: the list, one shipment with its containers, and its verbs."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse

from hashmend.both.history import moments
from hashmend.both.tracking import TrackingForm
from hashmend.desk.doors import page
from hashmend.desk.logistics import words
from hashmend.desk.logistics.assigning import assign, free_containers
from hashmend.desk.logistics.forms import MomentForm, ShipmentForm
from hashmend.desk.logistics.lists import SHIPMENTS
from hashmend.desk.logistics.verbs import on_shipment, sent, the_shipment
from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.domain.logistics import operations
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.components import time_tag
from hashmend.web.formats import counted
from hashmend.web.forms import render_form
from hashmend.web.pages import one


@page(Permission.VIEW_DESK)
def shipments(request: PageRequest) -> HttpResponseBase:
    """List the shipments of all customers."""
    return SHIPMENTS.respond(request, "desk/logistics/shipments.html")


@page(Permission.VIEW_DESK)
def shipment(request: PageRequest, number: str) -> HttpResponse:
    """Show one shipment: its facts with their buttons, its containers, those that could join it, its history."""
    found = one(words.shipments_for(request.actor), number=number)
    inside = words.containers_for(request.actor).filter(shipment=found).order_by("number")
    context = {
        "shipment": found,
        "state": words.shipment_state(found),
        "facts": _facts(found),
        "track": words.track_link(found),
        "containers": [(c, words.container_state(c)) for c in inside],
        "free": [(c, words.container_state(c)) for c in free_containers(request.actor, found)],
        "moment_form": MomentForm(),
        "may_change": request.actor.may(Permission.EDIT_SHIPMENTS) and not (found.picked_up_at or found.delivered_at),
        "is_outbound": found.direction == Direction.OUTBOUND,
        "moments": moments(Event.objects.visible_to(request.actor).filter(shipment=found)),
    }
    return render(request, "desk/logistics/shipment.html", context)


def _facts(shipment: Shipment) -> list[tuple[str, object]]:
    carrier = "By hand" if shipment.is_by_hand else shipment.carrier or ""
    facts: list[tuple[str, object]] = [
        ("Customer", shipment.customer.alias),
        ("Direction", words.direction(shipment)),
        ("Carrier", str(carrier)),
        ("Tracking", words.how_it_travels(shipment)),
    ]
    if shipment.direction == Direction.OUTBOUND:
        facts.append(("Picked up", time_tag(shipment.picked_up_at)))
    return [*facts, ("Delivered", time_tag(shipment.delivered_at)), ("Note", shipment.note)]


@page(Permission.EDIT_SHIPMENTS, methods=("GET", "POST"))
def new_shipment(request: PageRequest) -> HttpResponse:
    """Make a shipment; `?order=` and `?direction=` choose its customer and way, and where to go afterwards."""
    order = _order_meant(request, request.GET)
    start = {
        "direction": request.GET.get("direction", Direction.INBOUND),
        "customer": order.customer if order else None,
    }
    form = ShipmentForm(*sent(request), actor=request.actor, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = operations.create_shipment(
                data["customer"], data["direction"], form.tracking, note=data["note"], by=request.actor
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return _new_page(request, form, order, status=409)
        after = order_url(order, "logistics") if order else words.shipment_url(made)
        return htmx.done(request, f"{made} was made.", to=after)
    return _new_page(request, form, order)


def _order_meant(request: PageRequest, data: QueryDict) -> WorkOrder | None:
    orders = WorkOrder.objects.visible_to(request.actor).select_related("customer")
    return orders.filter(number=data.get("order", "").replace("\x00", "")).first()


def _new_page(request: PageRequest, form: ShipmentForm, order: WorkOrder | None, *, status: int = 0) -> HttpResponse:
    back = order_url(order, "logistics") if order else reverse("desk:shipments")
    return render_form(request, "desk/logistics/shipment_new.html", form, {"order": order, "back": back}, status=status)


@page(Permission.EDIT_SHIPMENTS, methods=("GET", "POST"))
def set_tracking(request: PageRequest, number: str) -> HttpResponse:
    """Note how a shipment travels."""
    found = the_shipment(request, number)
    start = {name: getattr(found, name) for name in ("tracking_number", "carrier", "is_by_hand")}
    form = TrackingForm(*sent(request), actor=request.actor, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            operations.set_tracking(row(found), form.tracking, by=request.actor).or_refuse()
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return render_form(request, _TRACKING, form, {"shipment": found}, status=409)
        found.refresh_from_db()
        by = "by hand" if found.is_by_hand else f"with {found.carrier}" if found.carrier else "with an unknown carrier"
        return htmx.done(request, f"{found} travels {by}.", to=words.shipment_url(found))
    return render_form(request, _TRACKING, form, {"shipment": found})


_TRACKING = "desk/logistics/shipment_tracking.html"


def _noted(request: PageRequest, number: str, verb: Any, said: str) -> HttpResponse:
    """Note a moment of the shipment's way, now or as entered."""
    found = the_shipment(request, number)
    form = MomentForm(request.POST)
    if not form.is_valid():
        raise Refused("That is no date and time: enter it like 2026-11-23 14:30, or leave it empty for now.")
    verb(row(found), at=form.cleaned_data["at"], by=request.actor).or_refuse()
    return htmx.done(request, f"{found} {said}.", to=words.shipment_url(found))


@page(Permission.EDIT_SHIPMENTS, methods=("POST",))
def mark_picked_up(request: PageRequest, number: str) -> HttpResponse:
    """Note that a shipment left."""
    return _noted(request, number, operations.mark_picked_up, "was picked up")


@page(Permission.EDIT_SHIPMENTS, methods=("POST",))
def mark_delivered(request: PageRequest, number: str) -> HttpResponse:
    """Note that a shipment arrived."""
    return _noted(request, number, operations.mark_delivered, "was delivered")


clear_tracking = on_shipment(
    Permission.EDIT_SHIPMENTS,
    operations.clear_tracking,
    "The tracking of {thing} was removed.",
)
take_back_pick_up = on_shipment(
    Permission.EDIT_SHIPMENTS, operations.take_back_pick_up,
    "The pick-up of {thing} was taken back.",
)  # fmt: skip
take_back_delivery = on_shipment(
    Permission.EDIT_SHIPMENTS, operations.take_back_delivery,
    "The delivery of {thing} was taken back.",
)  # fmt: skip
delete_shipment = on_shipment(
    Permission.EDIT_SHIPMENTS, operations.delete_shipments, "{thing} was removed.",
    to="/shipments/",
)  # fmt: skip


@page(Permission.EDIT_SHIPMENTS, methods=("POST",))
def add_containers(request: PageRequest, number: str) -> HttpResponse:
    """Put the ticked containers into the shipment."""
    found = the_shipment(request, number)
    chosen = request.POST.getlist("containers")
    sentence, _ = assign(request, chosen, found, override_reason=request.POST.get("override_reason", ""))
    return htmx.done(request, sentence, to=words.shipment_url(found))


@page(Permission.EDIT_SHIPMENTS, methods=("POST",))
def remove_containers(request: PageRequest, number: str) -> HttpResponse:
    """Take the ticked containers out of the shipment."""
    found = the_shipment(request, number)
    chosen = Container.objects.visible_to(request.actor).filter(
        shipment=found, number__in=request.POST.getlist("containers")
    )
    if not chosen:
        raise Refused("Select at least one container.")
    outcome = operations.remove_from_shipment(chosen, by=request.actor).or_refuse()
    sentence = f"{counted(len(outcome.done), 'container')} taken out of {found}."
    return htmx.done(request, sentence, to=words.shipment_url(found))
