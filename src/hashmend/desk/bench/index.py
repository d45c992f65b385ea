"""The parts index: every slot of the machine, what is in it and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import Count, Q

from hashmend.desk.bench.frame import Bench, InSlot
from hashmend.domain.bench.models import Failure
from hashmend.domain.parts.models import Condition
from hashmend.web.actors import PageRequest
from hashmend.web.components import Tone
from hashmend.web.formats import counted

TONES: dict[str, Tone] = {
    Condition.UNKNOWN: "neutral",
    Condition.GOOD: "success",
    Condition.FAULTY: "danger",
    Condition.MISSING: "warning",
    Condition.SCRAP: "ended",
}
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
    """The lines of the index in groups of one type of part; before them the machine itself."""

    machine: Line
    groups: list[tuple[str, list[Line]]]


def subject_of(bench: Bench, query: Mapping[str, str]) -> Bench:
    """Return the bench pointed at the part or the empty slot that the address names; at the machine when it is gone."""
    part = next((one for one in bench.parts if str(one.pk) == query.get("part")), None)
    slot = next((each for each in bench.slots if not each.part and each.key == query.get("slot")), None)
    return replace(bench, part=part, empty=None if part else slot)


def index_of(request: PageRequest, bench: Bench) -> Index:
    """Return the index of the machine, with the chosen line marked; one query."""
    waiting = Failure.objects.visible_to(request.actor).filter(job=bench.job.pk).values_list("part_id")
    counts = dict(waiting.annotate(open=Count("pk", filter=Q(answered_by=None))).order_by("part_id"))
    machine = Line(
        bench.url, "index-machine", "Machine", str(bench.miner), "", "neutral",
        _failures(counts.get(None, 0)), is_chosen=bench.chosen is None,
    )  # fmt: skip
    lines = [(each.slot.part_type.label, _line(bench, each, counts)) for each in bench.slots]
    return Index(machine, [(str(kind), [line for _, line in same]) for kind, same in groupby(lines, lambda at: at[0])])


def _line(bench: Bench, each: InSlot, counts: Mapping[int, int]) -> Line:
    part, is_chosen = each.part, each == bench.chosen
    dom_id, label = f"index-{each.key}", each.slot.label
    if part is None:
        return Line(f"{bench.url}?slot={each.key}", dom_id, label, "", _EMPTY, "warning", is_chosen=is_chosen)
    return Line(
        f"{bench.url}?part={part.pk}", dom_id, label, part.serial, part.get_condition_display(),
        TONES[part.condition], _failures(counts.get(part.pk, 0)), is_chosen,
    )  # fmt: skip


def _failures(count: int) -> str:
    return counted(count, "open failure") if count else ""
