"""What every test gets: which tests the database at hand can run, no network, no files left behind."""

import os
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

# Playwright keeps an event loop in the thread of the test, which Django would take for an async view.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

LOCAL = ("127.", "localhost", "::1")
MANY = 500
MADE_BY_DJANGO = {"django_content_type", "auth_permission"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot run here, countably ("deselected"): bin/check runs both databases, bin/bench the load."""
    left_out = set()
    if "sqlite" in settings.DATABASES["default"]["ENGINE"]:
        left_out.add("postgresql")
    if config.option.markexpr != "load":
        left_out.add("load")
    unfit = [item for item in items if left_out & {mark.name for mark in item.iter_markers()}]
    if unfit:
        config.hook.pytest_deselected(items=unfit)
        items[:] = [item for item in items if item not in unfit]


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> None:
    """Refuse connections beyond this machine."""
    connect = socket.socket.connect

    def only_local(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOCAL):
            raise AssertionError(f"A test reached for the network: {address}")
        return connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = only_local  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path: Path) -> None:
    """Keep stored files of a test in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Let the suite empty the history between tests with threads: SQLite does so by deleting, which a guard forbids.

    What Django asks a database once per process is asked here: no test shall count it.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        assert connection.features.supports_json_field
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS event_stays")
        if connection.vendor == "postgresql":
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            if cursor.fetchone() == (True,):
                connection.ops.sql_flush = _only_what_is_filled(connection)


def _only_what_is_filled(connection: Any) -> Callable[..., list[str]]:
    """Return what empties a PostgreSQL between tests with threads, without a TRUNCATE of sixty tables each time.

    Rows are deleted where there are any; the triggers rest meanwhile, for which the role must be a superuser.
    Many rows are truncated all the same: nothing vacuums here. What a migration made of itself stays.
    """
    everything = connection.ops.sql_flush

    def statements(style: Any, tables: Sequence[str], **options: bool) -> list[str]:
        asked = [
            f"SELECT '{table}', count(*) FROM (SELECT 1 FROM \"{table}\" LIMIT {MANY}) AS rows" for table in tables
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked))
            rows = {table: count for table, count in cursor.fetchall() if count and table not in MADE_BY_DJANGO}
        if MANY in rows.values() or options.get("reset_sequences"):
            return list(everything(style, tables, **options))
        return ["SET LOCAL session_replication_role = replica", *(f'DELETE FROM "{table}"' for table in rows)]

    return statements
