"""Telling the pages that are open that something happened: what, in which order, and nothing of its words.

On PostgreSQL the database itself tells it on the channel `CHANNEL`, in the transaction of the events (a trigger of
migration 0005); everywhere events can also be read as they come (`News`).
"""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max, Q

from hashmend.domain.history.kinds import KINDS
from hashmend.domain.history.models import Event

CHANNEL = "hashmend_told"
MOST_JOBS = 200
LONGEST_TRANSACTION_SECONDS = 60
_COLUMNS = ("pk", "work_order_id", "customer_id", "user_id", "kind", "job_id")

Row = tuple[int, int | None, int | None, int | None, str, int | None]


@dataclass(frozen=True, slots=True)
class Told:
    """That something of a kind happened in an order, or, without an order, in the shipments of a customer.

    `jobs` are the machines it happened to, None for too many to name; `user_id` is set when it happened to a person.
    """

    order_id: int | None
    customer_id: int | None
    user_id: int | None
    kind: str
    jobs: frozenset[int] | None = frozenset()

    @property
    def about(self) -> str:
        """Return the noun of what happened: "job", "message", "container"."""
        return self.kind.partition(".")[0]

    @property
    def customer_sees(self) -> bool:
        """Tell whether a customer may know that it happened."""
        declared = KINDS.get(self.kind)
        return declared is not None and declared.customer_sees


class News:
    """Events as they are committed, for one reader that looks again and again.

    On PostgreSQL an event may be committed after one with a later key, so it looks back over the longest transaction.
    """

    def __init__(self) -> None:
        self._last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
        self._is_in_order = connection.vendor == "sqlite"
        self._seen: dict[int, float] = {}

    def fresh(self) -> list[Told]:
        """Return what was committed since the last look."""
        found = Event.objects.filter(
            Q(work_order__isnull=False) | Q(shipment__isnull=False) | Q(user__isnull=False), pk__gt=self._last
        )
        rows = [row for row in found.order_by("pk").values_list(*_COLUMNS) if row[0] not in self._seen]
        self._remember(row[0] for row in rows)
        return told_of(rows)

    def _remember(self, keys: Iterable[int]) -> None:
        if self._is_in_order:
            self._last = max((self._last, *keys))
            return
        now = time.monotonic()
        self._seen.update(dict.fromkeys(keys, now))
        settled = [key for key, at in self._seen.items() if now - at > LONGEST_TRANSACTION_SECONDS]
        self._last = max((self._last, *settled))
        self._seen = {key: at for key, at in self._seen.items() if key > self._last}


def told_of(rows: Iterable[Row]) -> list[Told]:
    """Return events as what is told of them: one for each kind in each order."""
    jobs: dict[tuple[int | None, int | None, int | None, str], set[int]] = {}
    for _, order, customer, user, kind, job in rows:
        known = jobs.setdefault((order, customer, user, kind), set())
        if job is not None:
            known.add(job)
    return [Told(*key, frozenset(known) if len(known) <= MOST_JOBS else None) for key, known in jobs.items()]


def told_in(payload: str) -> list[Told]:
    """Return what a notification of the database tells."""
    return [
        Told(order, customer, user, kind, None if jobs is None else frozenset(jobs))
        for order, customer, user, kind, jobs in json.loads(payload)
    ]
