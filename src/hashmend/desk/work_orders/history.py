"""What happened in an order: the latest changes on its Summary, and all of them on a page."""

from django.http import HttpResponse
from django.shortcuts import render

from hashmend.both.history import actions, latest_actions
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import the_order
from hashmend.desk.work_orders.undoing import with_undo
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.web.actors import PageRequest
from hashmend.web.components import Moment

AT_ONCE, LATEST = 100, 8


@page(Permission.VIEW_DESK)
def history(request: PageRequest, number: str) -> HttpResponse:
    """Show everything that happened in an order, the latest first; `before` goes on from an event."""
    order = the_order(request, number)
    events = Event.objects.visible_to(request.actor).filter(work_order=order)
    before = request.GET.get("before", "")
    from_there = int(before) if before.isdecimal() and len(before) < 19 else 0
    shown, older = actions(events, most=AT_ONCE, before=from_there)
    context = {
        "order": order,
        "moments": with_undo(request, order, shown),
        "older": older,
        "is_from_the_start": not from_there,
    }
    return render(request, "desk/work_orders/history.html", context)


@page(Permission.VIEW_DESK)
def latest(request: PageRequest, number: str) -> HttpResponse:
    """Show the latest changes alone: they fetch themselves when something changed."""
    order = the_order(request, number)
    return render(request, "desk/work_orders/latest.html", {"order": order, "moments": latest_in(request, order)})


def latest_in(request: PageRequest, order: WorkOrder) -> list[Moment]:
    """Return the latest changes; what one action did to many machines is one of them."""
    events = Event.objects.visible_to(request.actor).filter(work_order=order)
    return with_undo(request, order, latest_actions(events, most=LATEST))
