"""Hearing of changes: one thread per process that wakes the hub.

SQLite: the file's own version is asked four times a second, and the events are read when it moved. PostgreSQL: the
database tells (LISTEN), or, where only a pooled connection is at hand, the events are read twice a second.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import dj_database_url
import psycopg
from django.conf import settings
from django.db import connection

from hashmend.domain.history.telling import CHANNEL, News, Told, told_in
from hashmend.web.live.hub import Hub
from hashmend.web.live.standing import fallen

LOOK_SECONDS = 0.25
POLL_SECONDS = 0.5
CHECK_SECONDS = 5.0
AGAIN_SECONDS = 2.0

_log = logging.getLogger("hashmend.live")

Ticks = Iterator[Sequence[Told]]


class Feed(threading.Thread):
    """The thread that listens to the database for one hub."""

    def __init__(self, hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="live-feed", daemon=True)
        self.hub, self.loop = hub, loop
        self._checked = 0.0

    def run(self) -> None:
        """Listen for ever; whenever listening begins anew, have everybody fetch anew."""
        while True:
            try:
                for number, news in enumerate(source()):
                    if number == 0:
                        self._on_loop(self.hub.missed)
                    self._take(news)
            except Exception as error:
                _log.warning("Live updates lost the database (%s); trying again.", type(error).__name__)
                connection.close()
                time.sleep(AGAIN_SECONDS)

    def _take(self, news: Sequence[Told]) -> None:
        if news or time.monotonic() - self._checked > CHECK_SECONDS:
            self._check()
        if news:
            self._on_loop(self.hub.tell, news)

    def _check(self) -> None:
        """End what may no longer listen: now and then, and each time before anything is told."""
        connection.close_if_unusable_or_obsolete()
        over = fallen(list(self.hub.subscriptions))
        self._checked = time.monotonic()
        if over:
            self._on_loop(self.hub.end, over)

    def _on_loop(self, work: Callable[..., None], *arguments: Any) -> None:
        self.loop.call_soon_threadsafe(work, *arguments)


def source() -> Ticks:
    """Yield the news of the database at hand, and nothing from time to time."""
    if connection.vendor == "sqlite":
        return looked_at()
    if settings.LISTEN_DATABASE_URL or not settings.DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"]:
        return listened_to()
    return polled()


def looked_at() -> Ticks:
    """Yield events whenever another connection changed the file."""
    news, before = News(), None
    while True:
        with connection.cursor() as cursor:
            version = cursor.execute("PRAGMA data_version").fetchone()[0]
        yield news.fresh() if version != before else ()
        before = version
        time.sleep(LOOK_SECONDS)


def polled() -> Ticks:
    """Yield events by asking for them."""
    news = News()
    while True:
        yield news.fresh()
        time.sleep(POLL_SECONDS)


def listened_to() -> Ticks:
    """Yield what PostgreSQL tells, on a connection of its own that no pooler may share."""
    with psycopg.connect(**listening_parameters(), autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        yield ()
        while True:
            heard = [told_in(notice.payload) for notice in listener.notifies(timeout=CHECK_SECONDS, stop_after=1)]
            yield [told for news in heard for told in news]


def listening_parameters() -> dict[str, Any]:
    """Return how to reach the database directly: LISTEN_DATABASE_URL, else like everything else."""
    given: Any = connection.settings_dict
    if settings.LISTEN_DATABASE_URL:
        given = dj_database_url.parse(settings.LISTEN_DATABASE_URL)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    options = {key: value for key, value in given.get("OPTIONS", {}).items() if isinstance(value, str | int)}
    return {names[key]: value for key, value in given.items() if key in names and value} | options
