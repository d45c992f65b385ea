"""What each database is told so that it keeps the index by itself: statements, in the order they are sent."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache

from hashmend.domain.search.kinds import KINDS, Kind
from hashmend.domain.search.models import KIND, SLOTS
from hashmend.domain.search.sql import LETTER_TABLE, TABLE, owner_sql, quoted, wanted
from hashmend.kernel.plain import LETTERS

GRAMS = "hashmend_search_grams"
"""SQLite: the trigrams of every text, and its customer as one more."""

WAITING = "hashmend_search_waiting"
"""SQLite: terms that have no trigrams yet; they are read one by one until `upkeep.fold` gives them some."""

PREFIX = "hashmend_search_"
"""Beginning of the names of all triggers and functions."""

_LETTERS = hashlib.sha256(repr(LETTERS).encode()).hexdigest()[:16]


def _name(kind: Kind) -> str:
    return PREFIX + kind.code.replace("-", "_")


def _terms_of(kind: Kind, row: str) -> str:
    base = f"{kind.number * KIND} + {row}.id * {SLOTS}"
    return f"id BETWEEN {base} AND {base} + {SLOTS - 1}"


@cache
def can_trigrams() -> bool:
    """Tell whether this SQLite indexes trigrams: 3.34 or later, built with FTS5."""
    with closing(sqlite3.connect(":memory:")) as probe:
        try:
            probe.execute("CREATE VIRTUAL TABLE probe USING fts5(text, tokenize='trigram', detail=none)")
        except sqlite3.OperationalError:
            return False
    return True


def sqlite_triggers() -> dict[str, str]:
    """Return name → CREATE TRIGGER: three for each kind, and two that keep the trigrams.

    Each names the digest of the letter table it compares by, so that another table makes another trigger.
    """
    made = dict(trigger for kind in KINDS for trigger in _sqlite_triggers(kind))
    gone = f"SELECT 'delete', OLD.id, OLD.text, {owner_sql('OLD.customer_id')}"
    for event, does in (
        ("insert", f"INSERT OR IGNORE INTO {WAITING} (id) VALUES (NEW.id);"),
        (
            "delete",
            f"INSERT INTO {GRAMS} ({GRAMS}, rowid, text, owner) {gone} WHERE NOT EXISTS (SELECT 1 FROM {WAITING}"
            f" WHERE id = OLD.id); DELETE FROM {WAITING} WHERE id = OLD.id;",
        ),
    ):
        name = f"{GRAMS}_{event}"
        made[name] = f"CREATE TRIGGER {name} AFTER {event.upper()} ON {TABLE} BEGIN {does} END"
    return made


def _sqlite_triggers(kind: Kind) -> Iterator[tuple[str, str]]:
    forget = f"DELETE FROM {TABLE} WHERE {_terms_of(kind, 'OLD')};"
    add = f"INSERT INTO {TABLE} (id, kind, customer_id, text) {wanted(kind, 'sqlite', 'NEW')};"
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in kind.columns)
    for event, does in (
        (f"INSERT ON {kind.table}", add),
        (f"DELETE ON {kind.table}", forget),
        (f"UPDATE OF {', '.join(kind.columns)} ON {kind.table} WHEN {changed}", f"{forget} {add}"),
    ):
        name = f"{_name(kind)}_{event[:6].lower()}"
        yield name, f"CREATE TRIGGER {name} AFTER {event} BEGIN /* {_LETTERS} */ {does} END"


def sqlite_helpers() -> Iterator[str]:
    """Yield what the triggers of SQLite need: the letters that are compared as others."""
    yield f"DROP TABLE IF EXISTS {LETTER_TABLE}"
    yield f"CREATE TABLE {LETTER_TABLE} (place INTEGER PRIMARY KEY, letter TEXT NOT NULL UNIQUE, plain TEXT NOT NULL)"
    rows = ", ".join(f"({quoted(letter)}, {quoted(plain)})" for letter, plain in LETTERS.items())
    yield f"INSERT INTO {LETTER_TABLE} (letter, plain) VALUES {rows}"


def sqlite_grams() -> tuple[str, str]:
    """Return the statements that make the trigram index and the table of those that wait for it."""
    return (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {GRAMS}"
        " USING fts5(text, owner, content='', tokenize='trigram', detail=none)",
        f"CREATE TABLE IF NOT EXISTS {WAITING} (id INTEGER PRIMARY KEY)",
    )


def fill_sqlite_grams() -> tuple[str, ...]:
    """Return the statements that make the trigrams anew from the terms."""
    return (
        f"DELETE FROM {WAITING}",
        f"INSERT INTO {GRAMS} ({GRAMS}) VALUES ('delete-all')",
        f"INSERT INTO {GRAMS} (rowid, text, owner) SELECT id, text, {owner_sql('customer_id')} FROM {TABLE}",
    )


def fold_sqlite_grams(most: int) -> tuple[str, str]:
    """Return the statements that give the first waiting terms their trigrams."""
    first = f"SELECT id FROM {WAITING} ORDER BY id LIMIT {most}"
    return (
        f"INSERT INTO {GRAMS} (rowid, text, owner) SELECT id, text, {owner_sql('customer_id')} FROM {TABLE}"
        f" WHERE id IN ({first}) ORDER BY id",
        f"DELETE FROM {WAITING} WHERE id IN ({first})",
    )


def postgresql_functions() -> dict[str, str]:
    """Return name → CREATE FUNCTION: one for each kind, for all rows of a statement at once."""
    return {_name(kind): _function(kind) for kind in KINDS}


def _function(kind: Kind) -> str:
    columns = ", ".join(f"{{row}}.{column}" for column in kind.columns)
    changed = f"({columns.format(row='n')}) IS DISTINCT FROM ({columns.format(row='o')})"
    moved = f"(SELECT n.* FROM fresh n JOIN stale o ON o.id = n.id WHERE {changed}) r"
    add = f"INSERT INTO {TABLE} (id, kind, customer_id, text)"
    return f"""CREATE OR REPLACE FUNCTION {_name(kind)}() RETURNS trigger LANGUAGE plpgsql AS $keep$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                {add} {wanted(kind, "postgresql", "r", "fresh r")};
            ELSIF TG_OP = 'DELETE' THEN
                DELETE FROM {TABLE} t USING stale o WHERE t.{_terms_of(kind, "o")};
            ELSE
                DELETE FROM {TABLE} t USING {moved} WHERE t.{_terms_of(kind, "r")};
                {add} {wanted(kind, "postgresql", "r", moved)};
            END IF;
            RETURN NULL;
        END $keep$"""


def postgresql_triggers() -> dict[tuple[str, str], str]:
    """Return (table, name) → CREATE TRIGGER: three for each kind."""
    rows = {"insert": "NEW TABLE AS fresh", "update": "OLD TABLE AS stale NEW TABLE AS fresh"}
    rows["delete"] = "OLD TABLE AS stale"
    return {
        (kind.table, f"{_name(kind)}_{event}"): (
            f"CREATE TRIGGER {_name(kind)}_{event} AFTER {event.upper()} ON {kind.table} REFERENCING {seen}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {_name(kind)}()"
        )
        for kind in KINDS
        for event, seen in rows.items()
    }
