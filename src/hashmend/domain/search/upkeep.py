"""Keeping the index: its triggers and helpers are installed after every `migrate`, and whatever is missing is added.

SQLite forgets the triggers of a table that a migration writes anew, so they are taken away before and put back after.
What the index lacks or has too much is then corrected; when nothing was missing, nothing is read.
"""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress

from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper

from hashmend.domain.search import triggers
from hashmend.domain.search.kinds import KINDS
from hashmend.domain.search.sql import TABLE, wanted

_log = logging.getLogger("hashmend.search")
BEGINNING_INDEX, TRIGRAM_INDEX = "search_term_beginning", "search_term_grams"
_ALL = 2**31
_MANY = 500
"""From so many waiting terms on a search gives some of them their trigrams."""
_PATIENCE_MS = 20_000
"""How long SQLite waits for a writer, as in the settings."""

_NAMES = triggers.PREFIX.replace("_", "\\_") + "%"


def install() -> bool:
    """Install what keeps the index and correct the index where anything was missing; tell whether it was.

    Does nothing while its table or that of a kind does not exist.
    """
    if not {TABLE, *(kind.table for kind in KINDS)} <= set(connection.introspection.table_names()):
        release(for_good=True)
        return False
    with transaction.atomic(), connection.cursor() as cursor:
        is_postgresql = connection.vendor == "postgresql"
        if is_postgresql:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('hashmend.search'))")
        complete = _install_on_postgresql(cursor) if is_postgresql else _install_on_sqlite(cursor)
        if not complete:
            _correct(cursor)
        if is_postgresql:
            _index_on_postgresql(cursor)
        elif triggers.can_trigrams():
            fold(_ALL)
    return not complete


def release(*, for_good: bool = False) -> None:
    """Take the triggers away, so that SQLite's migrations can write their tables anew; `install` puts them back.

    PostgreSQL's stay, unless they go for good because there is no index any more.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _installed_on_sqlite(cursor):
                cursor.execute(f"DROP TRIGGER {name}")
        elif for_good:
            for table, name in _installed_on_postgresql(cursor):
                cursor.execute(f"DROP TRIGGER {name} ON {table}")


def rebuild() -> int:
    """Make the whole index anew and return its number of terms. Searching waits meanwhile, on SQLite writing too."""
    with transaction.atomic(), connection.cursor() as cursor:
        release(for_good=True)
        if connection.vendor == "postgresql":
            for name in (BEGINNING_INDEX, TRIGRAM_INDEX):
                cursor.execute(f"DROP INDEX IF EXISTS {name}")
        cursor.execute(f"{'TRUNCATE' if connection.vendor == 'postgresql' else 'DELETE FROM'} {TABLE}")
        install()
        cursor.execute(f"SELECT count(*) FROM {TABLE}")
        return int(cursor.fetchone()[0])


def fold(most: int = 2000) -> None:
    """Give waiting terms their trigrams on SQLite, unless somebody writes just now: then the next search does.

    What is written only waits (`triggers.WAITING`): to make trigrams takes ten times as long as to write a term.
    """
    with connection.cursor() as cursor, suppress(OperationalError):
        if not connection.in_atomic_block:
            cursor.execute("PRAGMA busy_timeout = 0")
        try:
            with transaction.atomic():
                for statement in triggers.fold_sqlite_grams(most):
                    cursor.execute(statement)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")


def fold_many(waiting: int) -> None:
    """Give waiting terms their trigrams when a search saw that many wait; otherwise nothing is asked."""
    if waiting > _MANY:
        fold()


def has_trigrams(cursor: CursorWrapper) -> bool:
    """Tell whether the database can find the middle of a text quickly."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = %s", [TRIGRAM_INDEX])
    else:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s", [triggers.GRAMS])
    return cursor.fetchone() is not None


def wanted_terms() -> str:
    """Return the SELECT of all terms the data asks for."""
    return " UNION ALL ".join(wanted(kind, connection.vendor, "r", f"{kind.table} r") for kind in KINDS)


