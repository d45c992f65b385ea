"""The Summary: charts and table, one instrument."""

from collections.abc import Iterable

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import SafeString

from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import board_context, the_order
from hashmend.desk.work_orders.lists import SUMMARY, board_filter, scope_of
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.work_orders.queries import NO_CONTAINER, Board, Dimension, Places, board_of
from hashmend.domain.work_orders.statuses import LOGISTICS_ICONS, LOGISTICS_TONES, STATUS_TONES, Logistics, Status
from hashmend.web import charts
from hashmend.web.actors import PageRequest
from hashmend.web.charts import Slice
from hashmend.web.lists import Listing

LEGEND = [(icon, Logistics(value).label) for value, icon in LOGISTICS_ICONS.items()]


@page(Permission.VIEW_DESK)
def summary(request: PageRequest, number: str) -> HttpResponseBase:
    """Show how the order stands; every area of a chart filters the table."""
    order = the_order(request, number)
    facts = scope_of(order)
    listing = SUMMARY.show(request, url_args=[order.number], **facts)
    board = board_of(order, board_filter(listing.state), places=facts["places"])
    listing.count, listing.total = board.shown, board.total
    context = {"charts": charts_of(board, listing, facts["places"]), "legend": LEGEND}
    return listing.alone(context) or render(
        request,
        "desk/work_orders/summary.html",
        {**board_context(request, order, "summary", board=board), **context, "list": listing},
    )


@page(Permission.VIEW_DESK)
def progress(request: PageRequest, number: str) -> HttpResponse:
    """Show the line of progress alone: it fetches itself when something changed."""
    order = the_order(request, number)
    return render(request, "desk/work_orders/progress.html", {"order": order, "board": board_of(order)})


def charts_of(board: Board, listing: Listing, places: Places) -> list[SafeString]:
    """Return the charts of an order; one that would have a single bar to choose is left out."""
    if not board.total:
        return []
    containers = [(place.number, place.number, "chart-1") for place in places.values() if place.is_inbound]
    containers.append((NO_CONTAINER, "No container", "neutral"))
    drawn = [
        (charts.bars, Dimension.STATUS, "Repair status", [(s.value, s.label, STATUS_TONES[s]) for s in Status]),
        (charts.donut, Dimension.LOGISTICS, "Logistics", [(p.value, p.label, LOGISTICS_TONES[p]) for p in Logistics]),
        (charts.bars, Dimension.CONTAINER, "Came in", containers),
    ]
    return [
        draw(dimension.value, title, slices, one="miner", hx=listing.hx)
        for draw, dimension, title, values in drawn
        if len(slices := list(_slices(board, listing, dimension, values))) > 1 or dimension != Dimension.CONTAINER
    ]


def _slices(
    board: Board, listing: Listing, dimension: Dimension, values: Iterable[tuple[str, str, str]]
) -> Iterable[Slice]:
    """Yield an area for every value that a machine of the order has, in the order of the values."""
    counts, present = board.counts(dimension), board.everything(dimension)
    chosen = board.filters.chosen(dimension)
    for value, label, tone in values:
        if value in present or value in chosen:
            url = listing.state.toggled(dimension.value, value).url(listing.path)
            yield Slice(value, label, counts.get(value, 0), href=url, is_selected=value in chosen, tone=tone)
