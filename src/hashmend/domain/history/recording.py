"""Writing history: the one door, used inside the transaction of the change."""

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

from django.db import transaction

from hashmend.domain.history.kinds import Kind
from hashmend.domain.history.models import Event
from hashmend.domain.scoping import Scoped, public_id
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor

Data = Mapping[str, Any]

_CHUNK = 500


def new_group() -> str:
    """Return a name for the events of one action that writes several kinds of them."""
    return public_id()


def record(
    happened: Kind,
    rows: Iterable[Scoped],
    *,
    by: Actor,
    data: Data | Callable[[Any], Data] | None = None,
    group: str = "",
) -> list[Event]:
    """Write one event per row, in bulk, and return them.

    `data` is shared by all rows or made per row; values are text, numbers, booleans or lists of them. Rows must carry
    the relations named in their `HISTORY_ROOTS` (rows from `locked()` do). `group` joins the events to others of the
    same action; without it they are an action of their own. Needs an open transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("History is written inside the transaction of the change it tells of.")
    group, at = group or new_group(), clock.now()
    events = [
        Event(
            at=at,
            kind=happened.code,
            actor_id=by.user_id,
            actor_label=by.label,
            group=group,
            data={"thing": row.history_label(), **_data_of(row, data)},
            **_roots_of(row),
        )
        for row in rows
    ]
    return Event.objects.bulk_create(events, batch_size=_CHUNK)


def _data_of(row: Scoped, data: Data | Callable[[Any], Data] | None) -> Data:
    if data is None:
        return {}
    return data(row) if callable(data) else data


def _roots_of(row: Scoped) -> dict[str, Any]:
    return {f"{root}_id": attrgetter(path)(row) for root, path in row.HISTORY_ROOTS.items()}