def _correct(cursor: CursorWrapper) -> None:
    """Take away what is too much, add what is missing; make SQLite's trigrams anew: their triggers may have slept."""
    columns = "id, kind, customer_id, text"
    cursor.execute(
        f"DELETE FROM {TABLE} WHERE id IN"
        f" (SELECT id FROM (SELECT {columns} FROM {TABLE} EXCEPT SELECT {columns} FROM ({wanted_terms()}) w) s)"
    )
    cursor.execute(
        f"INSERT INTO {TABLE} ({columns}) SELECT {columns} FROM ({wanted_terms()}) w"
        f" WHERE NOT EXISTS (SELECT 1 FROM {TABLE} t WHERE t.id = w.id)"
    )
    if connection.vendor == "sqlite" and has_trigrams(cursor):
        for statement in triggers.fill_sqlite_grams():
            cursor.execute(statement)


def _installed_on_sqlite(cursor: CursorWrapper) -> dict[str, str]:
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ESCAPE '\\'", [_NAMES])
    return dict(cursor.fetchall())


def _install_on_sqlite(cursor: CursorWrapper) -> bool:
    grams = triggers.can_trigrams()
    if not grams:
        _log.warning("This SQLite has no trigram index (3.34 or later has, with FTS5): searching reads every term.")
    asked = triggers.sqlite_triggers()
    if not grams:
        asked = {name: sql for name, sql in asked.items() if not name.startswith(triggers.GRAMS)}
    present = _installed_on_sqlite(cursor)
    if present == asked and has_trigrams(cursor) == grams:
        return True
    for name in present:
        cursor.execute(f"DROP TRIGGER {name}")
    for statement in (*triggers.sqlite_helpers(), *(triggers.sqlite_grams() if grams else ())):
        cursor.execute(statement)
    for statement in asked.values():
        cursor.execute(statement)
    return False


def _install_on_postgresql(cursor: CursorWrapper) -> bool:
    functions, asked = triggers.postgresql_functions(), triggers.postgresql_triggers()
    present = _installed_on_postgresql(cursor)
    stamps = dict(_stamps(functions, asked))
    if present == stamps:
        return True
    for table, name in present:
        cursor.execute(f"DROP TRIGGER {name} ON {table}")
    for statement in (*functions.values(), *asked.values()):
        cursor.execute(statement)
    for (table, name), stamp in stamps.items():
        cursor.execute(f"COMMENT ON TRIGGER {name} ON {table} IS '{stamp}'")
    return False


def _installed_on_postgresql(cursor: CursorWrapper) -> dict[tuple[str, str], str]:
    """Return (table, name) of the triggers that are there → the digest of what they are made of."""
    cursor.execute(
        "SELECT c.relname, t.tgname, obj_description(t.oid, 'pg_trigger') FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname LIKE %s",
        [_NAMES],
    )
    return {(table, name): stamp for table, name, stamp in cursor.fetchall()}


def _stamps(
    functions: Mapping[str, str], asked: Mapping[tuple[str, str], str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield for each trigger the digest of what it is made of; it stands in its comment."""
    for (table, name), sql in asked.items():
        function = functions[name.rpartition("_")[0]]
        yield (table, name), hashlib.sha256(f"{sql}{function}".encode()).hexdigest()[:16]


def _index_on_postgresql(cursor: CursorWrapper) -> None:
    """Make the indexes, the extension for trigrams too; where that is not allowed, say so and do without."""
    cursor.execute(f"CREATE INDEX IF NOT EXISTS {BEGINNING_INDEX} ON {TABLE} (kind, text text_pattern_ops)")
    if has_trigrams(cursor):
        return
    try:
        with transaction.atomic():
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(f"CREATE INDEX {TRIGRAM_INDEX} ON {TABLE} USING gin (text gin_trgm_ops)")
    except DatabaseError as error:
        _log.warning("PostgreSQL refuses the extension pg_trgm, so searching reads every term: %s", error)
