"""Pages of a customer's work orders: read-only, and nothing of anybody else."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hashmend.both.board import instrument
from hashmend.both.history import moments_for
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.work_orders.board import Board, Dimension
from hashmend.portal.billing.due import what_is_due
from hashmend.portal.doors import page
from hashmend.portal.orders.frame import order_context, the_order
from hashmend.portal.orders.lists import SUMMARY, WORK_ORDERS
from hashmend.portal.orders.logistics import columns_of
from hashmend.portal.orders.sentence import Phrase, phrases_of
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
    context |= {"sentence": sentence_of(board, listing), "order": order}
    if alone := listing.alone(context):
        return alone
    frame = order_context(request, order, "Summary", board=board.progress)
    return render(request, "portal/orders/summary.html", {**frame, **context, "list": listing})


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


def sentence_of(board: Board, listing: Listing) -> list[tuple[Phrase, str, bool]]:
    """Return the sentence about an order: each phrase, the address that filters by it, and whether that is chosen.

    It counts the whole order, whatever is filtered now: from the board that the charts are drawn from.
    """
    phrases = phrases_of(board.everything(Dimension.LOGISTICS), board.everything(Dimension.STATUS))
    chosen = {(name, value) for name, values in listing.state.params.items() for value in values}
    return [
        (phrase, f"{listing.path}?{urlencode(phrase.chosen)}" if phrase.chosen else listing.path,
         bool(phrase.chosen) and set(phrase.chosen) == chosen and not listing.state.text)
        for phrase in phrases
    ]  # fmt: skip
