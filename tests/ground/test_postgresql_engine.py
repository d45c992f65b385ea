"""The engine for PostgreSQL reads moments as Django's own does: aware, in UTC."""

from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

MOMENTS = (
    datetime(2026, 11, 1, 8, 0, tzinfo=UTC),
    datetime(2026, 11, 1, 8, 0, 59, 123456, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 30, 0, 120000, tzinfo=UTC),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_comes_back_as_it_was_given(moment: datetime) -> None:
    with connection.cursor() as cursor:
        (read,) = cursor.execute("SELECT %s::timestamptz", [moment]).fetchone()
    assert (read, read.tzinfo) == (moment, UTC)


def test_nothing_stays_nothing_and_what_no_clock_shows_is_refused() -> None:
    with connection.cursor() as cursor:
        assert cursor.execute("SELECT NULL::timestamptz").fetchone() == (None,)
        with pytest.raises(psycopg.DataError):
            cursor.execute("SELECT 'infinity'::timestamptz").fetchone()
