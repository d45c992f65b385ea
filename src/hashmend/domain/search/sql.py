"""The index as SQL: which terms the data asks for. Used by triggers, by rebuilding and by `manage.py invariants`.

Slots of a row: 0 to 7 its texts, 8 to 31 the texts of a list, 32 to 39 the last part of its numbers, written "<#1>".
"""

from collections.abc import Iterator

from hashmend.domain.search.kinds import Form, Kind
from hashmend.domain.search.models import KIND, SLOTS
from hashmend.kernel.plain import DROPPED, LETTERS, SPELLED

TABLE = "hashmend_searchterm"
LETTER_TABLE = "hashmend_search_letter"
"""SQLite only: every letter that is compared as something else; its row numbers count the places of a text."""

OWNER_LETTER, OWNER_BASE = 0xAC00, 10_000
"""Customers are written in Hangul syllables, which have no capitals and stand in no serial number."""

_PLAIN = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""Most texts hold nothing else and need no folding."""

FIRST_OF_LIST, LONGEST_LIST, FIRST_LAST_PART = 8, 24, 32


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def plain_sql(vendor: str, text: str) -> str:
    """Return SQL for the plain form (`kernel.plain`) of the text that the expression `text` gives."""
    if vendor == "postgresql":
        single = {letter: plain for letter, plain in LETTERS.items() if len(plain) == 1}
        spelled = text
        for letter, plain in SPELLED.items():
            spelled = f"replace({spelled}, {quoted(letter)}, {quoted(plain)})"
        table = "".join(single) + DROPPED
        folded = f"translate({spelled}, {quoted(table)}, {quoted(''.join(single.values()))})"
        return f"CASE WHEN translate({text}, {quoted(_PLAIN)}, '') = '' THEN {text} ELSE {folded} END"
    usual = f"replace(replace(replace({text}, '-', ''), ' ', ''), ':', '')"
    letters = f"SELECT substr({text}, p.rowid, 1) AS c FROM {LETTER_TABLE} p WHERE p.rowid <= length({text})"
    one_by_one = f"""SELECT group_concat(coalesce(l.plain, s.c), '') FROM ({letters} ORDER BY p.rowid) s
        LEFT JOIN {LETTER_TABLE} l ON l.letter = s.c"""
    return f"""CASE WHEN {text} NOT GLOB '*[^0-9A-Za-z]*' THEN upper({text})
        WHEN {usual} NOT GLOB '*[^0-9A-Za-z]*' THEN upper({usual}) ELSE coalesce(({one_by_one}), '') END"""


def wanted(kind: Kind, vendor: str, row: str, source: str = "") -> str:
    """Return the SELECT of the terms (id, kind, customer_id, text) that rows of a kind ask for.

    `row` is the name of the row, `source` the FROM clause it comes from ("" for the row of a trigger: "NEW").
    """
    raw = " UNION ALL ".join(_parts(kind, vendor, row, source))
    texts = f"SELECT x.*, {plain_sql(vendor, 'x.raw')} AS plain FROM ({raw}) x WHERE x.raw <> ''"
    return (
        f"SELECT {kind.number * KIND} + y.row_id * {SLOTS} + y.slot AS id, {kind.number} AS kind, y.customer_id,"
        f" '<' || y.sign || y.plain || '>' AS text FROM ({texts}) y WHERE y.plain <> ''"
    )


def _parts(kind: Kind, vendor: str, row: str, source: str) -> Iterator[str]:
    """Yield a SELECT (row_id, customer_id, slot, sign, raw) per text of a row."""
    customer = kind.customer.format(row=row) if kind.customer else "CAST(NULL AS bigint)"
    whose = f"SELECT {row}.id AS row_id, {customer} AS customer_id"
    origin = [source] if source else []
    for place, term in enumerate(kind.terms):
        column = f"{row}.{term.column}"
        if term.form is Form.LIST:
            slot, value, entries = _entries(vendor, column)
            yield f"{whose}, {slot} AS slot, '' AS sign, {value} AS raw FROM {', '.join([*origin, entries])}"
            continue
        end = f" FROM {source}" if source else ""
        yield f"{whose}, {place} AS slot, '' AS sign, {column} AS raw{end}"
        if term.form is Form.NUMBER:
            last = f"ltrim(substr({column}, length(rtrim({column}, replace({column}, '-', ''))) + 1), '0')"
            yield f"{whose}, {FIRST_LAST_PART + place} AS slot, '#' AS sign, {last} AS raw{end}"


def _entries(vendor: str, column: str) -> tuple[str, str, str]:
    """Return slot, value and table expression of the texts of a list column."""
    if vendor == "postgresql":
        entries = f"unnest((string_to_array({column}, ' '))[:{LONGEST_LIST}]) WITH ORDINALITY AS e(value, place)"
        return f"{FIRST_OF_LIST - 1} + e.place", "e.value", f"LATERAL {entries}"
    entries = f"""json_each('[' || replace(json_quote({column}), ' ', '","') || ']') e"""
    return f"{FIRST_OF_LIST} + e.key", f"CASE WHEN e.key < {LONGEST_LIST} THEN e.value ELSE '' END", entries


def owner_sql(customer: str) -> str:
    """Return SQLite's SQL for the three letters by which the trigram index knows a customer; "" without one."""
    places = ", ".join(f"{OWNER_LETTER} + {customer} / {OWNER_BASE**place} % {OWNER_BASE}" for place in (2, 1, 0))
    return f"CASE WHEN {customer} IS NULL THEN '' ELSE char({places}) END"


def owner(customer_id: int) -> str:
    """Return the three letters by which the trigram index knows a customer: no text holds them."""
    return "".join(chr(OWNER_LETTER + customer_id // OWNER_BASE**place % OWNER_BASE) for place in (2, 1, 0))
