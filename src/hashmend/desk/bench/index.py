"""The parts index: every slot of the machine, what is in it and what is wrong with it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from django.urls import reverse

from hashmend.both.parts import CONDITION_TONES
from hashmend.desk.bench.frame import Bench, InSlot
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.parts.models import Condition
from hashmend.web.actors import PageRequest
from hashmend.web.components import Tone
from hashmend.web.formats import counted

_EMPTY = "Empty"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the index; `open_failures` says how many failures wait for a repair, "" when none does."""

    url: str
    dom_id: str
    label: str
    serial: str
    condition: str
    tone: Tone
    open_failures: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """The lines of the index in groups of one type of part; before them the machine itself.

    `has_unknown` tells that some parts have no condition yet which this person may set; `untold` that the catalogue
    does not tell how many hashboards the model has.
    """

    machine: Line
    groups: list[tuple[str, list[Line]]]
    has_unknown: bool = False
    untold: "Untold | None" = None


@dataclass(frozen=True, slots=True)
class Untold:
    """A model without a known number of hashboards: where that is told, and whether its variants tell it."""

    model: MinerModel
    has_variants: bool
    may_set: bool

    @property
    def url(self) -> str:
        """Return the address of the model in the catalogue, to change it for who may."""
        name = "desk:catalogue-row-edit" if self.may_set else "desk:catalogue-row"
        return reverse(name, args=["miner-models", self.model.code])


def subject_of(bench: Bench, query: Mapping[str, str]) -> Bench:
    """Return the bench pointed at the part or the slot that the address names; at the machine when it is gone.

    A slot is whatever is in it: the address stays right when parts come and go.
    """
    named = next((each for each in bench.slots if each.key == query.get("slot")), None)
    part = next((one for one in bench.parts if str(one.pk) == query.get("part")), named.part if named else None)
    return replace(bench, part=part, empty=None if part else named)


def index_of(request: PageRequest, bench: Bench) -> Index:
    """Return the index of the machine, with the chosen line marked."""
    counts = Counter(failure.part_id for failure in bench.noted if failure.answered_by_id is None)
    machine = Line(
        bench.url, "index-machine", "Machine", str(bench.miner), "", "neutral",
        _failures(counts[None]), is_chosen=bench.chosen is None,
    )  # fmt: skip
    lines = [(each.slot.part_type.label, _line(bench, each, counts)) for each in bench.slots]
    may = request.actor.may(Permission.EDIT_PARTS) and not bench.why_not_parts
    has_unknown = may and any(part.condition == Condition.UNKNOWN for part in bench.parts)
    groups = [(str(kind), [line for _, line in same]) for kind, same in groupby(lines, lambda at: at[0])]
    return Index(machine, groups, has_unknown, _untold(request, bench.miner.model))


def _untold(request: PageRequest, model: MinerModel | None) -> Untold | None:
    if model is None or model.hashboards:
        return None
    variants = MinerModel.objects.visible_to(request.actor).active().filter(base_model=model)
    return Untold(model, variants.exists(), request.actor.may(Permission.EDIT_CATALOGUES))


def _line(bench: Bench, each: InSlot, counts: Counter[int | None]) -> Line:
    part, is_chosen = each.part, each == bench.chosen
    url, dom_id, label = f"{bench.url}?slot={each.key}", f"index-{each.key}", each.slot.label
    if part is None:
        return Line(url, dom_id, label, "", _EMPTY, "warning", is_chosen=is_chosen)
    return Line(
        url, dom_id, label, part.serial, part.get_condition_display(),
        CONDITION_TONES[part.condition], _failures(counts[part.pk]), is_chosen,
    )  # fmt: skip


def _failures(count: int) -> str:
    return counted(count, "open failure") if count else ""
