"""The board of an order as both sides show it: charts that filter a table, and the table's columns."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from hashmend.both import cells
from hashmend.both.board_charts import Charts, charts_of
from hashmend.both.board_filters import BACK_KEY, board_filter
from hashmend.domain.work_orders.board import Board, Dimension
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.queries import OrderFacts
from hashmend.domain.work_orders.searching import matching
from hashmend.domain.work_orders.statuses import LOGISTICS_ICONS, Logistics
from hashmend.web.actors import PageRequest
from hashmend.web.lists import Column, Listing, ListPage
from hashmend.web.lists.filters import TRUE, clean_text

LEGEND = [(icon, Logistics(value).label) for value, icon in LOGISTICS_ICONS.items()]
"""Box, truck and house, and what they mean."""

FOLD = "kept-more-charts"
"""The cookie that keeps the further charts open; `data-kept` writes it."""

UNFOLD = ("charts", "more")
"""What an address says that shows the further charts once: name and value."""


def scope_of(order: WorkOrder, asked: QueryDict | None = None) -> dict[str, Any]:
    """Return what the lists of an order need to know about it, as `asked` for in an address (one query)."""
    asked = QueryDict() if asked is None else asked
    kept = [code for name in (Dimension.ARRIVED, Dimension.DEPARTED) for code in asked.getlist(name)]
    back = any(word in TRUE for word in asked.getlist(BACK_KEY))
    facts = OrderFacts(order, text=clean_text(asked.get("q", "")), kept=kept, back=back)
    return {"order": order, "facts": facts, "in_scope": len(facts.services)}


def searched(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(matching(text))


SERIAL = Column("serial", "Serial number", cell=cells.identity, value=cells.name, sort=True)
MODEL = Column("model", "Model", value=cells.model, sort=("model__name", "model__variant", "model_typed"))
MAC = Column("mac", "MAC", value=cells.mac, sort=True)
SERVICES = Column(
    "services", "Services", value=lambda row: f"{row['done']} of {row['in_scope']}", cell=cells.services,
    sort="dots", align="end", hint="Services done, of those in scope",
)  # fmt: skip
LOGISTICS = Column(
    "logistics", "Logistics", value=cells.logistics, cell=cells.logistics_icon, sort=True, align="center",
    hint="Box: boxed up. Truck: shipped. House: delivered back.",
)  # fmt: skip
CHANGED = Column("changed", "Last change", value=lambda row: row["changed_at"], sort="changed_at")
POSITION = Column("position", "#", sort=True, align="end", hint="Position in the order")


def counted_list(request: PageRequest, page: ListPage, order: WorkOrder) -> tuple[Listing, Board, OrderFacts]:
    """Return a list of the machines of one order, and their counts under its filter: they tell how many rows it has."""
    scope = scope_of(order, request.GET)
    facts: OrderFacts = scope["facts"]
    listing = page.show(request, url_args=[order.number], **scope)
    board = facts.board(board_filter(listing.state))
    listing.count, listing.total = board.shown, board.total
    return listing, board, facts


def instrument(request: PageRequest, page: ListPage, order: WorkOrder) -> tuple[Listing, Board, dict[str, Any]]:
    """Return table, counts and what the template needs of both: charts and table of one order, under one filter."""
    listing, board, facts = counted_list(request, page, order)
    name, value = UNFOLD
    unfolded = request.COOKIES.get(FOLD) == "open" or request.GET.get(name) == value
    charts = Charts() if request.GET.get("export") else charts_of(board, listing, facts, unfolded=unfolded)
    return (
        listing,
        board,
        {
            "charts": charts,
            "unfold": f"{listing.url}{'&' if '?' in listing.url else '?'}{name}={value}",
            "legend": LEGEND,
        },
    )
