"""The engine for SQLite counts with the limits of the library at hand, not with those of before 2020."""

import sqlite3

import pytest
from django.db import connection

from hashmend.config.sqlite.base import MOST_PARAMETERS
from hashmend.domain.customers.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_sqlite() -> None:
    if connection.vendor == "sqlite":
        connection.features.__dict__.pop("max_query_params", None)


def most_parameters() -> int:
    """Return how many parameters a statement may have, by SQLite's own word."""
    return int(connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER))


def test_a_statement_takes_as_many_parameters_as_the_library_allows() -> None:
    if connection.vendor == "sqlite":
        assert connection.features.max_query_params == min(most_parameters(), MOST_PARAMETERS) > 999


def test_it_asks_the_library_and_believes_a_lower_limit() -> None:
    if connection.vendor == "sqlite":
        before = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 50)
        try:
            assert connection.ops.bulk_batch_size([None, None], []) == 25
            customers = [Customer(alias=f"Farm {n}", email=f"{n}@demo.test") for n in range(30)]
            assert len(Customer.objects.bulk_create(customers)) == 30
        finally:
            connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)
            del connection.features.__dict__["max_query_params"]


def test_two_thousand_rows_are_written_with_few_statements(django_assert_max_num_queries) -> None:
    customers = [Customer(alias=f"Farm {n}", email=f"{n}@demo.test") for n in range(2000)]
    with django_assert_max_num_queries(4):
        Customer.objects.bulk_create(customers)
    assert Customer.objects.count() == 2000
