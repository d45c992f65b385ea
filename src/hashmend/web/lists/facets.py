"""The counts beside the choices of a list: one grouped read, each filter counted under every filter but its own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, F, QuerySet

from hashmend.web.lists.filters import Choice

Values = frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that stand alike in every counted filter: the values that each one knows them by, and their number."""

    values: tuple[Values, ...]
    count: int


@dataclass(frozen=True)
class Facets:
    """Rows under all filters that are not counted, grouped by those that are."""

    filters: Sequence[Choice]
    chosen: tuple[Values, ...]
    groups: Sequence[Group]

    @cached_property
    def shown(self) -> int:
        """Return how many rows pass all filters."""
        return sum(group.count for group in self.groups if self._passes(group))

    @cached_property
    def counts(self) -> dict[str, dict[str, int]]:
        """Return, per filter, value → how many rows it would show."""
        counts: dict[str, dict[str, int]] = {}
        for place, one in enumerate(self.filters):
            counted: Counter[str] = Counter()
            for group in self.groups:
                if self._passes(group, but=place):
                    counted.update(dict.fromkeys(group.values[place], group.count))
            counts[one.key] = dict(counted)
        return counts

    def _passes(self, group: Group, but: int | None = None) -> bool:
        return all(
            place == but or not chosen or not chosen.isdisjoint(values)
            for place, (chosen, values) in enumerate(zip(self.chosen, group.values, strict=True))
        )


@dataclass(frozen=True, slots=True)
class QuickChoice:
    """One choice of a filter as a link that takes or gives it up; `id` keeps the focus on it."""

    id: str
    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class QuickFilter:
    """A filter whose choices stand above the table."""

    label: str
    choices: list[QuickChoice]


def facets_of(rows: QuerySet[Any], filters: Sequence[Choice], params: Mapping[str, tuple[str, ...]]) -> Facets:
    """Read the counts of `filters` over rows that none of them has narrowed; one query."""
    columns = list(dict.fromkeys(name for one in filters for name in one.columns))
    aliases = {name: F(name) for name in columns if name in rows.query.annotations}
    grouped = rows.order_by().annotate(**aliases).values_list(*columns).annotate(Count("pk"))
    groups = [
        Group(tuple(one.values_of(dict(zip(columns, row, strict=False))) for one in filters), row[-1])
        for row in grouped
    ]
    return Facets(filters, tuple(frozenset(params.get(one.key, ())) for one in filters), groups)
