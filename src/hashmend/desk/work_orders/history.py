"""What happened in an order: the latest changes on its Summary, and all of them on a page."""

from django.http import HttpResponse
from django.shortcuts import render

from hashmend.both.history import moments_of
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import the_order
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.web.actors import PageRequest
from hashmend.web.components import Moment

EVENTS_AT_ONCE, LATEST_EVENTS, LATEST_MOMENTS = 200, 60, 8


@page(Permission.VIEW_DESK)
def history(request: PageRequest, number: str) -> HttpResponse:
    """Show everything that happened in an order, the latest first; `before` goes on from an event."""
    order = the_order(request, number)
    events = Event.objects.visible_to(request.actor).filter(work_order=order).newest_first()
    if (before := request.GET.get("before", "")).isdecimal() and len(before) < 19:
        events = events.filter(pk__lt=int(before))
    shown = list(events[: EVENTS_AT_ONCE + 1])
    context = {
        "order": order,
        "moments": moments_of(shown[:EVENTS_AT_ONCE]),
        "older": shown[EVENTS_AT_ONCE - 1].pk if len(shown) > EVENTS_AT_ONCE else None,
        "is_from_the_start": not before,
    }
    return render(request, "desk/work_orders/history.html", context)


@page(Permission.VIEW_DESK)
def latest(request: PageRequest, number: str) -> HttpResponse:
    """Show the latest changes alone: they fetch themselves when something changed."""
    order = the_order(request, number)
    return render(request, "desk/work_orders/latest.html", {"order": order, "moments": latest_in(request, order)})


def latest_in(request: PageRequest, order: WorkOrder) -> list[Moment]:
    """Return the latest changes; what one action did to many machines is one of them."""
    events = Event.objects.visible_to(request.actor).filter(work_order=order).newest_first()
    return moments_of(events[:LATEST_EVENTS])[:LATEST_MOMENTS]
