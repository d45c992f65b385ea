"""Writing history: the one door, used inside the transaction of the change."""

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any, Protocol

from django.db import transaction

from hashmend.domain.history.kinds import Kind
from hashmend.domain.history.models import Event
from hashmend.domain.scoping import public_id
from hashmend.domain.writing import insert
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor

Data = Mapping[str, Any]


class Thing(Protocol):
    """What an event can be about: a row of a table, or a row as it stood in some place.

    A class of its own (not of a table) lets an event name roots that the row alone does not know.
    """

    @property
    def HISTORY_ROOTS(self) -> Mapping[str, str]:  # noqa: N802
        """Return the columns of an event that it fills: root name → attribute path."""

    def history_label(self) -> str:
        """Return what a sentence calls it."""


def new_group() -> str:
    """Return a name for the events of one action that writes several kinds of them."""
    return public_id()


def record(
    happened: Kind,
    rows: Iterable[Thing],
    *,
    by: Actor,
    data: Data | Callable[[Any], Data] | None = None,
    group: str = "",
) -> None:
    """Write one event per row, all with one statement.

    `data` is shared by all rows or made per row; values are text, numbers, booleans or lists of them. Rows must carry
    the relations named in their `HISTORY_ROOTS` (rows from `locked()` do). `group` joins the events to others of the
    same action; without it they are an action of their own. Needs an open transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("History is written inside the transaction of the change it tells of.")
    same = {
        "at": clock.now(),
        "kind": happened.code,
        "actor_id": by.user_id,
        "actor_label": by.label,
        "group": group or new_group(),
    }
    for _, alike in groupby(rows, key=attrgetter("__class__")):
        told = list(alike)
        roots = told[0].HISTORY_ROOTS
        keys = [attrgetter(path) for path in roots.values()]
        insert(
            Event,
            same,
            ["data", *(f"{root}_id" for root in roots)],
            [
                (json.dumps({"thing": row.history_label(), **_data_of(row, data)}), *(key(row) for key in keys))
                for row in told
            ],
        )


def _data_of(row: Thing, data: Data | Callable[[Any], Data] | None) -> Data:
    if data is None:
        return {}
    return data(row) if callable(data) else data
