"""What the pages of an order read about it: its containers, its scope, and its machines for the board.

The machines come from the index `job_cube` with one query and a row per repair status, in which every column is one
text with an entry per machine: handing over ten thousand values one by one, or letting the database sort ten thousand
rows to group them by seven columns, takes two to five times as long.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from operator import and_, itemgetter
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, Count, F, Value, When
from django.utils import timezone

from hashmend.domain.catalogue.models import FailureType, MinerModel, PartType
from hashmend.domain.work_orders.board import ENDED, NONE, OTHER, Board, BoardFilter, Dimension, Facet, Progress
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.searching import BACK, matching
from hashmend.domain.work_orders.spans import AGES, Calendar, Span, age_moments, span_of, spans_between
from hashmend.domain.work_orders.statuses import NOT_RETURNED, OUTCOMES, Logistics, Status
from hashmend.domain.work_orders.together import Together, keys, number_of, segments
from hashmend.kernel import clock


@dataclass(frozen=True, slots=True)
class Place:
    """A container of an order, with what its shipment tells about the machines in it."""

    number: str
    is_inbound: bool
    received_at: datetime | None
    picked_up_at: datetime | None
    delivered_at: datetime | None
    ready_at: datetime | None


Places = Mapping[int, Place]

_FOUND = bytes.maketrans(b"01", b"\x00\xff")
_MOST_KEPT = 80


@dataclass(frozen=True, slots=True)
class ScopeService:
    """A service in the scope of an order."""

    pk: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A row of the catalogue that machines of the order name: a model, or a type of failure found."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Machines:
    """The machines of an order in columns, in one order; `statuses` tells how many in a row have a repair status.

    Keys are text, "0" for none; `age` and `arrived` hold a segment's character per machine, `found` a 1 or a 0.
    """

    statuses: Sequence[tuple[str, int]] = ()
    outbound: Sequence[str] = ()
    inbound: Sequence[str] = ()
    model: Sequence[str] = ()
    services: Sequence[str] = ()
    failures: Sequence[str] = ()
    age: str = ""
    arrived: str = ""
    found: str = ""


def places_of(order: WorkOrder) -> Places:
    """Return the containers of an order by pk, in the order of their making."""
    rows = order.containers.order_by("pk").values_list(
        "pk", "number", "direction", "received_at", "shipment__picked_up_at", "shipment__delivered_at", "ready_at"
    )
    return {pk: Place(number, direction == "inbound", *moments) for pk, number, direction, *moments in rows}


class OrderFacts:
    """What charts and lists of one order need to know about it; each is read when it is first asked for, once.

    `text` is what the machines are searched for, `kept` are spans of time somebody chose; `back` leaves those that came
    back within the warranty on a former repair.
    """

    def __init__(self, order: WorkOrder, *, text: str = "", kept: Sequence[str] = (), back: bool = False) -> None:
        self.order, self.text = order, text
        self._wanted = [*([matching(text)] if text else []), *([BACK] if back else [])]
        self._kept = [span for code in kept[:_MOST_KEPT] if (span := span_of(code))]

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
    def models(self) -> Mapping[int, Named]:
        """Return the models of its machines, by name."""
        if "machines" in self.__dict__:
            return self._named[0]
        keys_here = Job.objects.filter(work_order=self.order).order_by().values("model")
        return _by_name((pk, code, f"{name} {more}".rstrip()) for _, pk, code, name, more in _models(keys_here))

    @cached_property
    def failures(self) -> Mapping[int, Named]:
        """Return the types of failures found in its machines, by kind of part and name."""
        return self._named[1]

    @cached_property
    def _named(self) -> tuple[Mapping[int, Named], Mapping[int, Named]]:
        """Return the models and the types of failures that its machines name, by one query."""
        kinds = FailureType.objects.filter(pk__in=_keys_in(set(self.machines.failures))).order_by()
        failures = kinds.values_list(Value(0), "pk", "code", "name", "part_type")
        rows = _models({int(key) for key in set(self.machines.model)}).union(failures, all=True)
        found: tuple[list[tuple[int, str, str]], ...] = ([], [])
        for is_model, pk, code, name, more in rows:
            label = f"{name} {more}".rstrip() if is_model else f"{PartType(more).label}: {name}"
            found[0 if is_model else 1].append((pk, code, label))
        return _by_name(found[0]), _by_name(found[1])

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
        columns: dict[str, Any] = {
            "count": Count("*"),
            "outbound": keys("outbound_container_id"),
            "inbound": keys("inbound_container_id"),
            "models": keys("model_id"),
            "services": Together(F("services_key"), ","),
            "failures": Together(F("failures_key"), ","),
            "ages": segments("status_at", age_moments()),
            "arrivals": segments("received_at", self.calendar.moments),
        }
        if self._wanted:
            found = Case(
                When(reduce(and_, self._wanted), then=Value("1")), default=Value("0"), output_field=CharField()
            )
            columns["found"] = Together(found, "")
        jobs = Job.objects.filter(work_order=self.order).order_by().values_list("status").annotate(**columns)
        with connection.cursor() as cursor:
            cursor.execute(*jobs.query.sql_with_params())
            rows = cursor.fetchall()
        if not rows:
            return Machines()
        status, count, outbound, inbound, model, services, failures, age, arrived = list(zip(*rows, strict=True))[:9]
        return Machines(
            statuses=list(zip(status, count, strict=True)),
            outbound=",".join(outbound).split(","),
            inbound=",".join(inbound).split(","),
            model=",".join(model).split(","),
            services=",".join(services).split(","),
            failures=",".join(failures).split(","),
            age="".join(age),
            arrived="".join(arrived),
            found="".join(row[9] for row in rows) if self._wanted else "",
        )

    def board(self, filters: BoardFilter | None = None) -> Board:
        """Return the machines counted under filters, whose text and warranty are those of these facts."""
        found = self.machines.found.encode().translate(_FOUND) if self._wanted else None
        return Board(self._facet, filters or BoardFilter(), found)

    def _facet(self, dimension: Dimension) -> Facet:
        machines = self.machines
        if dimension == Dimension.STATUS:
            return Facet.of_runs(((status,), count) for status, count in machines.statuses)
        if dimension == Dimension.LOGISTICS:
            return Facet.of_parts(self._by_status())
        marks: Sequence[str]
        marks, areas_of = {
            Dimension.MODEL: (machines.model, self._model),
            Dimension.SERVICE: (machines.services, self._services),
            Dimension.FAILURE: (machines.failures, self._failures),
            Dimension.AGE: (machines.age, self._age),
            Dimension.CONTAINER: (machines.inbound, self._container),
            Dimension.ARRIVED: (machines.arrived, self._arrived),
            Dimension.DEPARTED: (machines.outbound, self._departed),
        }[dimension]
        return Facet.of(marks, areas_of)

    def _by_status(self) -> Iterator[tuple[Sequence[str], Callable[[str], tuple[str]]]]:
        """Yield the outbound containers of the machines of one status, and where a machine in one of them stands."""
        start, boxes = 0, {str(pk): place for pk, place in self.places.items()}
        for status, count in self.machines.statuses:
            outbound = self.machines.outbound[start : start + count]
            yield outbound, lambda key, status=status: (logistics_of(status, boxes.get(key)),)  # type: ignore[misc]
            start += count

    def _age(self, segment: str) -> tuple[str]:
        return (AGES[number_of(segment) or 0].value,)

    def _arrived(self, segment: str) -> tuple[str, ...]:
        return self.calendar.codes_of(number_of(segment))

    def _model(self, key: str) -> tuple[str]:
        return (self.models[int(key)].code if key != "0" else NONE,)

    def _container(self, key: str) -> tuple[str]:
        return (self.places[int(key)].number if key != "0" else NONE,)

    def _services(self, key: str) -> list[str]:
        return [f"{one.code}:{'done' if f'.{one.pk}.' in key else 'open'}" for one in self.services]

    def _failures(self, key: str) -> list[str]:
        found = [self.failures[pk].code for pk in sorted(_keys_in([key]))]
        return found + [OTHER] * key.startswith(".0.") or [NONE]

    def _departed(self, key: str) -> tuple[str, ...]:
        place = self.places.get(int(key))
        return self.calendar.codes_of(self.calendar.segment_of(place.picked_up_at if place else None))


def _models(keys: Any) -> Any:
    return MinerModel.objects.filter(pk__in=keys).order_by().values_list(Value(1), "pk", "code", "name", "variant")


def _by_name(rows: Iterable[tuple[int, str, str]]) -> dict[int, Named]:
    return {pk: Named(code, name) for pk, code, name in sorted(rows, key=itemgetter(2))}


def _keys_in(texts: Iterable[str]) -> set[int]:
    """Return the keys that stand between dots in any of the texts, but for 0."""
    return {int(key) for text in texts for key in text.split(".") if key} - {0}


def board_of(order: WorkOrder, filters: BoardFilter | None = None) -> Board:
    """Count the machines of an order under filters."""
    filters = filters or BoardFilter()
    return OrderFacts(order, text=filters.text, kept=[*filters.arrived, *filters.departed], back=filters.back).board(
        filters
    )


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
