"""The rule about the general search: its index equals the data."""

from django.db import connection
from django.db.backends.utils import CursorWrapper

from hashmend.domain.invariants.checking import LookedUpInvariant
from hashmend.domain.search.kinds import BY_NUMBER
from hashmend.domain.search.models import KIND, SLOTS
from hashmend.domain.search.sql import TABLE
from hashmend.domain.search.triggers import GRAMS, WAITING
from hashmend.domain.search.upkeep import has_trigrams, wanted_terms

_COLUMNS = "id, kind, customer_id, text"


def _differing(cursor: CursorWrapper) -> list[tuple[str, str]]:
    known = f"SELECT {_COLUMNS} FROM {TABLE} WHERE kind IN ({', '.join(map(str, BY_NUMBER))})"
    wanted = f"SELECT {_COLUMNS} FROM ({wanted_terms()}) w"
    cursor.execute(
        f"SELECT 'missing', m.* FROM ({wanted} EXCEPT {known}) m UNION ALL"
        f" SELECT 'too much', s.* FROM ({known} EXCEPT {wanted}) s"
    )
    return [
        (f"{text} of {BY_NUMBER[kind].one} {key % KIND // SLOTS}", what)
        for what, key, kind, _, text in cursor.fetchall()
    ]


def _without_trigrams(cursor: CursorWrapper) -> list[tuple[str, str]]:
    """Compare numbers only: SQLite's trigrams name no texts."""
    if connection.vendor != "sqlite" or not has_trigrams(cursor):
        return []
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in (TABLE, f"{GRAMS}_docsize", WAITING))
    cursor.execute(f"SELECT {counts}")
    terms, indexed, waiting = cursor.fetchone()
    right = terms == indexed + waiting
    return [] if right else [(f"{terms} terms", f"{indexed} with trigrams, {waiting} waiting for theirs")]


SEARCH = (
    LookedUpInvariant("The search index holds exactly the texts of the data.", _differing),
    LookedUpInvariant("Every term of the search index has its trigrams or waits for them.", _without_trigrams),
)
