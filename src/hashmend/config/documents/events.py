"""The page that lists everything history tells."""

from itertools import groupby

from hashmend.domain.history.kinds import KINDS, Kind

_HEAD = """# Events

Made by `manage.py document` from the declarations in the code; a test fails when it is stale.

Every change writes one event in its own transaction: who, what, when. An event is never edited and never deleted.
`{thing}` is what it happened to; other words in braces come with the event. Staff read all of them; a customer reads
those that are marked, about its own things, and sees "Repair centre" instead of the names of staff.
"""


def document() -> str:
    """Return the kinds of events, grouped by what they happen to."""
    kinds = sorted(KINDS.values(), key=_thing)
    return _HEAD + "".join(_section(thing, list(group)) for thing, group in groupby(kinds, key=_thing))


def _thing(kind: Kind) -> str:
    return kind.code.partition(".")[0]


def _section(thing: str, kinds: list[Kind]) -> str:
    rows = [f"| `{kind.code}` | {kind.sentence} | {'yes' if kind.customer_sees else ''} |" for kind in kinds]
    title = thing.replace("-", " ").capitalize()
    return "\n".join([f"\n## {title}", "", "| Kind | Sentence | Customers read it |", "|---|---|---|", *rows, ""])
