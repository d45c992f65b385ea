"""The sections of a part and of an empty slot: its condition and label, what takes its place, what may come in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from hashmend.both.parts import CONDITION_TONES
from hashmend.desk.bench.coming import broken_in
from hashmend.desk.bench.frame import Bench
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench.models import Failure
from hashmend.domain.catalogue.models import PartType
from hashmend.domain.fitting.operations.conditions import others_with
from hashmend.domain.fitting.rules import why_not_open
from hashmend.domain.fitting.spares import Offer, missing_from, offers
from hashmend.domain.parts.models import Condition
from hashmend.web.actors import PageRequest
from hashmend.web.components import Tone

Filled = dict[str, Any] | None
CONDITIONS = (Condition.GOOD, Condition.FAULTY, Condition.UNKNOWN, Condition.SCRAP)
"""What can be chosen, in the order of their keys: 1, 2, 3, 4."""
MOST_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Offered:
    """Spares as the page offers them: the best few, how many there are besides, and where all of them stand."""

    best: Sequence[tuple[Offer, Tone]]
    more: int
    url: str


def part(request: PageRequest, bench: Bench) -> Filled:
    """Return what is known about the chosen part, and what may be noted of it."""
    if not bench.part or not bench.chosen:
        return None
    may = request.actor.may(Permission.EDIT_PARTS)
    return {
        "slot": bench.chosen.slot,
        "tone": CONDITION_TONES[bench.part.condition],
        "conditions": [(one, str(one.label), at) for at, one in enumerate(CONDITIONS, start=1)],
        "may": may and not bench.why_not_parts,
        "why_not": bench.why_not_parts if may else "",
        "warnings": [*map(_elsewhere, bench.elsewhere), *others_with(bench.part)],
    }


def _elsewhere(failure: Failure) -> str:
    return f"{failure} was found on it in {failure.job.miner} ({failure.job}), and no repair answers it."


def change(request: PageRequest, bench: Bench) -> Filled:
    """Return what may take the place of the chosen part, and why it stays where that is so."""
    if not bench.part or bench.why_not_parts or not request.actor.may(Permission.EDIT_PARTS):
        return None
    return _coming(request, bench, bench.part.part_type)


def slot(request: PageRequest, bench: Bench) -> Filled:
    """Return the chosen empty slot, what may come into it, and what was reported missing from it."""
    if not bench.empty:
        return None
    where, may = bench.empty.slot, request.actor.may(Permission.EDIT_PARTS)
    missing = missing_from(bench.miner, where.part_type, where.position, request.actor)
    it = {"slot": where, "missing": missing, "why_not": bench.why_not_parts if may else "", "may": False}
    if not may or bench.why_not_parts:
        return it
    return it | _coming(request, bench, where.part_type) | {"may": True}


def _coming(request: PageRequest, bench: Bench, part_type: str) -> dict[str, Any]:
    """Return what the forms need that bring a part: the spares that fit, and who may own a new one."""
    is_board = part_type == PartType.CONTROL_BOARD
    what = str(PartType(part_type).label).lower() if part_type != PartType.PSU else "PSU"
    if why := why_not_open(bench.miner, bench.stay):
        return {"why_not_open": why, "what": what}
    return {
        "offered": _offered(bench, _offers(request, bench, part_type), part_type),
        "is_control_board": is_board,
        "what": what,
    }


def _offers(request: PageRequest, bench: Bench, part_type: str) -> list[Offer]:
    broken = broken_in(request, bench) if part_type == PartType.HASHBOARD else frozenset()
    failing = Failure.objects.visible_to(request.actor).waits_on_part()
    return offers(bench.miner, part_type, bench.parts, request.actor, before=bench.part, broken=broken, failing=failing)


def _offered(bench: Bench, found: Sequence[Offer], part_type: str) -> Offered:
    query = [("place", "stock"), ("kind", part_type)]
    if bench.miner.model:
        query += [("fits", bench.miner.model.code), ("fits", "any")]
    best = [(offer, CONDITION_TONES[offer.part.condition]) for offer in found[:MOST_OFFERED]]
    return Offered(best, len(found) - len(best), f"{reverse('desk:spare-parts')}?{urlencode(query)}")
