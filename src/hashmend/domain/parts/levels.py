"""How many spares there are beside how many there should be."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, Q

from hashmend.domain.catalogue.models import MinerModel, PartType
from hashmend.domain.parts.models import Condition, Part, StockLevel
from hashmend.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Stocked:
    """One level: usable free spares of the repair centre for a model (None: of any), and how many are wanted."""

    level: StockLevel
    count: int

    @property
    def is_low(self) -> bool:
        """Tell whether there are fewer than wanted."""
        return self.count < self.level.at_least

    @property
    def label(self) -> str:
        """Name what is counted: "Hashboard for Antminer S19"."""
        name = PartType(self.level.part_type).label
        return f"{name} for {self.level.model}" if self.level.model else f"{name}, of any model"

    @property
    def model(self) -> MinerModel | None:
        """Return the model it is for."""
        return self.level.model


def stock_levels(actor: Actor, *, failing: Exists | None = None) -> Sequence[Stocked]:
    """Return every level with its count, by part and model; two queries.

    Those of unknown condition for which `failing` is true are not counted.
    """
    levels = list(StockLevel.objects.visible_to(actor).select_related("model"))
    if not levels:
        return []
    spares = Part.objects.visible_to(actor).free().usable().filter(owner=None)
    if failing is not None:
        spares = spares.exclude(failing, condition=Condition.UNKNOWN)
    wanted = Q(part_type__in={level.part_type for level in levels})
    counted = spares.filter(wanted).order_by().values_list("part_type", "model").annotate(Count("pk"))
    by_model = {(part_type, model): count for part_type, model, count in counted}
    by_type: dict[str, int] = {}
    for (part_type, _), count in by_model.items():
        by_type[part_type] = by_type.get(part_type, 0) + count
    told = [
        Stocked(
            level,
            by_model.get((level.part_type, level.model_id), 0) if level.model_id else by_type.get(level.part_type, 0),
        )
        for level in levels
    ]
    return sorted(told, key=lambda one: one.label)


def low_stock(actor: Actor, *, failing: Exists | None = None) -> Sequence[Stocked]:
    """Return the levels that are not reached; see `stock_levels`."""
    return [one for one in stock_levels(actor, failing=failing) if one.is_low]
