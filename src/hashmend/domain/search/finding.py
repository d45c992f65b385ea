"""Finding rows by a text: one statement over the index, another way on each database, the same answer.

How well a term fits: 0 it is the text, 1 it begins or ends with it, 2 it holds it. Within that the newest row first.
Texts shorter than three characters are not looked for in the middle, single ones only as a whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection

from hashmend.domain.search.kinds import KINDS, Kind
from hashmend.domain.search.models import KIND, SLOTS
from hashmend.domain.search.sql import TABLE, owner
from hashmend.domain.search.triggers import GRAMS, WAITING, can_trigrams
from hashmend.domain.search.upkeep import fold_many
from hashmend.kernel.actor import Actor
from hashmend.kernel.identifiers import clean_scan
from hashmend.kernel.plain import plain

LONGEST = 200
EXACT, EDGE, WITHIN = 0, 1, 2
_GRAMS_ASKED = 4
_TERMS_OF_A_ROW = 4
"""So many terms are fetched for each row that may be shown: one row may fit by several of its texts."""
_WAITING = -1
"""SQLite: mark of the number of terms without trigrams."""
_WINDOW = 2000
"""PostgreSQL: so many newest terms of a kind are read, and so many matches of any age, before they are ranked."""


@dataclass(frozen=True, slots=True)
class Match:
    """A row that fits, by its best term: which text (`slot`) and how well (`fit`)."""

    kind: Kind
    row: int
    slot: int
    fit: int
    text: str


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: the plain text, whose rows (None: everybody's), in which kinds, at most how many of each."""

    text: str
    customers: tuple[int, ...] | None
    kinds: tuple[Kind, ...]
    most: int

    @property
    def number(self) -> str:
        """Return the last part of a document number that the text may be ("0042" → "#42"), or ""."""
        last = self.text.lstrip("0")
        return f"<#{last}>" if self.text.isdecimal() and last else ""

    @property
    def fits(self) -> list[tuple[int, tuple[str, ...]]]:
        """Return (fit, what a term holds then), the best fit first."""
        number = (self.number,) if self.number else ()
        asked: list[tuple[int, tuple[str, ...]]] = [(EXACT, (f"<{self.text}>",))]
        edges = (f"<{self.text}", f"{self.text}>") if len(self.text) > 2 else (f"<{self.text}",)
        asked.append((EDGE, (*number, *(edges if len(self.text) > 1 else ()))))
        if len(self.text) > 2:
            asked.append((WITHIN, (self.text,)))
        return [(fit, texts) for fit, texts in asked if texts]


def typed(text: str) -> str:
    """Return what somebody typed or scanned in the form the index knows; "" when nothing of it counts."""
    return plain(clean_scan(text.replace("\x00", "")[:LONGEST]))


def kinds_for(actor: Actor) -> tuple[Kind, ...]:
    """Return the kinds a person may find."""
    mine = (kind for kind in KINDS if kind.customer or actor.is_staff)
    return tuple(kind for kind in mine if not kind.permission or actor.may(kind.permission))


def matches(text: str, actor: Actor, *, only: str = "", most: int = 9) -> list[Match]:
    """Return the best matches of each kind the actor may find, at most `most` of a kind, the best first.

    The rows must still be read through `visible_to`: a match says only that the index knows one.
    """
    kinds = tuple(kind for kind in kinds_for(actor) if only in ("", kind.code))
    customers = None if actor.customer_ids is None else tuple(sorted(actor.customer_ids))
    search = Search(typed(text), customers, kinds, most)
    if not search.text or not kinds or customers == ():
        return []
    with connection.cursor() as cursor:
        sql, values = (_on_postgresql if connection.vendor == "postgresql" else _on_sqlite)(search)
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    fold_many(sum(count for fit, count, _ in rows if fit == _WAITING))
    return list(_best([found for found in rows if found[0] != _WAITING], search))


