"""Sets of rows under lock: fresh, in one order, one query."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection, models

from hashmend.domain.scoping import Scoped
from hashmend.kernel.errors import Refusal, Refused

M = TypeVar("M", bound=Scoped)


class Batch(Generic[M]):
    """Rows an operation holds for the length of its transaction."""

    def __init__(self, rows: Sequence[M]) -> None:
        self.rows = list(rows)

    def __iter__(self) -> Iterator[M]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def split(self, why_not: Callable[[M], str | None]) -> tuple[list[M], list[Refusal]]:
        """Return the rows that may, and a refusal for each that may not; `why_not` gives its sentence or None."""
        may: list[M] = []
        refused: list[Refusal] = []
        for row in self.rows:
            if why := why_not(row):
                refused.append(Refusal(thing=row.history_label(), why=why, pk=row.pk))
            else:
                may.append(row)
        return may, refused


def locked(rows: models.QuerySet[M], *also: str, known: Mapping[str, Batch[Any]] | None = None) -> Batch[M]:
    """Return the rows fresh from the database, locked until the transaction ends, in pk order, with one query.

    Rows named by the model's `HISTORY_ROOTS` and by `also` come with them (joined, not locked). On SQLite the
    IMMEDIATE transaction is the lock. On PostgreSQL it is `FOR NO KEY UPDATE`: keys never change, and the events of
    others that name a locked row need not wait for it, which would be a way into a deadlock.

    `known` gives, by the name of a relation, rows that are held already: they are put in place instead of joined, so
    that a thousand jobs share the one order they are in.
    """
    model = rows.model
    heads = {path.rpartition(".")[0].replace(".", "__") for path in model.HISTORY_ROOTS.values() if "." in path}
    known = known or {}
    joined = sorted({*heads, *also} - known.keys())
    fresh = model._default_manager.filter(pk__in=_keys(rows)).order_by("pk")
    if joined:
        fresh = fresh.select_related(*joined)
    if connection.features.has_select_for_update:
        fresh = fresh.select_for_update(of=("self",), no_key=connection.features.has_select_for_no_key_update)
    batch = Batch(list(fresh))
    for relation, held in known.items():
        _put(batch, relation, {one.pk: one for one in held})
    return batch


def locked_one(rows: models.QuerySet[M], *also: str) -> M:
    """Return the single row of the query fresh and locked; refuse when it has gone."""
    batch = locked(rows, *also)
    if len(batch) != 1:
        raise Refused("It is no longer there: somebody removed it. Go back and reload the page.")
    return batch.rows[0]


def row(instance: M) -> models.QuerySet[M]:
    """Return the query for exactly this row, to hand a single thing to a set-wise operation."""
    return instance.__class__._default_manager.filter(pk=instance.pk)  # the class behind a lazy one


def _put(batch: Batch[Any], relation: str, held: Mapping[object, object]) -> None:
    """Let the rows of the batch name rows that are held; one that names another reads it when it is asked."""
    column = batch.rows[0]._meta.get_field(relation).attname if batch.rows else ""
    for row in batch:
        if one := held.get(getattr(row, column)):
            setattr(row, relation, one)


def _keys(rows: models.QuerySet[M]) -> object:
    """Return the primary keys as a subquery, or as a list when the query is sliced."""
    if rows.query.is_sliced:
        return list(rows.values_list("pk", flat=True))
    return rows.order_by().values("pk")
