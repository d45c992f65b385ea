"""The charts of an order: each area is a link that chooses it, or gives it up."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.safestring import SafeString

from hashmend.both import board_filters as words
from hashmend.domain.work_orders.board import NONE, Board, Dimension
from hashmend.domain.work_orders.queries import OrderFacts
from hashmend.domain.work_orders.spans import Age
from hashmend.domain.work_orders.statuses import LOGISTICS_TONES, STATUS_TONES, Logistics, Status
from hashmend.web import charts
from hashmend.web.charts import Slice
from hashmend.web.lists import Listing

D = Dimension
MOST_CONTAINERS = 12
"""With more bars the chart of containers says nothing; the filter above the table offers every container."""


@dataclass(frozen=True, slots=True)
class Charts:
    """What stands above the table: the charts everybody looks at, and those to unfold; `more` is empty until then."""

    first: tuple[SafeString, ...] = ()
    more: tuple[SafeString, ...] = ()
    more_words: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """An area of a chart before it is counted."""

    value: str
    label: str
    tone: str = "chart-1"
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """How one dimension is drawn. `in_full` draws areas without machines too: a calendar has no gaps."""

    dimension: Dimension
    title: str
    draw: Callable[..., SafeString]
    areas: Callable[[OrderFacts, Board], Sequence[Area]]
    in_full: bool = False


def _statuses(*_: object) -> list[Area]:
    return [Area(one.value, str(one.label), STATUS_TONES[one]) for one in Status]


def _places(*_: object) -> list[Area]:
    return [Area(one.value, str(one.label), LOGISTICS_TONES[one]) for one in Logistics]


def _ages(*_: object) -> list[Area]:
    return [Area(one.value, str(one.label), "chart-4") for one in reversed(Age)]


def _models(facts: OrderFacts, board: Board) -> list[Area]:
    """Return the models, the most frequent first."""
    number = board.everything(D.MODEL)
    areas = [Area(value, label, "neutral" if value == NONE else "chart-1") for value, label in words.models(facts)]
    return sorted(areas, key=lambda area: -number.get(area.value, 0))


def _services(facts: OrderFacts, _: Board) -> list[Area]:
    return [
        Area(value, label, "success" if value.endswith(":done") else "waiting")
        for value, label in words.services(facts)
    ]


def _failures(facts: OrderFacts, board: Board) -> list[Area]:
    """Return the failures found, the most frequent first. Machines without any are left to the filter."""
    number = board.counts(D.FAILURE)
    found = [Area(value, label, "chart-6") for value, label in words.failures(facts) if value != NONE]
    return sorted(found, key=lambda area: -number.get(area.value, 0))


def _containers(facts: OrderFacts, _: Board) -> list[Area]:
    offered = words.containers(facts)
    if len(offered) - 1 > MOST_CONTAINERS:
        return []
    return [Area(value, label, "neutral" if value == NONE else "chart-1") for value, label in offered]


def _spans(tone: str, facts: OrderFacts, _: Board) -> list[Area]:
    return [Area(span.code, words.span_words(span), tone, words.span_mark(span)) for span in facts.calendar.spans]


FIRST = (
    Chart(D.STATUS, "Repair status", charts.bars, _statuses),
    Chart(D.LOGISTICS, "Logistics", charts.donut, _places),
    Chart(D.AGE, "In this status for", charts.bars, _ages),
)
MORE = (
    Chart(D.MODEL, "Models", charts.bars, _models),
    Chart(D.SERVICE, "Services", charts.bars, _services),
    Chart(D.FAILURE, "Failures found", charts.pareto, _failures),
    Chart(D.ARRIVED, "Arrived", charts.columns, partial(_spans, LOGISTICS_TONES[Logistics.AT_RC]), in_full=True),
    Chart(D.DEPARTED, "Departed", charts.columns, partial(_spans, LOGISTICS_TONES[Logistics.SHIPPED]), in_full=True),
    Chart(D.CONTAINER, "Came in", charts.bars, _containers),
)


def charts_of(board: Board, listing: Listing, facts: OrderFacts, *, unfolded: bool) -> Charts:
    """Return the charts of an order that has machines; the further ones when unfolded, or when one of them filters."""
    if not board.total:
        return Charts()
    first = [drawn for chart in FIRST if (drawn := _drawn(chart, board, listing, facts))]
    wanted = MORE if unfolded or any(board.filters.chosen(chart.dimension) for chart in MORE) else ()
    more = [(chart, drawn) for chart in wanted if (drawn := _drawn(chart, board, listing, facts))]
    named = ", ".join(chart.title.lower() for chart in ([chart for chart, _ in more] or MORE))
    return Charts(tuple(first), tuple(drawn for _, drawn in more), named)


def _drawn(chart: Chart, board: Board, listing: Listing, facts: OrderFacts) -> SafeString | None:
    """Return a chart, or nothing when there is nothing in it to choose between."""
    slices = list(_slices(chart, board, listing, facts))
    if not slices or (chart.dimension == D.CONTAINER and len(slices) < 2):
        return None
    of = board.under_the_others(chart.dimension)
    return chart.draw(chart.dimension.value, chart.title, slices, one="miner", of=of, hx=listing.hx)


def _slices(chart: Chart, board: Board, listing: Listing, facts: OrderFacts) -> Iterable[Slice]:
    """Yield an area for every value that a machine of the order has, in the order of the values."""
    dimension, areas = chart.dimension, chart.areas(facts, board)
    if not areas:
        return
    counts, present = board.counts(dimension), board.everything(dimension)
    if chart.in_full and not present:
        return
    chosen = board.filters.chosen(dimension)
    for area in areas:
        value, count = area.value, counts.get(area.value, 0)
        is_chosen = value in chosen
        if value in present or is_chosen or (chart.in_full and not value.startswith("before")):
            url = listing.state.toggled(dimension.value, value).url(listing.path) if count or is_chosen else ""
            yield Slice(value, area.label, count, url, is_chosen, area.tone, area.mark)
