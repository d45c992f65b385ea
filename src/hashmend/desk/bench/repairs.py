"""Repairs on the page of a machine: what was done to it or to a part, with what, for how long, for which failures."""

import re
from typing import Any

from django.http import HttpResponse

from hashmend.desk.bench.choosing import Choices
from hashmend.desk.bench.diagnosis import where
from hashmend.desk.bench.frame import Bench, done, the_bench
from hashmend.desk.bench.index import subject_of
from hashmend.desk.doors import page
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.models import Failure, Repair
from hashmend.domain.bench.operations import Done, record_repair, withdraw_repair
from hashmend.domain.catalogue.queries import repair_choices
from hashmend.domain.parts.models import SLOT_TYPES
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one

_QUANTITIES = (
    re.compile(r"(?P<quantity>\d{1,9})\s*[x×*]\s*(?P<name>.+)", re.IGNORECASE),
    re.compile(r"(?P<name>(?:.*\s)?(?!\d+\s)\S+)\s+[x×*]\s*(?P<quantity>\d{1,9})", re.IGNORECASE),
)
"""How many of a component, before its name or after it; "fan 120 x 38" is a size."""


def fill(request: PageRequest, bench: Bench) -> dict[str, Any] | None:
    """Return what was done to the chosen part, or to the machine with all its parts, and what may be recorded."""
    if bench.empty:
        return None
    may = not bench.why_not and bench.job.received_at and request.actor.may(Permission.REPAIR)
    repairs = _repairs_of(request.actor, bench)
    it: dict[str, Any] = {"repairs": [(repair, _where(bench, repair)) for repair in repairs], "may": may}
    if not may:
        return it if repairs else None
    told = [failure for failure in bench.failures if failure.answered_by_id is None] + bench.elsewhere
    choices = _choices_of(request.actor, bench, told)
    supplies = [name for kind in choices.rows for name in kind.supplies]
    it |= {
        "waiting": [(failure, where(bench, failure)) for failure in told],
        "choices": choices,
        "supplies": list(dict.fromkeys(supplies)),
    }
    return it


def _repairs_of(actor: Actor, bench: Bench) -> list[Repair]:
    repairs = Repair.objects.visible_to(actor).filter(job=bench.job.pk)
    if bench.part:
        repairs = repairs.filter(part=bench.part.pk)
    told = repairs.select_related("repair_type", "part", "done_by")
    return list(told.prefetch_related("components", "answers__failure_type").order_by("pk"))


def _where(bench: Bench, repair: Repair) -> str:
    here = next((each for each in bench.slots if each.part and each.part.pk == repair.part_id), None)
    if here:
        return here.slot.label
    return repair.part.history_label() if repair.part else str(repair.repair_type.get_part_type_display())


def _choices_of(actor: Actor, bench: Bench, waiting: list[Failure]) -> Choices:
    """Return the repairs that fit, those that are typical for the open failures first."""
    types = repair_choices(actor)
    typical = [code for f in waiting if f.failure_type for code in f.failure_type.typical_repairs]
    by_code = {kind.code: kind.pk for kind in types}
    first = [by_code[code] for code in dict.fromkeys(typical) if code in by_code]
    if bench.part:
        return Choices([t for t in types if t.part_type == bench.part.part_type], first=first)
    return Choices([t for t in types if t.part_type not in SLOT_TYPES], with_kind=True, first=first)


@page(Permission.REPAIR, methods=("POST",))
def repair(request: PageRequest, number: str, position: int, pk: int | None = None) -> HttpResponse:
    """Record what was done to a part, or to the machine."""
    bench, sent = the_bench(request, number, position, pk), request.POST
    typed = sent.get("repair", "").strip()
    if not typed:
        raise Refused("Choose what was done: the list has the repairs of this kind of part.")
    kind = _choices_of(request.actor, bench, []).find(typed)
    work = Done(
        kind.pk,
        bench.part.pk if bench.part else None,
        _minutes(sent.get("minutes", "")),
        sent.get("note", ""),
        _components(sent.get("components", "")),
        [int(key) for key in sent.getlist("answers") if key.isascii() and key.isdecimal()],
    )
    outcome = record_repair(row(bench.job), work, by=request.actor)
    who = bench.part.history_label() if bench.part else bench.miner
    return done(
        request, bench, f"{kind.name} recorded for {who}.", at="repairs", undo_url=undo_url(bench.order)(outcome.group)
    )


@page(Permission.REPAIR, methods=("POST",))
def withdraw(request: PageRequest, number: str, position: int, repair: str) -> HttpResponse:
    """Take back a repair that was recorded by mistake."""
    bench = subject_of(the_bench(request, number, position), request.GET)
    mine = Repair.objects.visible_to(request.actor).filter(job=bench.job.pk).select_related("repair_type")
    wrong = one(mine, public_id=repair)
    outcome = withdraw_repair(row(wrong), by=request.actor).or_refuse()
    undo = undo_url(bench.order)(outcome.group)
    return done(request, bench, f"{wrong} was withdrawn.", at="repairs", undo_url=undo)


def _minutes(typed: str) -> int | None:
    text = typed.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 9):
        raise Refused(f"“{text}” is no number of minutes: give a whole number, or nothing.")
    return int(text)


def _components(typed: str) -> list[tuple[str, int]]:
    """Return names with quantities from a text like "3 x BM1398; LDO x 2; thermal paste"."""
    found = []
    for each in (text.strip() for text in typed.split(";")):
        if match := next((m for shape in _QUANTITIES if (m := shape.fullmatch(each))), None):
            found.append((match["name"], int(match["quantity"])))
        elif each:
            found.append((each, 1))
    return found
