"""The rows behind the board's counts: what the table of an order shows, and the conditions of its charts."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Length, Replace, StrIndex
from django.db.models.query import ValuesIterable

from hashmend.domain.catalogue.models import FailureType
from hashmend.domain.work_orders.board import NONE, OTHER, BoardFilter, Dimension
from hashmend.domain.work_orders.models import Job, JobQuerySet, ServiceDone
from hashmend.domain.work_orders.queries import OrderFacts, Places, logistics_of
from hashmend.domain.work_orders.searching import BACK, matching
from hashmend.domain.work_orders.spans import AGES, age_moments, span_of
from hashmend.domain.work_orders.statuses import NOT_RETURNED, Logistics, Status

BoardRows = QuerySet[Job, dict[str, Any]]
NOTHING = Q(pk__in=[])


def standing(dimension: Dimension, values: Collection[str]) -> Q:
    """Return the condition for jobs (with `logistics`) that stand in one of the areas of a chart."""
    if dimension in (Dimension.STATUS, Dimension.LOGISTICS):
        return Q(**{f"{dimension}__in": values})
    if dimension == Dimension.CONTAINER:
        return _named("inbound_container", "number", values)
    if dimension == Dimension.MODEL:
        return _named("model", "code", values)
    return _any(_ONE_BY_ONE[dimension](value) for value in values)


def _named(path: str, field: str, values: Collection[str]) -> Q:
    wanted = Q(**{f"{path}__{field}__in": [value for value in values if value != NONE]})
    return wanted | Q(**{path: None}) if NONE in values else wanted


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, NOTHING)


def _service(value: str) -> Q:
    code, _, state = value.rpartition(":")
    done = Q(Exists(ServiceDone.objects.filter(job=OuterRef("pk"), service__code=code)))
    return done if state == "done" else ~done


def _failure(value: str) -> Q:
    if value in (NONE, OTHER):
        return Q(failures_key="") if value == NONE else Q(failures_key__startswith=".0.")
    key = Subquery(FailureType.objects.filter(code=value).order_by().values(text=Cast("pk", TextField()))[:1])
    dot = Value(".", output_field=TextField())
    return Q(failures_key__contains=Concat(dot, key, dot))


def _age(value: str) -> Q:
    segment, moments = [age.value for age in AGES].index(value), age_moments()
    condition = Q()
    if segment:
        condition &= Q(status_at__gte=moments[segment - 1])
    return condition & Q(status_at__lt=moments[segment]) if segment < len(moments) else condition


def _during(field: str) -> Callable[[str], Q]:
    def condition(value: str) -> Q:
        span = span_of(value)
        if span is None:
            return NOTHING
        start, end = span.moments
        return Q(**{f"{field}__lt": end}) & (Q(**{f"{field}__gte": start}) if start else Q())

    return condition


_ONE_BY_ONE: dict[Dimension, Callable[[str], Q]] = {
    Dimension.SERVICE: _service,
    Dimension.FAILURE: _failure,
    Dimension.AGE: _age,
    Dimension.ARRIVED: _during("received_at"),
    Dimension.DEPARTED: _during("outbound_container__shipment__picked_up_at"),
}


def narrowed(jobs: QuerySet[Job, Any], filters: BoardFilter) -> QuerySet[Job, Any]:
    """Return the jobs (with `logistics`) that `Board.shown` counts."""
    for dimension in filters.active:
        jobs = jobs.filter(standing(dimension, filters.chosen(dimension)))
    jobs = jobs.filter(BACK) if filters.back else jobs
    return jobs.filter(matching(filters.text)) if filters.text else jobs


_DOTS = Length("services_key") - Length(Replace("services_key", Value("."), Value("")))
_RANK = StrIndex(Value(" ".join(Status)), F("status"))
"""Where a status stands on the way of a repair: no status is part of one before it."""

_MINER = {name: f"miner__{name}" for name in ("serial", "former_serials", "mac", "asset_tag", "model_typed")}
_OWN = (
    "id", "position", "status", "status_at", "received_at", "changed_at", "services_key", "model_id",
    "inbound_container_id", "outbound_container_id", "returned_from_id",
)  # fmt: skip


def board_rows(jobs: JobQuerySet, facts: OrderFacts, *, people: bool = False, **same: object) -> BoardRows:
    """Return what the table of an order shows of each job, as dicts; `same` holds what is the same in every row.

    Containers, models and places come from `facts`: joined, they would cost a database more to plan than to read. To
    filter and sort by there are `logistics`, `status_rank` (the way of a repair) and `dots` (grows with the services
    done). With `people`, `taken_by` is the name of the technician and `worker` that or the name of who set the status:
    never for a customer.
    """
    named: dict[str, F | Coalesce] = {name: F(path) for name, path in _MINER.items()}
    if people:
        named |= {"taken_by": F("technician__name"), "worker": Coalesce("technician__name", "status_by__name")}
    rows = jobs.alias(logistics=_where(facts.places), dots=_DOTS, status_rank=_RANK).annotate(**named)
    found: BoardRows = rows.values(*_OWN, *named)

    class Completed(ValuesIterable):
        """The rows with what `facts` knows about them."""

        def __iter__(self) -> Iterator[dict[str, Any]]:
            for row in super().__iter__():
                yield {**row, **same, **_from_facts(row, facts)}

    found._iterable_class = Completed
    return found


def _from_facts(row: Mapping[str, Any], facts: OrderFacts) -> dict[str, Any]:
    places = facts.places
    inbound, outbound = places.get(row["inbound_container_id"]), places.get(row["outbound_container_id"])
    model = facts.models.get(row["model_id"])
    return {
        "logistics": logistics_of(row["status"], outbound),
        "arrived_in": inbound.number if inbound else None,
        "packed_in": outbound.number if outbound else None,
        "ready_at": outbound.ready_at if outbound else None,
        "model_name": model.name if model else "",
        "done": max(0, row["services_key"].count(".") - 1),
    }


def _where(places: Places) -> Case:
    """Return the logistics of a job, as `models.LOGISTICS` says it, for an order whose containers are known."""
    left = [pk for pk, place in places.items() if place.picked_up_at and not place.is_inbound]
    back = [pk for pk, place in places.items() if place.delivered_at and not place.is_inbound]
    return Case(
        When(status__in=NOT_RETURNED, then=Value(Logistics.NOT_RETURNED.value)),
        When(outbound_container__in=back, then=Value(Logistics.DELIVERED.value)),
        When(outbound_container__in=left, then=Value(Logistics.SHIPPED.value)),
        When(outbound_container__isnull=False, then=Value(Logistics.BOXED.value)),
        When(received_at__isnull=False, then=Value(Logistics.AT_RC.value)),
        default=Value(Logistics.NOT_ARRIVED.value),
        output_field=CharField(),
    )
