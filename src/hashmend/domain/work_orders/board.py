"""The board of an order: how many machines stand where. Charts, totals and page counts all come from it.

Each chart counts under every filter but its own. Values chosen in one chart are alternatives, charts must hold
together. Each chart sees the machines as a string of bytes, one per machine: counting is `bytes.count`, a filter is
`bytes.translate`, filters together are one `&`, so that ten thousand machines take a millisecond.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain, compress

from hashmend.domain.work_orders.statuses import OUTCOMES, Logistics

ENDED = frozenset({Logistics.DELIVERED.value, Logistics.NOT_RETURNED.value})
"""With their owner again, or at the repair centre for good."""


class Dimension(StrEnum):
    """What the machines of an order are counted by: one chart and one filter each."""

    STATUS = "status"
    LOGISTICS = "logistics"
    MODEL = "model"
    SERVICE = "service"
    FAILURE = "failure"
    AGE = "age"
    CONTAINER = "container"
    ARRIVED = "arrived"
    DEPARTED = "departed"


NONE = "none"
"""The value of a machine without a container, a model of the catalogue, or a failure found."""

OTHER = "other"
"""The value of a machine with a failure that is in words alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """Which machines of an order are shown: chosen values per chart, empty means all; and a text to find.

    `back`: only those that came back within the warranty on a former repair.
    """

    status: frozenset[str] = frozenset()
    logistics: frozenset[str] = frozenset()
    model: frozenset[str] = frozenset()
    service: frozenset[str] = frozenset()
    failure: frozenset[str] = frozenset()
    age: frozenset[str] = frozenset()
    container: frozenset[str] = frozenset()
    arrived: frozenset[str] = frozenset()
    departed: frozenset[str] = frozenset()
    text: str = ""
    back: bool = False

    def chosen(self, dimension: Dimension) -> frozenset[str]:
        """Return the values chosen in one chart."""
        chosen: frozenset[str] = getattr(self, dimension.value)
        return chosen

    @property
    def active(self) -> list[Dimension]:
        """Return the charts in which something is chosen."""
        return [dimension for dimension in Dimension if self.chosen(dimension)]


Mask = bytes
"""A byte per machine: 255 for those that pass, 0 for the others."""

_FEW, _ONE_BYTE = 32, 256


class Facet:
    """The machines as one chart sees them: `codes` has a number for each, `areas[number]` is where it stands."""

    def __init__(self, codes: Sequence[int], areas: Sequence[tuple[str, ...]]) -> None:
        self.codes, self.areas = codes, areas

    @classmethod
    def of(cls, marks: Sequence[str], areas_of: Callable[[str], Iterable[str]]) -> "Facet":
        """Return the facet of machines that each carry a mark; a text is a mark of one letter each."""
        return cls.of_parts([(marks, areas_of)])

    @classmethod
    def of_parts(cls, parts: Iterable[tuple[Sequence[str], Callable[[str], Iterable[str]]]]) -> "Facet":
        """Return the facet of machines in parts, in each of which a mark means something else."""
        numbers: dict[tuple[str, ...], int] = {}
        coded: list[Sequence[int]] = []
        for marks, areas_of in parts:
            codes = {mark: numbers.setdefault(tuple(areas_of(mark)), len(numbers)) for mark in set(marks)}
            if isinstance(marks, str):
                coded.append(marks.translate({ord(mark): code for mark, code in codes.items()}).encode("latin-1"))
            else:
                coded.append(list(map(codes.__getitem__, marks)))
        is_narrow = len(numbers) <= _ONE_BYTE
        return cls(b"".join(map(bytes, coded)) if is_narrow else list(chain.from_iterable(coded)), list(numbers))

    @classmethod
    def of_runs(cls, runs: Iterable[tuple[tuple[str, ...], int]]) -> "Facet":
        """Return the facet of machines that come in runs of so many that stand in the same areas."""
        numbers: dict[tuple[str, ...], int] = {}
        codes = [bytes([numbers.setdefault(areas, len(numbers))]) * count for areas, count in runs]
        return cls(b"".join(codes), list(numbers))

    def counted(self, mask: Mask | None) -> dict[str, int]:
        """Return area → machines among those that pass."""
        counted: dict[str, int] = {}
        for areas, number in zip(self.areas, self._numbers(mask), strict=True):
            for area in areas:
                counted[area] = counted.get(area, 0) + number
        return {area: number for area, number in counted.items() if number}

    def _numbers(self, mask: Mask | None) -> list[int]:
        if not isinstance(self.codes, bytes) or len(self.areas) > _FEW:
            many = Counter(self.codes if mask is None else compress(self.codes, mask))
            return [many[code] for code in range(len(self.areas))]
        if mask is None:
            return [self.codes.count(code) for code in range(len(self.areas))]
        left_out = mask.count(0)  # they all read as code 0
        codes = both(self.codes, mask)
        return [codes.count(code) - (0 if code else left_out) for code in range(len(self.areas))]

    def passing(self, chosen: frozenset[str]) -> Mask:
        """Return the machines that stand in one of the areas."""
        passes = [255 if chosen.intersection(areas) else 0 for areas in self.areas]
        if isinstance(self.codes, bytes):
            return self.codes.translate(bytes(passes).ljust(256, b"\0"))
        return bytes(map(passes.__getitem__, self.codes))


def both(one: bytes, other: bytes) -> bytes:
    """Return the bits that both have."""
    together = int.from_bytes(one, "big") & int.from_bytes(other, "big")
    return together.to_bytes(len(one), "big")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an order is: its machines, those with an outcome, those with their owner again or here for good."""

    total: int
    finished: int
    returned: int


class Board:
    """The machines of an order, counted under filters. `found` are those that search and warranty leave."""

    def __init__(self, facet_of: Callable[[Dimension], Facet], filters: BoardFilter, found: Mask | None = None) -> None:
        """`facet_of` is asked once for each chart that is drawn or filtered by."""
        self.filters, self.found = filters, found
        self._facet_of, self._facets = facet_of, dict[Dimension, Facet]()
        self.total = len(self._facet(Dimension.STATUS).codes)
        self._everything: dict[Dimension, dict[str, int]] = {}
        self._masks: dict[Dimension | None, Mask | None] = {}

    @property
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
        return self.everything(dimension) if mask is None else self._facet(dimension).counted(mask)

    def everything(self, dimension: Dimension) -> Mapping[str, int]:
        """Return value → machines of the whole order, without any filter."""
        if dimension not in self._everything:
            self._everything[dimension] = self._facet(dimension).counted(None)
        return self._everything[dimension]

    def under_the_others(self, dimension: Dimension) -> int:
        """Return how many machines pass the filters of all other charts: what the areas of one are a share of."""
        return self._number(self._mask(dimension))

    def _facet(self, dimension: Dimension) -> Facet:
        if dimension not in self._facets:
            self._facets[dimension] = self._facet_of(dimension)
        return self._facets[dimension]

    def _number(self, mask: Mask | None) -> int:
        return self.total if mask is None else self.total - mask.count(0)

    def _mask(self, but: Dimension | None) -> Mask | None:
        """Return which machines pass all filters but one; None when there is nothing to pass."""
        but = but if but in self.filters.active else None
        if but not in self._masks:
            mask = self.found
            for dimension in self.filters.active:
                if dimension != but:
                    passing = self._facet(dimension).passing(self.filters.chosen(dimension))
                    mask = passing if mask is None else both(mask, passing)
            self._masks[but] = mask
        return self._masks[but]
