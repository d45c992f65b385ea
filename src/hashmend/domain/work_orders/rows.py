"""The rows behind the board's counts: what the table of an order shows, and the conditions of its charts."""

from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, StrIndex

from hashmend.domain.work_orders.models import LOGISTICS, Job, JobQuerySet, ServiceDone
from hashmend.domain.work_orders.queries import NO_CONTAINER, BoardFilter, Dimension
from hashmend.domain.work_orders.searching import matching
from hashmend.domain.work_orders.statuses import Status


def standing(dimension: Dimension, values: Collection[str]) -> Q:
    """Return the condition for jobs (from `board_rows`) that stand at one of the values of a chart."""
    if dimension == Dimension.CONTAINER:
        wanted = Q(inbound_container__number__in=values)
        return wanted | Q(inbound_container=None) if NO_CONTAINER in values else wanted
    return Q(**{f"{dimension}__in": values})


def narrowed(jobs: QuerySet[Job, Any], filters: BoardFilter) -> QuerySet[Job, Any]:
    """Return the jobs (with `logistics`) that `Board.shown` counts."""
    for dimension in Dimension:
        if chosen := filters.chosen(dimension):
            jobs = jobs.filter(standing(dimension, chosen))
    return jobs.filter(matching(filters.text)) if filters.text else jobs


_DONE = ServiceDone.objects.filter(job=OuterRef("pk")).order_by().values("job").annotate(n=Count("*")).values("n")
_RANK = StrIndex(Value(" ".join(Status)), F("status"))
"""Where a status stands on the way of a repair: no status is part of one before it."""

_ELSEWHERE = {
    "serial": "miner__serial",
    "former_serials": "miner__former_serials",
    "mac": "miner__mac",
    "asset_tag": "miner__asset_tag",
    "model_name": "miner__model__name",
    "model_variant": "miner__model__variant",
    "model_typed": "miner__model_typed",
    "arrived_in": "inbound_container__number",
    "packed_in": "outbound_container__number",
    "ready_at": "outbound_container__ready_at",
}
_OWN = ("id", "position", "status", "received_at", "changed_at")


def board_rows(jobs: JobQuerySet, **same: object) -> QuerySet[Job, dict[str, Any]]:
    """Return what the table of an order shows of each job, as dicts; `same` holds what is the same in every row.

    `status_rank` sorts by the way of a repair. One call of `annotate`: each copies the whole query.
    """
    named = {name: F(path) for name, path in _ELSEWHERE.items()}
    given = {name: Value(value) for name, value in same.items()}
    rows = jobs.annotate(
        logistics=LOGISTICS, done=Coalesce(Subquery(_DONE), 0), status_rank=_RANK, **named, **given
    )  # fmt: skip
    found: QuerySet[Job, dict[str, Any]] = rows.values(*_OWN, *named, *given, "logistics", "done", "status_rank")
    return found
