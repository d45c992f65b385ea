"""The page of a part: what it is, every machine, order and place it was in, and what happened to it."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hashmend.both.history import moments
from hashmend.both.parts import CONDITION_TONES
from hashmend.desk.doors import page
from hashmend.desk.spare_parts.forms import LabelForm
from hashmend.desk.spare_parts.lists import SPARES, machine_link
from hashmend.desk.work_orders.frame import job_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench.models import Failure, Repair
from hashmend.domain.bench.spare_returns import spares_back
from hashmend.domain.consolidation.events import PART_CONSOLIDATED
from hashmend.domain.consolidation.operations import undo_consolidation
from hashmend.domain.fitting import events
from hashmend.domain.fitting.genealogy import Span, genealogy
from hashmend.domain.fitting.operations import read_part, undo_parts
from hashmend.domain.history.models import Event
from hashmend.domain.history.undoing import UNDO_FOR, undone_groups
from hashmend.domain.parts.models import Condition, Part, Place
from hashmend.kernel import clock
from hashmend.kernel.errors import Refused
from hashmend.web import components, htmx
from hashmend.web.actors import PageRequest
from hashmend.web.components import Moment
from hashmend.web.pages import one, way_back


@page(Permission.VIEW_DESK)
def part(request: PageRequest, pk: int) -> HttpResponse:
    """Show one part with its whole genealogy."""
    related = ("owner", "model", "miner__model", "reserved_for", "came_in")
    found = one(Part.objects.visible_to(request.actor).select_related(*related), pk=pk)
    happened = Event.objects.visible_to(request.actor).filter(part=found).exclude(kind=events.MOVED_AWAY.code)
    spans = genealogy(found, request.actor)
    context = {
        "part": found,
        "tone": CONDITION_TONES[found.condition],
        "facts": _facts(found),
        "spans": [_span(span) for span in reversed(spans)],
        "findings": _findings(request, found),
        "moments": _with_undo(request, found, moments(happened)),
        "verbs": _verbs(request, found),
        "label": _label_form(request, found),
        "back": spares_back([found]).get(found.pk),
    }
    return render(request, "desk/spare_parts/part.html", context)


def _verbs(request: PageRequest, part: Part) -> list[tuple[str, str, str]]:
    """Return what can be done with the part as a spare: label, address, icon."""
    if part.condition == Condition.MISSING or not request.actor.may(Permission.EDIT_PARTS):
        return []
    left_out = {"desk:spare-parts-reserve"} if part.reserved_for_id else {"desk:spare-parts-release"}
    if part.place == Place.STOCK:
        left_out.add("desk:spare-parts-put-back")
    elif part.place == Place.GONE:
        left_out = {action.url_name for action in SPARES.actions} - {"desk:spare-parts-put-back"}
    else:
        return []
    offered = [action for action in SPARES.actions if action.url_name not in left_out]
    return [(action.label, reverse(action.url_name), action.icon) for action in offered]


def _label_form(request: PageRequest, part: Part) -> LabelForm | None:
    if part.place != Place.STOCK or not request.actor.may(Permission.EDIT_PARTS):
        return None
    known = {"serial": part.serial_typed or part.serial, "part_number": part.part_number, "hash_bin": part.hash_bin}
    return LabelForm(initial=known)


@page(Permission.EDIT_PARTS, methods=("POST",))
def read_label(request: PageRequest, pk: int) -> HttpResponse:
    """Note what stands on the label of a spare."""
    found = one(Part.objects.visible_to(request.actor), pk=pk)
    form = LabelForm(request.POST)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    given = form.cleaned_data
    reading = read_part(
        found, serial_typed=given["serial"], part_number=given["part_number"], hash_bin=given["hash_bin"],
        by=request.actor,
    )  # fmt: skip
    said = f"{reading.part.history_label()}: {'saved' if reading.group else 'nothing was changed'}."
    tone = "warning" if reading.warnings else "success"
    to = reverse("desk:spare-part", args=[found.pk])
    return htmx.done(request, " ".join([said, *reading.warnings]), to=to, tone=tone)


def _facts(part: Part) -> list[tuple[str, object]]:
    known: list[tuple[str, object]] = [
        ("Kind", part.get_part_type_display()),
        ("Serial number", components.serial(part.serial)),
        ("Part number", part.part_number),
        ("Bin", part.hash_bin),
        ("Fits", str(part.model) if part.model else ""),
        ("Owner", str(part.owner) if part.owner else "The repair centre"),
        ("Came with", machine_link(part.came_in) if part.came_in else part.source),
        ("Known since", part.added_at),
    ]
    now_and_then: list[tuple[str, object]] = [
        ("As typed", part.serial_typed if part.serial_typed != part.serial else ""),
        ("Shelf", part.shelf),
        ("Reserved for", machine_link(part.reserved_for)),
        ("Gone", part.gone_reason),
    ]
    return [*known, *(fact for fact in now_and_then if fact[1])]


def _span(span: Span) -> dict[str, Any]:
    return {
        "words": span.words,
        "since": span.since,
        "until": span.until,
        "miner": span.miner,
        "url": reverse("desk:miner", args=[span.miner.public_id]) if span.miner else "",
        "stays": [(str(stay), f"{job_url(stay)}") for stay in span.stays],
    }


def _findings(request: PageRequest, part: Part) -> list[dict[str, Any]]:
    """Return what was found wrong with the part and what was done to it, the latest first."""
    failures = (
        Failure.objects.visible_to(request.actor)
        .filter(part=part)
        .select_related("job__work_order", "failure_type", "answered_by__repair_type")
    )
    repairs = (
        Repair.objects.visible_to(request.actor).filter(part=part).select_related("job__work_order", "repair_type")
    )
    found = [{"what": str(f), "at": f.found_at, "kind": "Failure", "job": f.job} for f in failures]
    done = [{"what": str(r), "at": r.done_at, "kind": "Repair", "job": r.job} for r in repairs]
    rows = sorted([*found, *done], key=lambda row: row["at"], reverse=True)
    return [{**row, "url": job_url(row["job"])} for row in rows]


def _with_undo(request: PageRequest, part: Part, told: list[Moment]) -> list[Moment]:
    """Return the moments; the newest that can be undone has the way to do so."""
    if not request.actor.may(Permission.EDIT_PARTS):
        return told
    everything = Event.objects.visible_to(request.actor).filter(part=part)
    young = everything.filter(at__gte=clock.now() - UNDO_FOR)
    can = set(young.filter(data__has_key="was").values_list("group", flat=True)) - undone_groups(young)
    newest = next((moment for moment in told if moment.group in can), None)
    if newest is None:
        return told
    url = reverse("desk:spare-parts-undo", args=[part.pk, newest.group])
    return [replace(moment, undo_url=url) if moment is newest else moment for moment in told]


@page(Permission.EDIT_PARTS, methods=("POST",))
def undo(request: PageRequest, pk: int, group: str) -> HttpResponse:
    """Take back what was done with a part, and with the others that were part of it."""
    found = one(Part.objects.visible_to(request.actor), pk=pk)
    told = Event.objects.visible_to(request.actor).filter(part=found, group=group, data__has_key="was")
    if not told.exists():
        raise Http404
    is_consolidation = told.filter(kind=PART_CONSOLIDATED.code).exists()
    outcome = (undo_consolidation if is_consolidation else undo_parts)(told, by=request.actor)
    gone = not Part.objects.visible_to(request.actor).filter(pk=found.pk).exists()
    back = reverse("desk:spare-parts") if gone else reverse("desk:spare-part", args=[found.pk])
    what = htmx.Told("Undone: the parts are as they were." if len(outcome.done) > 1 else "Undone: it is as it was.")
    return htmx.told(request, what, to=back if gone else way_back(request, back))
