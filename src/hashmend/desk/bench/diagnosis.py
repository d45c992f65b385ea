"""Diagnosis on the page of a machine: what is wrong with it and its parts, one by one or all parts in one pass."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from hashmend.desk.bench.choosing import Choices
from hashmend.desk.bench.frame import Bench, InSlot, done, the_bench
from hashmend.desk.bench.index import subject_of
from hashmend.desk.doors import page
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.models import Failure
from hashmend.domain.bench.operations import Found, note_failures, withdraw_failures
from hashmend.domain.catalogue.models import FailureType, PartType
from hashmend.domain.catalogue.queries import TypeChoice, failure_choices
from hashmend.domain.parts.models import SLOT_TYPES
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.components import Tone
from hashmend.web.pages import one

Severity = FailureType.Severity
TONES: dict[str, Tone] = {
    Severity.COSMETIC: "neutral",
    Severity.INFO: "neutral",
    Severity.MINOR: "open",
    Severity.MAJOR: "warning",
    Severity.CRITICAL: "danger",
    Severity.SCRAP_CANDIDATE: "danger",
    Severity.SCRAP: "ended",
    Severity.UNKNOWN: "neutral",
}
_MOST_RECENT = 6
_LOOKED_AT = 200


def fill(request: PageRequest, bench: Bench) -> dict[str, Any] | None:
    """Return the failures of the chosen part, or of the machine with all its parts, and what may be chosen."""
    if bench.empty:
        return None
    it: dict[str, Any] = {
        "failures": [(f, TONES[f.severity], where(bench, f)) for f in bench.failures],
        "may": not bench.why_not and bench.job.received_at and request.actor.may(Permission.DIAGNOSE),
        "severities": Severity.choices,
    }
    if not it["may"]:
        return it
    types = failure_choices(request.actor)
    recent = _recent(request.actor, bench)
    it["choices"] = choices = choices_of(types, bench, recent)
    it["recent"] = choices.rows[: len({kind.pk for kind in choices.rows} & set(recent))]
    it["repeats"] = [_told(bench, found, types) for found in last_diagnosis(request.actor, bench)]
    if not bench.part:
        it["slots"] = [each for each in bench.slots if each.part]
        it["kinds"] = [(kind, Choices([t for t in types if t.part_type == kind])) for kind in SLOT_TYPES]
    return it


def fill_log(request: PageRequest, bench: Bench) -> dict[str, Any] | None:
    """Offer to read a log of the machine."""
    if bench.chosen or bench.why_not or not bench.job.received_at or not request.actor.may(Permission.DIAGNOSE):
        return None
    return {}


def where(bench: Bench, failure: Failure) -> str:
    """Return on what a failure was found, as the index of the parts calls it."""
    here = next((each for each in bench.slots if each.part and each.part.pk == failure.part_id), None)
    if here:
        return here.slot.label
    return failure.part.history_label() if failure.part else str(failure.get_part_type_display())


def choices_of(types: Iterable[TypeChoice], bench: Bench, first: Iterable[int] = ()) -> Choices:
    """Return the failures that the chosen part can have; for the machine those of what has no slot."""
    if bench.part:
        kind = bench.part.part_type
        return Choices([t for t in types if t.part_type == kind], first=list(first))
    return Choices([t for t in types if t.part_type not in SLOT_TYPES], with_kind=True)


def _recent(actor: Actor, bench: Bench) -> list[int]:
    """Return the types found last on parts of this kind, each once, the latest first; one query."""
    if not bench.part:
        return []
    last = Failure.objects.visible_to(actor).filter(part_type=bench.part.part_type, failure_type__isnull=False)
    keys = last.order_by("-pk").values_list("failure_type_id", flat=True)[:_LOOKED_AT]
    return list(dict.fromkeys(keys))[:_MOST_RECENT]


def last_diagnosis(actor: Actor, bench: Bench) -> list[Found]:
    """Return what this person found on the machine before, for the same slots of this one; two queries."""
    mine = Failure.objects.visible_to(actor).filter(found_by=actor.user_id).exclude(job=bench.job.pk)
    if bench.part:
        mine = mine.filter(part_type=bench.part.part_type, part__isnull=False)
    last = mine.order_by("-pk").values_list("job", "part").first()
    if last is None:
        return []
    same = mine.filter(job=last[0])
    if bench.part:
        same = same.filter(part=last[1])
    here = {(part.part_type, part.position): part.pk for part in bench.parts}
    repeated = []
    for failure in same.select_related("part").order_by("pk"):
        there = failure.part
        target = bench.part.pk if bench.part else there and here.get((there.part_type, there.position))
        if target or there is None:
            kind = failure.failure_type_id
            repeated.append(Found(failure.part_type, target, kind, failure.words, failure.severity))
    return repeated


def _told(bench: Bench, found: Found, types: list[TypeChoice]) -> str:
    name = next((kind.name for kind in types if kind.pk == found.failure_type_id), found.words)
    here = next((each.slot.label for each in bench.slots if each.part and each.part.pk == found.part_id), "")
    return f"{here}: {name}" if here and not bench.part else name


@page(Permission.DIAGNOSE, methods=("POST",))
def diagnose(request: PageRequest, number: str, position: int, pk: int | None = None) -> HttpResponse:
    """Note failures of a part, or of the machine: ticked, typed, or in own words."""
    bench = the_bench(request, number, position, pk)
    types = failure_choices(request.actor)
    choices, sent = choices_of(types, bench), request.POST
    chosen = [*choices.by_key(sent.getlist("kind")), *choices.find_all(sent.get("failure", ""))]
    words, severity = sent.get("words", ""), sent.get("severity", "")
    key = bench.part.pk if bench.part else None
    found = [Found(kind.part_type, key, kind.pk, words, severity) for kind in dict.fromkeys(chosen)]
    if not found and words.strip():
        kind = bench.part.part_type if bench.part else PartType.MINER.value
        found = [Found(kind, key, words=words, severity=severity)]
    return _noted(request, bench, found)


@page(Permission.DIAGNOSE, methods=("POST",))
def diagnose_all(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Note the failures of all parts of the machine in one pass."""
    bench = the_bench(request, number, position)
    types = failure_choices(request.actor)
    found = [one for each in bench.slots if each.part for one in _typed(request, each, types)]
    return _noted(request, bench, found)


