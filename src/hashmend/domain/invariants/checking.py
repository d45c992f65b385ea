"""What an invariant is, and how all of them are asked at one moment of the data."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule that always holds. `sql` selects what breaks it: the name of the thing, and what was found."""

    rule: str
    sql: str

    def violations(self, cursor: CursorWrapper) -> list[tuple[str, str]]:
        """Return every thing that breaks the rule, with what was found."""
        cursor.execute(self.sql)
        return [(str(thing), str(found)) for thing, found in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class LookedUpInvariant:
    """A rule that one fixed statement cannot ask. `look` gets a cursor and returns what breaks it."""

    rule: str
    look: Callable[[CursorWrapper], list[tuple[str, str]]]

    def violations(self, cursor: CursorWrapper) -> list[tuple[str, str]]:
        """Return every thing that breaks the rule, with what was found."""
        return self.look(cursor)


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that does not hold: how many things break it, and the first of them by name."""

    rule: str
    count: int
    things: Sequence[tuple[str, str]]


def broken(invariants: Sequence[Invariant | LookedUpInvariant]) -> list[Broken]:
    """Ask all invariants of the same moment of the data and return those that do not hold."""
    found = []
    with _snapshot() as cursor:
        for invariant in invariants:
            if things := invariant.violations(cursor):
                found.append(Broken(invariant.rule, len(things), things[:MOST_NAMED]))
    return found


@contextmanager
def _snapshot() -> Iterator[CursorWrapper]:
    """Open a moment of the data that writers do not change and that cannot be written to."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            yield cursor
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield cursor
    else:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only=ON")
            cursor.execute("BEGIN DEFERRED")
            try:
                yield cursor
            finally:
                cursor.execute("ROLLBACK")
                cursor.execute("PRAGMA query_only=OFF")
