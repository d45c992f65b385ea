"""Finding machines by what stands on them, now or formerly, in the index of the general search."""

from django.db import connection
from django.db.models.expressions import RawSQL

from hashmend.domain.search.finding import grams_of, typed
from hashmend.domain.search.kinds import BY_CODE
from hashmend.domain.search.models import KIND, SLOTS
from hashmend.domain.search.sql import TABLE
from hashmend.domain.search.triggers import GRAMS, WAITING, can_trigrams

_FIRST = BY_CODE["miner"].number * KIND
MACHINE = f"(t.id - {_FIRST}) / {SLOTS}"
"""The key of the machine whose term `t` is, as SQL."""

_SHORTEST = 3
"""Shorter texts have no trigram."""


def machine_terms(sought: str) -> tuple[str, str, list[int | str]]:
    """Return, as SQL, the terms `t` of machines, the condition that they hold the plain text, and the values of both.

    They are met by the trigrams of the text where SQLite has them; on PostgreSQL an index serves the condition.
    """
    terms, holds = f"{TABLE} t", "t.text LIKE %s"
    values: list[int | str] = [_FIRST, _FIRST + KIND, f"%{sought}%"]
    if connection.vendor == "sqlite":
        holds, values[-1] = "instr(t.text, %s)", sought
        if len(sought) >= _SHORTEST and can_trigrams():
            known = f"SELECT rowid AS id FROM {GRAMS} WHERE {GRAMS} MATCH %s"
            waiting = f"SELECT id FROM {WAITING} WHERE id >= %s AND id < %s"
            terms = f"({known} UNION ALL {waiting}) g CROSS JOIN {TABLE} t ON t.id = g.id"
            values = [grams_of([sought], None), _FIRST, _FIRST + KIND, *values]
    return terms, f"t.id >= %s AND t.id < %s AND {holds}", values


def how_many_wait() -> str:
    """Return, as SQL, how many terms have no trigrams yet and are therefore read one by one."""
    return f"SELECT count(*) FROM {WAITING}" if connection.vendor == "sqlite" and can_trigrams() else "SELECT 0"


def carrying(text: str) -> RawSQL | None:
    """Return the machines that carry the text, for `pk__in=`; None when nothing of the text counts.

    Serial numbers (also former ones), MACs and asset tags are found in any spelling.
    """
    sought = typed(text)
    if not sought:
        return None
    terms, holds, values = machine_terms(sought)
    return RawSQL(f"SELECT {MACHINE} FROM {terms} WHERE {holds}", values)
