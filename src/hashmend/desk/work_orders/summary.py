"""The Summary: charts and table, one instrument."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hashmend.both.board import instrument
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import board_context, the_order
from hashmend.desk.work_orders.history import latest_in
from hashmend.desk.work_orders.lists import SUMMARY
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.work_orders.queries import progress_of
from hashmend.web.actors import PageRequest


@page(Permission.VIEW_DESK)
def summary(request: PageRequest, number: str) -> HttpResponseBase:
    """Show how the order stands; every area of a chart filters the table."""
    order = the_order(request, number, with_unread=True)
    listing, board, context = instrument(request, SUMMARY, order)
    return listing.alone(context) or render(
        request,
        "desk/work_orders/summary.html",
        {
            **board_context(request, order, "summary", board=board.progress),
            **context,
            "list": listing,
            "moments": latest_in(request, order),
        },
    )


@page(Permission.VIEW_DESK)
def progress(request: PageRequest, number: str) -> HttpResponse:
    """Show the line of progress alone: it fetches itself when something changed."""
    order = the_order(request, number)
    return render(request, "desk/work_orders/progress.html", {"order": order, "board": progress_of(order)})
