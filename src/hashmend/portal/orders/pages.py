"""Pages of a customer's work orders: read-only, and nothing of anybody else."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hashmend.both.board import instrument
from hashmend.both.history import moments_for
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.work_orders.queries import Board, Dimension
from hashmend.domain.work_orders.statuses import Logistics, Status
from hashmend.portal.billing.due import what_is_due
from hashmend.portal.doors import page
from hashmend.portal.orders.frame import order_context, the_order
from hashmend.portal.orders.lists import SUMMARY, WORK_ORDERS
from hashmend.portal.orders.logistics import columns_of
from hashmend.web.actors import PageRequest
from hashmend.web.lists import Listing


@page(Permission.VIEW_PORTAL)
def work_orders(request: PageRequest) -> HttpResponseBase:
    """List the customer's own work orders."""
    return WORK_ORDERS.respond(request, "portal/orders/orders.html", {"due": what_is_due(request.actor)})


@page(Permission.VIEW_PORTAL)
def summary(request: PageRequest, number: str) -> HttpResponseBase:
    """Show how an order stands; every area of a chart filters the table."""
    order = the_order(request, number)
    listing, board, context = instrument(request, SUMMARY, order)
    return listing.alone(context) or render(
        request,
        "portal/orders/summary.html",
        {
            **order_context(request, order, "Summary", board=board),
            **context,
            "list": listing,
            "numbers": numbers_of(board, listing),
        },
    )


@page(Permission.VIEW_PORTAL)
def logistics(request: PageRequest, number: str) -> HttpResponse:
    """Show the containers of an order with their shipments and tracking, and the damage found on arrival."""
    order = the_order(request, number)
    context = order_context(request, order, "Logistics") | {"columns": columns_of(order, request.actor)}
    return render(request, "portal/orders/logistics.html", context)


@page(Permission.VIEW_PORTAL)
def history(request: PageRequest, number: str) -> HttpResponse:
    """Show what happened in an order, as far as it is the customer's to know."""
    order = the_order(request, number)
    context = order_context(request, order, "History") | {
        "moments": moments_for(request.actor, work_order=order, job=None)
    }
    return render(request, "portal/orders/history.html", context)


def numbers_of(board: Board, listing: Listing) -> list[tuple[int, str, str]]:
    """Return (count, words, address that filters by it): what a customer wants to know first."""
    places, statuses = board.everything(Dimension.LOGISTICS), board.everything(Dimension.STATUS)

    def url(dimension: Dimension, *values: str) -> str:
        return f"{listing.path}?" + "&".join(f"{dimension.value}={value}" for value in values)

    here = (Logistics.AT_RC, Logistics.BOXED)
    return [
        (board.total, "sent by you", listing.path),
        (places.get(Logistics.NOT_ARRIVED, 0), "not here yet", url(Dimension.LOGISTICS, Logistics.NOT_ARRIVED)),
        (sum(places.get(p, 0) for p in here), "with us", url(Dimension.LOGISTICS, *here)),
        (places.get(Logistics.SHIPPED, 0), "on their way to you", url(Dimension.LOGISTICS, Logistics.SHIPPED)),
        (places.get(Logistics.DELIVERED, 0), "back with you", url(Dimension.LOGISTICS, Logistics.DELIVERED)),
        (
            statuses.get(Status.AWAITING_APPROVAL, 0),
            "waiting for your approval",
            url(Dimension.STATUS, Status.AWAITING_APPROVAL),
        ),
    ]
