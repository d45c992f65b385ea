"""The board of an order: how many machines stand where. Charts, totals and page counts all come from it.

Each chart counts under every filter but its own. Values chosen in one chart are alternatives, charts must hold
together. The machines are columns, one entry per machine; counting and comparing them is left to `Counter`, `map` and
`compress`, so that ten thousand take a few milliseconds.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import compress
from operator import and_
from typing import Any

from hashmend.domain.work_orders.statuses import OUTCOMES, Logistics

ENDED = frozenset({Logistics.DELIVERED.value, Logistics.NOT_RETURNED.value})
"""With their owner again, or at the repair centre for good."""


class Dimension(StrEnum):
    """What the machines of an order are counted by: one chart and one filter each."""

    STATUS = "status"
    LOGISTICS = "logistics"
    MODEL = "model"
    SERVICE = "service"
    AGE = "age"
    CONTAINER = "container"
    ARRIVED = "arrived"
    DEPARTED = "departed"


NONE = "none"
"""The value of a machine without a container, or without a model of the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """Which machines of an order are shown: chosen values per chart, empty means all; and a text to find."""

    status: frozenset[str] = frozenset()
    logistics: frozenset[str] = frozenset()
    model: frozenset[str] = frozenset()
    service: frozenset[str] = frozenset()
    age: frozenset[str] = frozenset()
    container: frozenset[str] = frozenset()
    arrived: frozenset[str] = frozenset()
    departed: frozenset[str] = frozenset()
    text: str = ""

    def chosen(self, dimension: Dimension) -> frozenset[str]:
        """Return the values chosen in one chart."""
        chosen: frozenset[str] = getattr(self, dimension.value)
        return chosen

    @property
    def active(self) -> list[Dimension]:
        """Return the charts in which something is chosen."""
        return [dimension for dimension in Dimension if self.chosen(dimension)]


@dataclass(frozen=True, slots=True)
class Facet:
    """The machines as one chart sees them: a mark for each, and the areas that machines with a mark stand in."""

    marks: Sequence[Any]
    areas: Callable[[Any], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order is: its machines, those with an outcome, those with their owner again or here for good."""

    total: int
    finished: int
    returned: int


class Board:
    """The machines of an order, counted under filters. `found` tells of each whether the search text finds it."""

    def __init__(
        self, facets: Mapping[Dimension, Facet], filters: BoardFilter, found: Sequence[int] | None = None
    ) -> None:
        self.facets, self.filters, self.found = facets, filters, found
        self.total = len(facets[Dimension.STATUS].marks)
        self._marks: dict[Dimension, Counter[Any]] = {}
        self._everything: dict[Dimension, dict[str, int]] = {}
        self._passed: dict[Dimension, Sequence[int]] = {}
        self._masks: dict[Dimension | None, Sequence[int] | None] = {}

    @cached_property
    def shown(self) -> int:
        """Return how many machines pass all filters."""
        return self._number(self._mask(None))

    @cached_property
    def progress(self) -> Progress:
        """Return how far the order is, whatever the filters."""
        status, logistics = self.everything(Dimension.STATUS), self.everything(Dimension.LOGISTICS)
        return Progress(
            self.total, sum(status.get(one, 0) for one in OUTCOMES), sum(logistics.get(one, 0) for one in ENDED)
        )

    def counts(self, dimension: Dimension) -> Mapping[str, int]:
        """Return the areas of one chart: value → machines, under the filters of all other charts."""
        mask = self._mask(dimension)
        if mask is None:
            return self.everything(dimension)
        return self._by_area(dimension, Counter(compress(self.facets[dimension].marks, mask)))

    def everything(self, dimension: Dimension) -> Mapping[str, int]:
        """Return value → machines of the whole order, without any filter."""
        if dimension not in self._everything:
            self._everything[dimension] = self._by_area(dimension, self._counted(dimension))
        return self._everything[dimension]

    def under_the_others(self, dimension: Dimension) -> int:
        """Return how many machines pass the filters of all other charts: what the areas of one are a share of."""
        return self._number(self._mask(dimension))

    def _number(self, mask: Sequence[int] | None) -> int:
        return self.total if mask is None else sum(mask)

    def _counted(self, dimension: Dimension) -> Counter[Any]:
        if dimension not in self._marks:
            self._marks[dimension] = Counter(self.facets[dimension].marks)
        return self._marks[dimension]

    def _by_area(self, dimension: Dimension, marked: Mapping[Any, int]) -> dict[str, int]:
        counted: dict[str, int] = {}
        areas = self.facets[dimension].areas
        for mark, number in marked.items():
            for area in areas(mark):
                counted[area] = counted.get(area, 0) + number
        return counted

    def _mask(self, but: Dimension | None) -> Sequence[int] | None:
        """Return which machines pass all filters but one; None when there is nothing to pass."""
        but = but if but in self.filters.active else None
        if but not in self._masks:
            masks = [self._passing(dimension) for dimension in self.filters.active if dimension != but]
            if self.found is not None:
                masks.append(self.found)
            both: Sequence[int] | None = None
            for mask in masks:
                both = mask if both is None else list(map(and_, both, mask))
            self._masks[but] = both
        return self._masks[but]

    def _passing(self, dimension: Dimension) -> Sequence[int]:
        """Return which machines stand in an area chosen in one chart."""
        if dimension not in self._passed:
            chosen, facet = self.filters.chosen(dimension), self.facets[dimension]
            marks = {mark for mark in self._counted(dimension) if not chosen.isdisjoint(facet.areas(mark))}
            self._passed[dimension] = list(map(marks.__contains__, facet.marks))
        return self._passed[dimension]
