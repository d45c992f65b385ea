"""The database engine of the settings for SQLite: Django's own, with the limits of the library that is installed.

Django 5.2 counts with 999 parameters a statement, the default of SQLite before 2020; a bulk insert of a thousand rows
of history becomes sixteen statements. Here the connection is asked for its limit, up to today's default.
"""

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.backends.sqlite3 import base, features, operations
from django.utils.functional import cached_property

MOST_PARAMETERS = 32_766
"""SQLite's default since 3.32. Builds that allow more do not get more: longer statements are no faster."""


def _moment(text: bytes) -> datetime:
    """Return a stored moment. Django makes it twice: without its zone, and then with it; a page reads thousands."""
    return datetime.fromisoformat(text.decode()).replace(tzinfo=UTC)


sqlite3.register_converter("datetime", _moment)


class DatabaseFeatures(features.DatabaseFeatures):
    """What SQLite can do here."""

    @cached_property
    def max_query_params(self) -> int:
        """Return how many parameters one statement may have."""
        self.connection.ensure_connection()
        return min(self.connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER), MOST_PARAMETERS)


class DatabaseOperations(operations.DatabaseOperations):
    """How SQLite is spoken to here."""

    def bulk_batch_size(self, fields: Sequence[Any], objs: Sequence[Any]) -> int:
        """Return how many rows go into one INSERT: only parameters count, `VALUES` has no limit of rows."""
        columns = sum(len(getattr(field, "fields", (field,))) for field in fields)  # a composite key has several
        return self.connection.features.max_query_params // columns if columns else len(objs)

    def convert_datetimefield_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return a moment in UTC; those of columns come so from `_moment`, those of expressions as text."""
        if isinstance(value, datetime) and value.tzinfo:
            return value
        return super().convert_datetimefield_value(value, expression, connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to SQLite."""

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