def _typed(request: PageRequest, each: InSlot, types: list[TypeChoice]) -> list[Found]:
    assert each.part
    kind, key = each.part.part_type, each.part.pk
    choices = Choices([t for t in types if t.part_type == kind])
    found = [Found(kind, key, t.pk) for t in choices.find_all(request.POST.get(f"failure-{key}", ""))]
    words = request.POST.get(f"words-{key}", "").strip()
    return [*found, Found(kind, key, words=words)] if words else found


@page(Permission.DIAGNOSE, methods=("POST",))
def repeat_diagnosis(request: PageRequest, number: str, position: int, pk: int | None = None) -> HttpResponse:
    """Note here what this person found on the machine, or the part, before."""
    bench = the_bench(request, number, position, pk)
    found = last_diagnosis(request.actor, bench)
    if not found:
        raise Refused("There is no earlier diagnosis of yours to repeat.")
    return _noted(request, bench, found)


@page(Permission.DIAGNOSE, methods=("POST",))
def withdraw_failure(request: PageRequest, number: str, position: int, failure: str) -> HttpResponse:
    """Take back a failure that was noted by mistake."""
    bench = subject_of(the_bench(request, number, position), request.GET)
    wrong = one(_of(request, bench).select_related("failure_type", "part"), public_id=failure)
    outcome = withdraw_failures(row(wrong), by=request.actor).or_refuse()
    undo = undo_url(bench.order)(outcome.group)
    return done(request, bench, f"{wrong} was withdrawn.", at="diagnosis", undo_url=undo)


def _of(request: PageRequest, bench: Bench) -> QuerySet[Failure]:
    return Failure.objects.visible_to(request.actor).filter(job=bench.job.pk)


def _noted(request: PageRequest, bench: Bench, found: list[Found]) -> HttpResponse:
    outcome = note_failures(row(bench.job), found, by=request.actor).or_refuse()
    names = ", ".join(str(failure) for failure in outcome.done)
    what = htmx.Told(
        f"Noted for {bench.part.history_label() if bench.part else bench.miner}: {names}.", outcome.refused
    )
    return done(request, bench, what.words, at="diagnosis", undo_url=undo_url(bench.order)(outcome.group))