def _best(rows: Sequence[tuple[int, int, str]], search: Search) -> Iterator[Match]:
    """Yield each row once, by its best term, in the order of a kind's hits, at most `most` of each kind."""
    by_number = {kind.number: kind for kind in search.kinds}
    count = dict.fromkeys(by_number, 0)
    seen: set[int] = set()
    for fit, key, text in sorted(rows, key=lambda found: (found[0], -found[1])):
        kind, row = key // KIND, key // SLOTS
        if row in seen or count[kind] >= search.most:
            continue
        seen.add(row)
        count[kind] += 1
        yield Match(by_number[kind], key % KIND // SLOTS, key % SLOTS, fit, text.strip("<>"))


def _on_sqlite(search: Search) -> tuple[str, list[str | int]]:
    """Return the statement: for each kind and fit its newest terms, by their trigrams where SQLite has them."""
    parts: list[str] = []
    values: list[str | int] = []
    for kind in search.kinds:
        for fit, texts in search.fits:
            holds = " OR ".join("instr(t.text, %s)" for _ in texts)
            span = [kind.number * KIND, (kind.number + 1) * KIND - 1]
            if can_trigrams():
                source = (
                    f"{GRAMS} CROSS JOIN {TABLE} t ON t.id = {GRAMS}.rowid WHERE {GRAMS} MATCH %s AND {GRAMS}.rowid"
                )
                order = f"{GRAMS}.rowid"
                values.append(grams_of(texts, search.customers))
            else:
                source, order = f"{TABLE} t WHERE {_whose(search)} t.id", "t.id"
            parts.append(
                f"SELECT * FROM (SELECT {fit}, t.id, t.text FROM {source} BETWEEN %s AND %s AND ({holds})"
                f" ORDER BY {order} DESC LIMIT %s)"
            )
            values += [*span, *texts, _TERMS_OF_A_ROW * search.most]
    if can_trigrams():
        parts.append(_among_waiting(search))
        values += 2 * [text for _, texts in search.fits for text in texts]
        parts.append(f"SELECT {_WAITING}, count(*), '' FROM {WAITING}")
    return " UNION ALL ".join(parts), values


def _among_waiting(search: Search) -> str:
    """Return the SELECT of fitting terms without trigrams, read one by one; it takes the texts of all fits twice."""
    holds = {fit: " OR ".join("instr(t.text, %s)" for _ in texts) for fit, texts in search.fits}
    fit = " ".join(f"WHEN {condition} THEN {fit}" for fit, condition in holds.items())
    numbers = ", ".join(str(kind.number) for kind in search.kinds)
    return (
        f"SELECT CASE {fit} END, t.id, t.text FROM {WAITING} w CROSS JOIN {TABLE} t ON t.id = w.id"
        f" WHERE {_whose(search)} t.kind IN ({numbers}) AND ({' OR '.join(holds.values())})"
    )


def grams_of(texts: Sequence[str], customers: Sequence[int] | None) -> str:
    """Return the trigrams that a term of one of the texts has, and the owner it then has, for MATCH."""
    grams = " OR ".join(f"({' AND '.join(_telling(text))})" for text in texts)
    if customers is None:
        return grams
    return f"({' OR '.join(_phrase(owner(customer)) for customer in customers)}) AND ({grams})"


def _telling(text: str) -> list[str]:
    """Return a few trigrams of a text, those that few terms share: of three different letters, near its end."""
    places = {text[at : at + 3]: at for at in range(len(text) - 2)}
    best = sorted(places, key=lambda gram: (-len(set(gram)), -places[gram]))
    return [_phrase(gram) for gram in best[:_GRAMS_ASKED]]


def _phrase(gram: str) -> str:
    return f'"{gram}"'


def _whose(search: Search) -> str:
    """Return the condition for terms of those whose rows may be found, with the AND that follows it, or ""."""
    if search.customers is None:
        return ""
    return f"customer_id IN ({', '.join(map(str, search.customers))}) AND"


def _on_postgresql(search: Search) -> tuple[str, list[str | int]]:
    """Return the statement: whole texts, beginnings, what lies within, ranked for each kind.

    Matches within come from the trigrams, newest terms are read besides: of a text that very many terms hold the
    trigram index gives any, and of those the newest are wanted. A customer's beginnings come with what lies within: to
    walk the beginnings of all for the few of one takes longer.
    """
    whose, text = _whose(search), search.text
    numbers = ", ".join(str(kind.number) for kind in search.kinds)
    each = f"unnest(ARRAY[{numbers}]) AS k(kind) CROSS JOIN LATERAL"
    parts = [f"SELECT id, text FROM {TABLE} WHERE {whose} kind IN ({numbers}) AND text IN (%s, %s)"]
    values: list[str | int] = [f"<{text}>", search.number]
    if len(text) == 2 or (len(text) > 2 and not whose):
        parts.append(
            f"SELECT h.* FROM {each} (SELECT id, text FROM {TABLE} t WHERE {whose} t.kind = k.kind AND text LIKE %s"
            f" ORDER BY text USING ~<~ LIMIT {_WINDOW}) h"
        )
        values.append(f"<{text}%")
    if len(text) > 2:
        parts.append(
            f"SELECT * FROM (SELECT id, text FROM {TABLE} WHERE {whose} kind IN ({numbers}) AND text LIKE %s"
            f" LIMIT {_WINDOW}) s"
        )
        span = f"t.id >= k.kind * {KIND} AND t.id < (k.kind + 1) * {KIND}"
        parts.append(
            f"SELECT h.id, h.text FROM {each} (SELECT * FROM (SELECT * FROM {TABLE} t WHERE {span} ORDER BY t.id DESC"
            f" LIMIT {_WINDOW}) n WHERE {whose} text LIKE %s) h"
        )
        values += [f"%{text}%", f"%{text}%"]
    fit = (
        f"CASE WHEN text = %s THEN {EXACT} WHEN text = %s OR text LIKE %s OR text LIKE %s THEN {EDGE} ELSE {WITHIN} END"
    )
    ranked = f"SELECT {fit} AS fit, id, text FROM ({' UNION '.join(parts)}) f"
    values = [f"<{text}>", search.number, f"<{text}%", f"%{text}>", *values]
    places = f"SELECT *, row_number() OVER (PARTITION BY id / {KIND} ORDER BY fit, id DESC) AS place FROM ({ranked}) r"
    return f"SELECT fit, id, text FROM ({places}) p WHERE place <= {_TERMS_OF_A_ROW * search.most}", values
