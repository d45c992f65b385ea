"""Who listens to what, and telling them. Everything here runs on the event loop of the process."""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from random import randrange
from typing import Any

from hashmend.domain.history.telling import Told
from hashmend.kernel.actor import Actor

HEARTBEAT_SECONDS = 20.0
BETWEEN_MESSAGES_SECONDS = 0.2
REMEMBERED_SECONDS = 60.0
COME_BACK_MS = (1000, 3000)
"""How long browsers wait before they come back, so that a restart does not meet all of them at once."""
RENDERING_MS = 1000
"""A page may have read its rows this long before the moment it says it was made at."""


def now_ms() -> int:
    """Return the moment as messages and pages name it."""
    return int(time.time() * 1000)


@dataclass(eq=False)
class Subscription:
    """What one browser listens to: orders by name (`orders`: key to number), and the list of all it may see.

    `since` is the moment its newest page was made at. What is not told yet waits in `changes` and `rows`.
    """

    session_key: str
    actor: Actor
    orders: dict[int, str]
    customers: frozenset[int]
    has_list: bool
    since: int = 0
    is_over: bool = False
    is_behind: bool = False
    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    wake: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, told: Told) -> None:
        """Keep what concerns this browser until it is told. A customer hears only of what customers may know."""
        if not self.may_know(told):
            return
        if self.has_list and told.order_id is not None:
            self.rows.add(told.order_id)
            self.wake.set()
        if told.order_id in self.orders:
            self._note(self.orders[told.order_id], told)
        elif told.order_id is None and told.customer_id in self.customers:
            for number in self.orders.values():
                self._note(number, told)

    def may_know(self, told: Told) -> bool:
        """Tell whether this person may know of it at all."""
        if told.customer_id is None:
            return False
        return self.actor.is_staff or (told.customer_sees and self.actor.sees_customer(told.customer_id))

    def _note(self, number: str, told: Told) -> None:
        known = self.changes.setdefault(number, {"about": set(), "jobs": set()})
        known["about"].add(told.about)
        known["jobs"] = None if None in (known["jobs"], told.jobs) else known["jobs"] | (told.jobs or frozenset())
        self.wake.set()

    def end(self) -> None:
        """End the stream: its person signed out, or may no longer see what it names."""
        self.is_over = True
        self.wake.set()

    def fall_behind(self) -> None:
        """Have the browser fetch its pages anew: something may have been missed."""
        self.is_behind = True
        self.wake.set()

    def message(self) -> bytes:
        """Return what is to be told, as an event of the stream, and forget it; b"" for nothing."""
        if self.is_over:
            return b""
        if self.is_behind:
            self.is_behind = False
            self.changes, self.rows = {}, set()
            return event("behind", {})
        if not self.changes and not self.rows:
            return b""
        orders = {
            number: {"about": sorted(known["about"]), "jobs": None if known["jobs"] is None else sorted(known["jobs"])}
            for number, known in self.changes.items()
        }
        rows = sorted(self.rows)
        self.changes, self.rows = {}, set()
        return event("changed", {"orders": orders, "list": rows})


class Hub:
    """The subscriptions of this process."""

    def __init__(self) -> None:
        self.subscriptions: set[Subscription] = set()
        self.started = now_ms()
        self._recent: deque[tuple[int, Told]] = deque()

    def of_person(self, user_id: int | None) -> int:
        """Return how many streams a person has open here."""
        return sum(one.actor.user_id == user_id for one in list(self.subscriptions))

    async def stream(self, subscription: Subscription) -> AsyncIterator[bytes]:
        """Yield what one browser is told, until it is over or the browser has gone."""
        self.subscriptions.add(subscription)
        self._catch_up(subscription)
        try:
            yield f"retry: {randrange(*COME_BACK_MS)}\n".encode() + event("hello", {})
            while not subscription.is_over:
                if not await woken(subscription.wake):
                    yield event("alive", {})
                elif message := subscription.message():
                    yield message
                    await asyncio.sleep(BETWEEN_MESSAGES_SECONDS)
            yield event("end", {})
        finally:
            self.subscriptions.discard(subscription)

    def tell(self, news: Sequence[Told]) -> None:
        """Tell everybody whom it concerns, and remember it for those who come back."""
        now = now_ms()
        while self._recent and self._recent[0][0] < now - REMEMBERED_SECONDS * 1000:
            self._recent.popleft()
        self._recent.extend((now, told) for told in news)
        for subscription in self.subscriptions:
            for told in news:
                subscription.hear(told)

    def missed(self) -> None:
        """Have every browser fetch its pages anew: changes were made that nobody here heard of."""
        self.started = now_ms()
        self._recent.clear()
        for subscription in self.subscriptions:
            subscription.fall_behind()

    def end(self, subscriptions: Iterable[Subscription]) -> None:
        """End these streams."""
        for subscription in subscriptions:
            subscription.end()

    def stop(self) -> None:
        """End all streams: the server stops."""
        self.end(self.subscriptions)

    def _catch_up(self, subscription: Subscription) -> None:
        since = subscription.since - RENDERING_MS
        if since < max(self.started, now_ms() - REMEMBERED_SECONDS * 1000):
            subscription.fall_behind()
            return
        for at, told in self._recent:
            if at >= since:
                subscription.hear(told)


async def woken(wake: asyncio.Event) -> bool:
    """Wait until there is something to tell, or until it is time to show that the stream is alive."""
    try:
        await asyncio.wait_for(wake.wait(), HEARTBEAT_SECONDS)
    except TimeoutError:
        return False
    wake.clear()
    return True


def event(name: str, data: dict[str, Any]) -> bytes:
    """Return one event of a stream; its id is the moment, from which a browser goes on when it comes back."""
    return f"id: {now_ms()}\nevent: {name}\ndata: {json.dumps(data, separators=(',', ':'))}\n\n".encode()


HUB = Hub()
