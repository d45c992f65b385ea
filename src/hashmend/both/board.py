"""The board of an order as both sides show it: charts that filter a table, and the table's columns."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from hashmend.both import cells
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.queries import NO_CONTAINER, Board, BoardFilter, Dimension, Places, board_of, places_of
from hashmend.domain.work_orders.rows import standing
from hashmend.domain.work_orders.searching import matching
from hashmend.domain.work_orders.statuses import LOGISTICS_ICONS, LOGISTICS_TONES, STATUS_TONES, Logistics, Status
from hashmend.kernel.actor import Actor
from hashmend.web import charts
from hashmend.web.actors import PageRequest
from hashmend.web.charts import Slice
from hashmend.web.lists import Choice, Column, Listing, ListPage
from hashmend.web.lists.state import State

LEGEND = [(icon, Logistics(value).label) for value, icon in LOGISTICS_ICONS.items()]
"""Box, truck and house, and what they mean."""

MOST_CONTAINERS = 6
"""With more bars the chart would push the table off the screen; the filter above it offers every container."""


def scope_of(order: WorkOrder) -> dict[str, Any]:
    """Return what the lists of an order need to know about it, read once (two queries)."""
    return {"order": order, "places": places_of(order), "in_scope": order.repair_request.scope.count()}


def searched(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(matching(text))


def _containers(_: Actor, *, places: Places, **__: object) -> list[tuple[str, str]]:
    numbers = [place.number for place in places.values() if place.is_inbound]
    return [(number, number) for number in numbers] + [(NO_CONTAINER, "No container")]


def filters_in(params: Mapping[str, tuple[str, ...]], text: str) -> BoardFilter:
    """Return what a list is filtered by, in the words of the board."""
    chosen = {dimension.value: frozenset(params.get(dimension.value, ())) for dimension in Dimension}
    return BoardFilter(**chosen, text=text)


def board_filter(state: State) -> BoardFilter:
    """Return the state of a list in the words of the board."""
    return filters_in(state.params, state.text)


FILTERS = (
    Choice(key="status", label="Repair status", options_from=Status.choices, where=partial(standing, Dimension.STATUS)),
    Choice(
        key="logistics", label="Logistics", options_from=Logistics.choices, where=partial(standing, Dimension.LOGISTICS)
    ),
    Choice(key="container", label="Came in", options_from=_containers, where=partial(standing, Dimension.CONTAINER)),
)

SERIAL = Column("serial", "Serial number", cell=cells.identity, value=cells.name, sort=True)
MODEL = Column("model", "Model", value=cells.model, sort=("model_name", "model_variant", "model_typed"))
MAC = Column("mac", "MAC", value=cells.mac, sort=True)
SERVICES = Column(
    "services", "Services", value=lambda row: f"{row['done']} of {row['in_scope']}", cell=cells.services, sort="done",
    align="end", hint="Services done, of those in scope",
)  # fmt: skip
LOGISTICS = Column(
    "logistics", "Logistics", value=cells.logistics, cell=cells.logistics_icon, sort=True, align="center",
    hint="Box: boxed up. Truck: shipped. House: delivered back.",
)  # fmt: skip
CHANGED = Column("changed", "Last change", value=lambda row: row["changed_at"], sort="changed_at")
POSITION = Column("position", "#", sort=True, align="end", hint="Position in the order")


def instrument(request: PageRequest, page: ListPage, order: WorkOrder) -> tuple[Listing, Board, dict[str, Any]]:
    """Return table, counts and what the template needs of both: charts and table of one order, under one filter."""
    facts = scope_of(order)
    listing = page.show(request, url_args=[order.number], **facts)
    board = board_of(order, board_filter(listing.state), places=facts["places"])
    listing.count, listing.total = board.shown, board.total
    return listing, board, {"charts": charts_of(board, listing, facts["places"]), "legend": LEGEND}


def charts_of(board: Board, listing: Listing, places: Places) -> list[SafeString]:
    """Return the charts of an order; the one of containers only where it is short and has something to choose."""
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
        if (slices := list(_slices(board, listing, dimension, values)))
        and (dimension != Dimension.CONTAINER or 1 < len(slices) <= MOST_CONTAINERS)
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
