"""The settings: how the databases are opened."""

import pytest
from django.conf import settings as django_settings
from django.db import connection

from hashmend.config import settings


def test_sqlite_waits_for_its_writer_and_writes_through_to_the_disk() -> None:
    options = settings._database("sqlite:///x.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        assert f"PRAGMA {pragma}" in options["init_command"]


def test_postgresql_is_reached_over_kept_connections_that_are_checked() -> None:
    database = settings._database("postgres://u:p@db.example:5433/repairs")
    assert database["ENGINE"] == "hashmend.config.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example", 5433, "repairs")
    assert database["CONN_MAX_AGE"] == 600
    assert database["CONN_HEALTH_CHECKS"] is True


@pytest.mark.django_db
def test_foreign_keys_and_the_write_lock_are_on_in_the_database_at_hand() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
            assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)


def test_debug_is_off_unless_asked_for() -> None:
    assert django_settings.DEBUG is False
