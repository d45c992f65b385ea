"""Choosing from a catalogue by typing: a name, another name, or any part of one that fits one row only."""

import re
from collections.abc import Iterable, Sequence

from hashmend.domain.catalogue.models import PartType
from hashmend.domain.catalogue.queries import TypeChoice
from hashmend.kernel.errors import Refused

_MOST_NAMED = 5
_KINDS = {kind.value: str(kind.label) for kind in PartType}


class Choices:
    """Rows of a catalogue that may be chosen; with their kind of part before the name where there are several kinds."""

    def __init__(self, rows: Iterable[TypeChoice], *, with_kind: bool = False, first: Sequence[int] = ()) -> None:
        at = {key: place for place, key in enumerate(first)}
        self.rows = sorted(
            (row for row in rows if not row.code.endswith("_OTHER")),
            key=lambda row: (at.get(row.pk, len(at)), self._kind(row), row.name),
        )
        self.with_kind = with_kind

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Return what to type for each row, and its other names."""
        return [(self.label(row), ", ".join(row.aliases)) for row in self.rows]

    def label(self, row: TypeChoice) -> str:
        """Return what people type to choose a row."""
        return f"{self._kind(row)}: {row.name}" if self.with_kind else row.name

    def find(self, text: str) -> TypeChoice:
        """Return the row that is called so; refuse what is called nothing, or could be several."""
        wanted = _folded(text)
        exact = [row for row in self.rows if wanted in self._names(row)]
        near = exact or [row for row in self.rows if any(wanted in name for name in self._names(row))]
        if len(near) == 1:
            return near[0]
        if not near:
            raise Refused(f"Nothing in the catalogue is called “{text}”: choose from the list, or use your own words.")
        names = ", ".join(self.label(row) for row in near[:_MOST_NAMED])
        more = f" and {len(near) - _MOST_NAMED} more" if len(near) > _MOST_NAMED else ""
        raise Refused(f"“{text}” could be {names}{more}: type more of it.")

    def find_all(self, text: str) -> list[TypeChoice]:
        """Return the rows of a text that names several, with semicolons between them."""
        return [self.find(each.strip()) for each in text.split(";") if each.strip()]

    def by_key(self, keys: Iterable[str]) -> list[TypeChoice]:
        """Return the rows of these keys, as a page sent them."""
        known = {str(row.pk): row for row in self.rows}
        return [known[key] for key in keys if key in known]

    def _names(self, row: TypeChoice) -> list[str]:
        return [_folded(name) for name in (self.label(row), row.name, *row.aliases)]

    @staticmethod
    def _kind(row: TypeChoice) -> str:
        return _KINDS[row.part_type]


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
