"""The rows behind the board's counts: what the table of an order shows, and the conditions of its charts."""

from collections.abc import Collection
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from hashmend.domain.work_orders.models import Job, JobQuerySet, ServiceDone
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
_RANK = Case(*(When(status=status, then=Value(rank)) for rank, status in enumerate(Status)), default=Value(99))
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


def board_rows(jobs: JobQuerySet) -> QuerySet[Job, dict[str, Any]]:
    """Return what the table of an order shows of each job, as dicts; `status_rank` sorts by the way of a repair."""
    named = {name: F(path) for name, path in _ELSEWHERE.items()}
    rows = jobs.with_logistics().annotate(done=Coalesce(Subquery(_DONE), 0), status_rank=_RANK, **named)
    found: QuerySet[Job, dict[str, Any]] = rows.values(*_OWN, *named, "logistics", "done", "status_rank")
    return found
