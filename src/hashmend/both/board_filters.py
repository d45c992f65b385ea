"""The filters of an order's machines: one per chart, with the same values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from hashmend.domain.work_orders.board import NONE, OTHER, BoardFilter, Dimension
from hashmend.domain.work_orders.queries import OrderFacts
from hashmend.domain.work_orders.rows import standing
from hashmend.domain.work_orders.searching import BACK
from hashmend.domain.work_orders.spans import Age, Span, span_of
from hashmend.domain.work_orders.statuses import Logistics, Status
from hashmend.kernel.actor import Actor
from hashmend.web.formats import MONTHS, shown_date
from hashmend.web.lists import Choice, Flag, Option
from hashmend.web.lists.state import State

Pairs = list[tuple[str, str]]

BACK_KEY = "back"
NO_CONTAINER = "No container"
NO_MODEL = "Not in the catalogue"
NO_FAILURE = "None noted"
IN_WORDS = "Other, in words"


@dataclass(frozen=True, slots=True, kw_only=True)
class During(Choice):
    """A choice of days, weeks or months; an address may name one of another length than those offered."""

    def clean(self, name: str, value: str, options: Sequence[Option]) -> str | None:
        """Return the code of a stretch of time."""
        return value if span_of(value) else None

    def words(self, name: str, value: str, options: Sequence[Option]) -> str:
        """Return label and days: "Arrived: week of 5 Oct 2026"."""
        span = span_of(value)
        return f"{self.label}: {span_words(span) if span else value}"


def span_words(span: Span) -> str:
    """Return a stretch of time in words."""
    if span.first is None:
        return f"before {shown_date(span.end)}"
    if "W" in span.code:
        return f"week of {shown_date(span.first)}"
    if len(span.code) == len("2026-10"):
        return f"{MONTHS[span.first.month - 1]} {span.first.year}"
    return span.code if span.code.isdecimal() else shown_date(span.first)


def span_mark(span: Span) -> str:
    """Return a stretch of time in as few letters as stand below a column."""
    if span.first is None:
        return f"< {_day_mark(span.end)}"
    if len(span.code) == len("2026-10"):
        return MONTHS[span.first.month - 1]
    return span.code if span.code.isdecimal() else _day_mark(span.first)


def _day_mark(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def containers(facts: OrderFacts) -> Pairs:
    """Return the containers its machines may have come in."""
    numbers = [place.number for place in facts.places.values() if place.is_inbound]
    return [(number, number) for number in numbers] + [(NONE, NO_CONTAINER)]


def models(facts: OrderFacts) -> Pairs:
    """Return the models of its machines."""
    return [(model.code, model.name) for model in facts.models.values()] + [(NONE, NO_MODEL)]


def services(facts: OrderFacts) -> Pairs:
    """Return the services of its scope, each open and done."""
    return [(f"{one.code}:{state}", f"{one.name}, {state}") for one in facts.services for state in ("open", "done")]


def failures(facts: OrderFacts) -> Pairs:
    """Return the types of failures found in its machines."""
    return [(kind.code, kind.name) for kind in facts.failures.values()] + [(OTHER, IN_WORDS), (NONE, NO_FAILURE)]


def spans(facts: OrderFacts) -> Pairs:
    """Return the stretches of time in which its machines may have come or left."""
    return [(span.code, span_words(span)) for span in facts.calendar.spans]


def _of(options: Callable[[OrderFacts], Pairs]) -> Callable[..., Pairs]:
    def options_of(_: Actor, *, facts: OrderFacts, **__: object) -> Pairs:
        return options(facts)

    return options_of


def _choice(
    dimension: Dimension,
    label: str,
    options: Sequence[tuple[str, str]] | Callable[..., Pairs],
    kind: type[Choice] = Choice,
) -> Choice:
    return kind(key=dimension.value, label=label, options_from=options, where=partial(standing, dimension))


FILTERS = (
    _choice(Dimension.STATUS, "Repair status", Status.choices),
    _choice(Dimension.LOGISTICS, "Logistics", Logistics.choices),
    _choice(Dimension.AGE, "In this status for", Age.choices),
    _choice(Dimension.MODEL, "Model", _of(models)),
    _choice(Dimension.SERVICE, "Service", _of(services)),
    _choice(Dimension.FAILURE, "Failure found", _of(failures)),
    _choice(Dimension.CONTAINER, "Came in", _of(containers)),
    _choice(Dimension.ARRIVED, "Arrived", _of(spans), During),
    _choice(Dimension.DEPARTED, "Departed", _of(spans), During),
    Flag(key=BACK_KEY, label="Back within the repair warranty", where=BACK),
)


def filters_in(params: Mapping[str, tuple[str, ...]], text: str) -> BoardFilter:
    """Return what a list is filtered by, in the words of the board."""
    chosen = {dimension.value: frozenset(params.get(dimension.value, ())) for dimension in Dimension}
    return BoardFilter(**chosen, text=text, back=bool(params.get(BACK_KEY)))


def board_filter(state: State) -> BoardFilter:
    """Return the state of a list in the words of the board."""
    return filters_in(state.params, state.text)
