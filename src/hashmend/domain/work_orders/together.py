"""Whole columns in one text, for the board: what every machine of an order has there, in the same order of machines."""

from datetime import datetime
from typing import Any

from django.db.models import Aggregate, CharField, F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

_FIRST, _NONE = ord("0"), "!"


class Together(Aggregate):
    """The texts of a group with a separator between them; none of them may be null."""

    function = "STRING_AGG"
    output_field = TextField()

    def __init__(self, expression: Combinable, separator: str, **extra: Any) -> None:
        super().__init__(expression, template=f"%(function)s(%(expressions)s, '{separator}')", **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        """Return it by the name that SQLite knows it by."""
        return super().as_sql(compiler, connection, function="GROUP_CONCAT", **extra)


def keys(column: str) -> Together:
    """Return the foreign keys of a column with commas between them, 0 for null."""
    return Together(Coalesce(Cast(F(column), TextField()), Value("0")), ",")


class Segment(Func):
    """How many of the moments, ascending, a column has reached, as one character; see `number_of`."""

    output_field = CharField()

    def __init__(self, column: str, moments: tuple[datetime, ...]) -> None:
        super().__init__(F(column))
        self.moments = moments

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return comparisons as a tree: with twelve moments each row is compared with four."""
        column, _params = compiler.compile(self.source_expressions[0])
        params: list[Any] = []

        def between(low: int, high: int) -> str:
            if low == high:
                return f"'{chr(_FIRST + low)}'"
            middle = (low + high) // 2
            params.append(connection.ops.adapt_datetimefield_value(self.moments[middle]))
            return f"CASE WHEN {column} < %s THEN {between(low, middle)} ELSE {between(middle + 1, high)} END"

        return f"CASE WHEN {column} IS NULL THEN '{_NONE}' ELSE {between(0, len(self.moments))} END", params


def segments(column: str, moments: tuple[datetime, ...]) -> Together:
    """Return the segments of a column of moments, one character each."""
    return Together(Segment(column, moments), "")


def number_of(segment: str) -> int | None:
    """Return the number behind the character of a segment."""
    return None if segment == _NONE else ord(segment) - _FIRST
