"""The rows behind the board's counts: what the table of an order shows, and the conditions of its charts."""

from collections.abc import Callable, Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Length, Replace, StrIndex

from hashmend.domain.work_orders.board import NONE, BoardFilter, Dimension
from hashmend.domain.work_orders.models import LOGISTICS, Job, JobQuerySet, ServiceDone
from hashmend.domain.work_orders.searching import matching
from hashmend.domain.work_orders.spans import AGES, age_moments, span_of
from hashmend.domain.work_orders.statuses import Status

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
    Dimension.AGE: _age,
    Dimension.ARRIVED: _during("received_at"),
    Dimension.DEPARTED: _during("outbound_container__shipment__picked_up_at"),
}


def narrowed(jobs: QuerySet[Job, Any], filters: BoardFilter) -> QuerySet[Job, Any]:
    """Return the jobs (with `logistics`) that `Board.shown` counts."""
    for dimension in filters.active:
        jobs = jobs.filter(standing(dimension, filters.chosen(dimension)))
    return jobs.filter(matching(filters.text)) if filters.text else jobs


_DOTS = Length("services_key") - Length(Replace("services_key", Value("."), Value("")))
_RANK = StrIndex(Value(" ".join(Status)), F("status"))
"""Where a status stands on the way of a repair: no status is part of one before it."""

_ELSEWHERE = {
    "serial": "miner__serial",
    "former_serials": "miner__former_serials",
    "mac": "miner__mac",
    "asset_tag": "miner__asset_tag",
    "model_name": "model__name",
    "model_variant": "model__variant",
    "model_typed": "miner__model_typed",
    "arrived_in": "inbound_container__number",
    "packed_in": "outbound_container__number",
    "ready_at": "outbound_container__ready_at",
}
_OWN = ("id", "position", "status", "status_at", "received_at", "changed_at")


def board_rows(jobs: JobQuerySet, *, people: bool = False, **same: object) -> QuerySet[Job, dict[str, Any]]:
    """Return what the table of an order shows of each job, as dicts; `same` holds what is the same in every row.

    `status_rank` sorts by the way of a repair, `dots` grows with the services done. With `people`, `worker` is the name
    of who set the status: never for a customer. One call of `annotate`: each copies the whole query.
    """
    named = {name: F(path) for name, path in _ELSEWHERE.items()}
    if people:
        named["worker"] = F("status_by__name")
    given = {name: Value(value) for name, value in same.items()}
    rows = jobs.annotate(logistics=LOGISTICS, dots=_DOTS, status_rank=_RANK, **named, **given)
    found: QuerySet[Job, dict[str, Any]] = rows.values(*_OWN, *named, *given, "logistics", "dots", "status_rank")
    return found
