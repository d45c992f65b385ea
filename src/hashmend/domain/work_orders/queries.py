"""What the pages of an order read about it: its containers, its scope, and its machines for the board.

The machines are read as they stand in the index `job_cube`, without grouping: a database that groups ten thousand rows
by seven columns sorts them all, which takes three times as long as handing them over to be counted here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Case, Count, IntegerField, Value, When
from django.utils import timezone

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.work_orders.board import ENDED, NONE, Board, BoardFilter, Dimension, Facet, Progress
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.searching import matching
from hashmend.domain.work_orders.spans import AGES, Calendar, Segment, Span, age_moments, span_of, spans_between
from hashmend.domain.work_orders.statuses import NOT_RETURNED, OUTCOMES, Logistics, Status
from hashmend.kernel import clock


@dataclass(frozen=True, slots=True)
class Place:
    """A container of an order, with what its shipment tells about the machines in it."""

    number: str
    is_inbound: bool
    received_at: datetime | None
    picked_up_at: datetime | None
    delivered_at: datetime | None


Places = Mapping[int, Place]


@dataclass(frozen=True, slots=True)
class ScopeService:
    """A service in the scope of an order."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Machines:
    """The machines of an order as columns, each entry the same machine's; see `Job` for what they hold."""

    status: Sequence[str] = ()
    model: Sequence[int | None] = ()
    inbound: Sequence[int | None] = ()
    outbound: Sequence[int | None] = ()
    services: Sequence[str] = ()
    age: Sequence[int] = ()
    arrived: Sequence[int | None] = ()
    found: Sequence[int] | None = None


def places_of(order: WorkOrder) -> Places:
    """Return the containers of an order by pk, in the order of their making."""
    rows = order.containers.order_by("pk").values_list(
        "pk", "number", "direction", "received_at", "shipment__picked_up_at", "shipment__delivered_at"
    )
    return {pk: Place(number, direction == "inbound", *moments) for pk, number, direction, *moments in rows}


class OrderFacts:
    """What charts and lists of one order need to know about it; each is read when it is first asked for, once.

    `text` is what the machines are searched for, `kept` are spans of time somebody chose.
    """

    def __init__(self, order: WorkOrder, *, text: str = "", kept: Sequence[str] = ()) -> None:
        self.order, self.text = order, text
        self._kept = [span for code in kept if (span := span_of(code))]

    @cached_property
    def places(self) -> Places:
        """Return the containers of the order."""
        return places_of(self.order)

    @cached_property
    def services(self) -> Sequence[ScopeService]:
        """Return the services of the scope, in its order."""
        scope = self.order.repair_request.scope.order_by("position", "pk")
        return [ScopeService(*row) for row in scope.values_list("service_id", "service__code", "service__name")]

    @cached_property
    def models(self) -> Mapping[int, MinerModel]:
        """Return the models of its machines."""
        if "machines" in self.__dict__:
            return MinerModel.objects.in_bulk({pk for pk in set(self.machines.model) if pk})
        jobs = Job.objects.filter(work_order=self.order).order_by()
        return {model.pk: model for model in MinerModel.objects.filter(pk__in=jobs.values("model"))}

    @cached_property
    def spans(self) -> Sequence[Span]:
        """Return the days, weeks or months in which machines may have come or left."""
        received = [place.received_at for place in self.places.values() if place.received_at]
        if not received:
            return ()
        return spans_between(timezone.localdate(min(received)), timezone.localdate(clock.now()))

    @cached_property
    def calendar(self) -> Calendar:
        """Return the spans, with those somebody chose before."""
        return Calendar(self.spans, self._kept)

    @cached_property
    def machines(self) -> Machines:
        """Return the machines of the order, by one query over one index."""
        columns = ["status", "model_id", "inbound_container_id", "outbound_container_id", "services_key"]
        marks: dict[str, Any] = {
            "age": Segment("status_at", age_moments()),
            "arrived": Segment("received_at", self.calendar.moments),
        }
        if self.text:
            marks["found"] = Case(
                When(matching(self.text), then=Value(1)), default=Value(0), output_field=IntegerField()
            )
        jobs = Job.objects.filter(work_order=self.order).order_by().annotate(**marks).values_list(*columns, *marks)
        with connection.cursor() as cursor:
            cursor.execute(*jobs.query.sql_with_params())
            return Machines(*zip(*cursor.fetchall(), strict=True))

    def board(self, filters: BoardFilter | None = None) -> Board:
        """Return the machines counted under filters, whose text is `self.text`."""
        machines = self.machines
        facets = {
            Dimension.STATUS: Facet(machines.status, lambda status: (status,)),
            Dimension.LOGISTICS: Facet(list(zip(machines.status, machines.outbound, strict=True)), self._logistics),
            Dimension.MODEL: Facet(machines.model, lambda pk: (self.models[pk].code if pk else NONE,)),
            Dimension.SERVICE: Facet(machines.services, self._services),
            Dimension.AGE: Facet(machines.age, lambda segment: (AGES[segment].value,)),
            Dimension.CONTAINER: Facet(machines.inbound, lambda pk: (self.places[pk].number if pk else NONE,)),
            Dimension.ARRIVED: Facet(machines.arrived, self.calendar.codes_of),
            Dimension.DEPARTED: Facet(machines.outbound, self._departed),
        }
        return Board(facets, filters or BoardFilter(), machines.found)

    def _logistics(self, mark: tuple[str, int | None]) -> tuple[str]:
        status, outbound = mark
        return (logistics_of(status, self.places.get(outbound) if outbound else None),)

    def _services(self, key: str) -> list[str]:
        return [f"{one.code}:{'done' if f'.{one.pk}.' in key else 'open'}" for one in self.services]

    def _departed(self, outbound: int | None) -> tuple[str, ...]:
        left_at = self.places[outbound].picked_up_at if outbound else None
        return self.calendar.codes_of(self.calendar.segment_of(left_at))


def board_of(order: WorkOrder, filters: BoardFilter | None = None) -> Board:
    """Count the machines of an order under filters."""
    filters = filters or BoardFilter()
    return OrderFacts(order, text=filters.text, kept=[*filters.arrived, *filters.departed]).board(filters)


def progress_of(order: WorkOrder, places: Places | None = None) -> Progress:
    """Return how far an order is: one query whatever the number of its machines, and one for `places` unless given."""
    places = places_of(order) if places is None else places
    grouped = Job.objects.filter(work_order=order).order_by().values_list("status", "outbound_container_id")
    rows = list(grouped.annotate(machines=Count("*")))
    ended = (n for status, outbound, n in rows if logistics_of(status, places.get(outbound)) in ENDED)
    return Progress(sum(n for *_, n in rows), sum(n for status, _, n in rows if status in OUTCOMES), sum(ended))


def logistics_of(status: str, place: Place | None) -> str:
    """Return what `models.LOGISTICS` says in SQL, of a machine that is packed in a place, or in none.

    A machine is Expected exactly while it has not arrived.
    """
    if status in NOT_RETURNED:
        return Logistics.NOT_RETURNED.value
    if place and place.delivered_at:
        return Logistics.DELIVERED.value
    if place and place.picked_up_at:
        return Logistics.SHIPPED.value
    if place:
        return Logistics.BOXED.value
    return Logistics.NOT_ARRIVED.value if status == Status.EXPECTED else Logistics.AT_RC.value
