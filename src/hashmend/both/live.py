"""`/live/`: a browser subscribes to the orders its pages show, by their numbers, and to the list of orders."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.web.actors import PageRequest
from hashmend.web.live.answer import LiveAnswer
from hashmend.web.live.hub import HUB, Subscription
from hashmend.web.live.standing import may_listen
from hashmend.web.pages import Side, door

MOST_ORDERS = 50
MOST_STREAMS = 30

page = door(Side.BOTH)


@page(Permission.SIGNED_IN)
def live(request: PageRequest) -> HttpResponse:
    """Answer with a stream of what changes in the orders named by `order`, and in all orders for `list` or no name.

    404 when none of the named orders is the person's to see, 429 for more streams than any person needs. Where pages
    are served without streams (`manage.py runserver`) it answers 204, on which a browser asks no more.
    """
    if not may_listen(request.actor):
        raise PermissionDenied
    numbers = [number for number in request.GET.getlist("order")[:MOST_ORDERS] if "\x00" not in number]
    orders = WorkOrder.objects.visible_to(request.actor).filter(number__in=numbers)
    found = list(orders.values_list("pk", "number", "customer_id")) if numbers else []
    if numbers and not found:
        raise Http404
    if not request.META.get("hashmend.live"):
        return HttpResponse(status=204)
    if HUB.of_person(request.actor.user_id) >= MOST_STREAMS:
        return HttpResponse(status=429)
    subscription = Subscription(
        session_key=request.session.session_key or "",
        actor=copy(request.actor),
        orders={pk: number for pk, number, _ in found},
        customers=frozenset(customer for _, _, customer in found),
        has_list=not numbers or request.GET.get("list") == "1",
        since=_since(request),
    )
    return LiveAnswer(subscription)


def _since(request: PageRequest) -> int:
    """Return the moment from which the browser wants to know: where its last stream ended, or its page was made."""
    given = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 16 else 0
