"""Which rows a bulk action is about: ticked ones, all that match the filter, or all of the list."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, QueryDict

from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.web.formats import counted

MOST_IDS = 20_000


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows somebody chose, within what they may see. `fields` posted again mean the same selection."""

    rows: QuerySet[Any]
    count: int
    one: str
    many: str
    fields: tuple[tuple[str, str], ...]
    is_filtered: bool = False

    @property
    def words(self) -> str:
        """Return the number with its noun: "37 miners"."""
        return counted(self.count, self.one, self.many)


def ticked(data: QueryDict) -> list[int]:
    """Return the posted ids, each once; several may stand in one field, with commas."""
    parts = [part for field in data.getlist("ids") for part in field.split(",") if part]
    if len(parts) > MOST_IDS:
        raise Refused("These are too many rows to tick one by one. Choose all that match a filter instead.")
    if not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
        raise Http404
    return list(dict.fromkeys(int(part) for part in parts))


def by_ids(rows: QuerySet[Any], ids: list[int], actor: Actor, *, one: str, many: str) -> Selection:
    """Return the ticked rows. Ids of strangers are a 404; rows that left the list meanwhile refuse."""
    chosen = rows.filter(pk__in=ids)
    count = chosen.count()
    if count != len(ids):
        known = rows.model._default_manager.visible_to(actor).filter(pk__in=ids).count()
        if known != len(ids):
            raise Http404
        gone = counted(len(ids) - count, f"{one} is", f"{many} are")
        raise Refused(f"{gone} no longer in this list. Nothing was changed; reload it and choose again.")
    return Selection(chosen, count, one, many, (("ids", ",".join(map(str, ids))),))


def as_counted(rows: QuerySet[Any], data: QueryDict, *, one: str, many: str, is_filtered: bool) -> Selection:
    """Return every row, when they are still as many as the person was told."""
    count = rows.count()
    expected = data.get("expected_all" if not is_filtered and "expected_all" in data else "expected", "")
    if expected != str(count):
        told = f"not {expected}" if expected.isdecimal() else "and the page did not say how many"
        raise Refused(
            f"The list has changed: it is {counted(count, one, many)} now, {told}. Nothing was changed; look again."
        )
    fields = [(name, data.get(name, "")) for name in ("which", "query")]
    return Selection(rows, count, one, many, (*fields, ("expected", expected)), is_filtered)
