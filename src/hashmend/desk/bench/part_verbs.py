"""Verbs of a part in its slot: its condition and label, missing, into the spare stock, another one in its place."""

from collections.abc import Mapping, Sequence

from django.http import HttpResponse

from hashmend.desk.bench.coming import (
    broken_in,
    identity_of,
    is_new,
    new_part,
    said_of_labels,
    spare_of,
    text_of,
    undo_of,
)
from hashmend.desk.bench.frame import Bench, done, the_bench
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.fitting.operations import OldPart, mark_missing, read_part, remove_to_stock, replace, set_condition
from hashmend.domain.fitting.operations.places import TO_SCRAP, TO_STOCK
from hashmend.domain.parts.models import Condition, Part
from hashmend.kernel.errors import Refused
from hashmend.web.actors import PageRequest

READ = {"serial": "serial_typed", "part_number": "part_number", "hash_bin": "hash_bin"}
"""What is read from a label, by the name of its field."""
_READ_AS = {"part_number": "part number", "hash_bin": "bin"}


@page(Permission.EDIT_PARTS, methods=("POST",))
def condition(request: PageRequest, number: str, position: int, pk: int) -> HttpResponse:
    """Note the condition of a part."""
    bench, part = changing(request, number, position, pk)
    chosen = request.POST.get("condition", "")
    outcome = set_condition(row(part), chosen, by=request.actor).or_refuse()
    sentence = f"{name_of(bench)} is {Condition(chosen).label.lower()}; it was {part.get_condition_display().lower()}."
    return done(request, bench, sentence, at="part", undo_url=undo_of(bench, part, outcome.group))


@page(Permission.EDIT_PARTS, methods=("POST",))
def conditions(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Note that all parts nobody has judged yet are good."""
    bench = the_bench(request, number, position)
    refuse_unchanging(bench)
    unknown = [part for part in bench.parts if part.condition == Condition.UNKNOWN]
    if not unknown:
        raise Refused(f"No part of {bench.miner} has an unknown condition: choose the part that changed.")
    rows = Part.objects.visible_to(request.actor).filter(pk__in=[part.pk for part in unknown])
    outcome = set_condition(rows, Condition.GOOD, by=request.actor).or_refuse()
    said = "1 part is" if len(outcome.done) == 1 else f"{len(outcome.done)} parts are"
    return done(request, bench, f"{said} good that were unknown.", undo_url=undo_of(bench, unknown[0], outcome.group))


@page(Permission.EDIT_PARTS, methods=("POST",))
def read(request: PageRequest, number: str, position: int, pk: int) -> HttpResponse:
    """Note what stands on the label of a part; what was not sent stays."""
    bench, part = changing(request, number, position, pk)
    sent = {name: text_of(request, field) for field, name in READ.items() if field in request.POST}
    reading = read_part(part, **sent, by=request.actor)
    if not reading.group and request.htmx:
        return HttpResponse(status=204)
    sentence = _as_read(bench, sent) if reading.group else f"{name_of(bench)}: nothing was changed."
    undo = undo_of(bench, part, reading.group)
    return done(request, bench, sentence, at="part", undo_url=undo, warnings=reading.warnings)


def _as_read(bench: Bench, read: Mapping[str, str]) -> str:
    """Return what the label of the chosen part says now, by what was read from it."""
    if "serial_typed" in read:
        label, serial = bench.chosen.slot.label if bench.chosen else "", read["serial_typed"]
        return f"{label} is {serial}." if serial else f"{label} has no serial number now."
    told = [f"{_READ_AS[name]} {text}" if text else f"no {_READ_AS[name]} now" for name, text in read.items()]
    return f"{name_of(bench)}: {', '.join(told)}."


@page(Permission.EDIT_PARTS, methods=("POST",))
def missing(request: PageRequest, number: str, position: int, pk: int) -> HttpResponse:
    """Report a part missing: its slot is empty."""
    bench, part = changing(request, number, position, pk)
    outcome = mark_missing(row(part), by=request.actor).or_refuse()
    return _gone(request, bench, part, f"{name_of(bench)} is reported missing: the slot is empty.", outcome.group)


@page(Permission.EDIT_PARTS, methods=("POST",))
def remove(request: PageRequest, number: str, position: int, pk: int) -> HttpResponse:
    """Take a part out into the spare stock."""
    bench, part = changing(request, number, position, pk)
    shelf = text_of(request, "shelf")
    outcome = remove_to_stock(row(part), shelf=shelf, by=request.actor).or_refuse()
    place = f"spare stock, {shelf}" if shelf else "spare stock"
    return _gone(request, bench, part, f"{name_of(bench)} is in {place}: the slot is empty.", outcome.group)


@page(Permission.EDIT_PARTS, methods=("POST",))
def replace_part(request: PageRequest, number: str, position: int, pk: int) -> HttpResponse:
    """Put a spare, or a new part, in place of one, in one step."""
    bench, part = changing(request, number, position, pk)
    sent = request.POST
    old = OldPart(sent.get("old_to", TO_STOCK), text_of(request, "shelf"), text_of(request, "old_serial"))
    spare, new = (None, new_part(request, bench)) if is_new(request) else (spare_of(request, part.part_type), None)
    identity, broken = identity_of(request), broken_in(request, bench, spare)
    fitted = replace(part, spare=spare, new=new, old=old, identity=identity, broken=broken, by=request.actor)
    came = fitted.part.serial or ("a new one without a serial number" if new else "a spare without a serial number")
    went = "is scrap" if old.to == TO_SCRAP else f"is in spare stock{f', {old.shelf}' if old.shelf else ''}"
    sentence = f"{name_of(bench, old.serial_typed)} was replaced by {came}; the old one {went}."
    return came_in(request, bench, fitted.part, sentence, fitted.group, fitted.warnings)


def changing(request: PageRequest, number: str, position: int, pk: int) -> tuple[Bench, Part]:
    """Return the machine of the address and its part by the key; refuses while its parts are not changed there."""
    bench = the_bench(request, number, position, pk)
    refuse_unchanging(bench)
    assert bench.part
    return bench, bench.part


def refuse_unchanging(bench: Bench) -> None:
    """Refuse what would change the parts of a machine here while they are not changed."""
    if bench.why_not_parts:
        raise Refused(bench.why_not_parts)


def name_of(bench: Bench, read: str = "") -> str:
    """Return what the notice calls the chosen part or slot; `read` is the serial number that was read just now."""
    serial = read or (bench.part.serial if bench.part else "")
    label = bench.chosen.slot.label if bench.chosen else str(bench.miner)
    return f"{label} ({serial})" if serial else label


def came_in(
    request: PageRequest, bench: Bench, part: Part, sentence: str, group: str, warnings: Sequence[str] = ()
) -> HttpResponse:
    """Answer that a part is in the chosen slot now, and what that did to the labels of the machine."""
    said, odd = said_of_labels(request, bench)
    undo, told = undo_of(bench, part, group), f"{sentence} {said}".rstrip()
    return done(request, bench, told, at="part", undo_url=undo, warnings=[*odd, *warnings], here=bench.in_slot)


def _gone(request: PageRequest, bench: Bench, part: Part, sentence: str, group: str) -> HttpResponse:
    return done(request, bench, sentence, at="slot", undo_url=undo_of(bench, part, group), here=bench.in_slot)
