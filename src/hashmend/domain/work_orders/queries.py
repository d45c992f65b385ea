"""The board of an order: how many machines stand where, counted once, and the rows behind every count.

One grouped read (over the index `job_board`) gives all charts and totals; each chart counts under every filter but
its own. Filters inside a chart are alternatives, filters of different charts must hold together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.db.models import Count

from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.searching import matching
from hashmend.domain.work_orders.statuses import NOT_RETURNED, OUTCOMES, Logistics


class Dimension(StrEnum):
    """What the machines of an order are counted by."""

    STATUS = "status"
    LOGISTICS = "logistics"
    CONTAINER = "container"


NO_CONTAINER = "none"
"""The value of `Dimension.CONTAINER` for machines that came in no container."""


@dataclass(frozen=True, slots=True)
class BoardFilter:
    """Which machines of an order are shown. `container` holds numbers of inbound containers; empty means all."""

    status: frozenset[str] = frozenset()
    logistics: frozenset[str] = frozenset()
    container: frozenset[str] = frozenset()
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.status or self.logistics or self.container or self.text)

    def chosen(self, dimension: Dimension) -> frozenset[str]:
        """Return the values chosen in one chart."""
        chosen: frozenset[str] = getattr(self, dimension.value)
        return chosen


@dataclass(frozen=True, slots=True)
class Group:
    """Machines that stand at the same place: `count` of them, `matching` of which the search text finds."""

    status: str
    logistics: str
    container: str
    count: int
    matching: int

    def value(self, dimension: Dimension) -> str:
        """Return where the group stands in one chart."""
        value: str = getattr(self, dimension.value)
        return value

    def is_under(self, filters: BoardFilter, *, but: Dimension | None = None) -> bool:
        """Tell whether the group passes the filters of all charts, or of all but one."""
        return all(
            not filters.chosen(dimension) or self.value(dimension) in filters.chosen(dimension)
            for dimension in Dimension
            if dimension != but
        )


@dataclass(frozen=True)
class Board:
    """The machines of an order, grouped and counted."""

    groups: tuple[Group, ...]
    filters: BoardFilter = field(default_factory=BoardFilter)

    @cached_property
    def total(self) -> int:
        """Return how many machines the order has."""
        return sum(group.count for group in self.groups)

    @cached_property
    def shown(self) -> int:
        """Return how many machines pass all filters."""
        return sum(group.matching for group in self.groups if group.is_under(self.filters))

    @cached_property
    def finished(self) -> int:
        """Return how many machines have an outcome."""
        return sum(group.count for group in self.groups if group.status in OUTCOMES)

    @cached_property
    def returned(self) -> int:
        """Return how many machines are with their owner again, or stay here for good."""
        ended = {Logistics.DELIVERED.value, Logistics.NOT_RETURNED.value}
        return sum(group.count for group in self.groups if group.logistics in ended)

    def counts(self, dimension: Dimension) -> Mapping[str, int]:
        """Return the bars of one chart: value → machines, under the filters of all other charts."""
        counted: Counter[str] = Counter()
        for group in self.groups:
            if group.is_under(self.filters, but=dimension):
                counted[group.value(dimension)] += group.matching
        return counted

    def everything(self, dimension: Dimension) -> Mapping[str, int]:
        """Return value → machines of the whole order, without any filter."""
        counted: Counter[str] = Counter()
        for group in self.groups:
            counted[group.value(dimension)] += group.count
        return counted


@dataclass(frozen=True, slots=True)
class Place:
    """A container of an order, with what its shipment tells about the machines in it."""

    number: str
    is_inbound: bool
    picked_up_at: datetime | None
    delivered_at: datetime | None


Places = Mapping[int, Place]


def places_of(order: WorkOrder) -> Places:
    """Return the containers of an order by pk, in the order of their making."""
    rows = order.containers.order_by("pk").values_list(
        "pk", "number", "direction", "shipment__picked_up_at", "shipment__delivered_at"
    )
    return {pk: Place(number, direction == "inbound", *moments) for pk, number, direction, *moments in rows}


def board_of(order: WorkOrder, filters: BoardFilter | None = None, *, places: Places | None = None) -> Board:
    """Count the machines of an order: one query whatever their number, and one for `places` unless given."""
    filters = filters or BoardFilter()
    counts: dict[str, Any] = {"machines": Count("*"), "arrived": Count("received_at")}
    if filters.text:
        found = matching(filters.text)
        counts |= {"found": Count("pk", filter=found), "found_arrived": Count("received_at", filter=found)}
    grouped = (
        Job.objects.filter(work_order=order)
        .order_by()
        .values_list("status", "inbound_container_id", "outbound_container_id")
        .annotate(**counts)
    )
    places = places_of(order) if places is None else places
    return Board(tuple(group for row in grouped for group in _groups(row, places)), filters)


def _groups(row: tuple[Any, ...], places: Places) -> Iterable[Group]:
    """Return the groups of one row of the cube: what arrived of it and what did not."""
    status, inbound, outbound, machines, arrived, *found = row
    found_all, found_arrived = found or (machines, arrived)
    container = places[inbound].number if inbound in places else NO_CONTAINER
    place = places.get(outbound)
    for count, hits, has_arrived in (
        (arrived, found_arrived, True),
        (machines - arrived, found_all - found_arrived, False),
    ):
        if count:
            yield Group(status, logistics_of(status, place, has_arrived=has_arrived), container, count, hits)


def logistics_of(status: str, place: Place | None, *, has_arrived: bool) -> str:
    """Return what `models.LOGISTICS` says in SQL, for one group of machines."""
    if status in NOT_RETURNED:
        return Logistics.NOT_RETURNED.value
    if place and place.delivered_at:
        return Logistics.DELIVERED.value
    if place and place.picked_up_at:
        return Logistics.SHIPPED.value
    if place:
        return Logistics.BOXED.value
    return Logistics.AT_RC.value if has_arrived else Logistics.NOT_ARRIVED.value
