"""A customer announces a shipment, and says how it travels when that is known later."""

from django.http import HttpResponse
from django.urls import reverse

from hashmend.both.tracking import TrackingForm
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.logistics.models import Shipment
from hashmend.domain.logistics.operations import announce_shipment, set_tracking
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.errors import Refused
from hashmend.portal.doors import page
from hashmend.portal.logistics.forms import AnnouncementForm
from hashmend.portal.orders.frame import the_order
from hashmend.web.actors import PageRequest
from hashmend.web.forms import attempt, render_form
from hashmend.web.htmx import done
from hashmend.web.pages import one


@page(Permission.ANNOUNCE, methods=("GET", "POST"))
def announce(request: PageRequest, number: str) -> HttpResponse:
    """Announce pallets or boxes of an open order."""
    order = the_order(request, number)
    if not order.is_open:
        raise Refused(f"{order} is {order.state.label.lower()}: nothing can be sent for it any more.")
    form = AnnouncementForm(request.POST if request.method == "POST" else None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: announce_shipment(order, form.announcement, by=request.actor))
        if made:
            sentence = f"Thank you. {made} is announced: we look out for it. You can upload a list of the miners in it."
            return done(request, sentence, to=_back(order))
    return render_form(request, "portal/logistics/announce.html", form, {"order": order, "back": _back(order)})


@page(Permission.ANNOUNCE, methods=("GET", "POST"))
def tracking(request: PageRequest, number: str) -> HttpResponse:
    """Say how a shipment that is not here yet travels."""
    shipments = Shipment.objects.visible_to(request.actor).inbound()
    found = one(shipments, number=number)
    if found.delivered_at:
        raise Refused(f"{found} has arrived: how it travelled stays as it is.")
    held = WorkOrder.objects.visible_to(request.actor).filter(containers__shipment=found).order_by("-pk").first()
    back = _back(held) if held else reverse("portal:work-orders")
    now = {"tracking_number": found.tracking_number, "carrier": found.carrier_id, "is_by_hand": found.is_by_hand}
    form = TrackingForm(request.POST if request.method == "POST" else None, actor=request.actor, initial=now)
    if request.method == "POST" and form.is_valid():
        outcome = attempt(form, lambda: set_tracking(row(found), form.tracking, by=request.actor).or_refuse())
        if outcome:
            return done(request, f"Thank you. We know how {found} travels.", to=back)
    return render_form(request, "portal/logistics/tracking.html", form, {"shipment": found, "back": back})


def _back(order: WorkOrder) -> str:
    return reverse("portal:work-order-logistics", args=[order.number])
