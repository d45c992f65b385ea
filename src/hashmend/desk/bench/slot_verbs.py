"""Verbs of an empty slot: a spare comes in, a part is found there, a missing one is there again; and of any label."""

from django.http import HttpResponse
from django.shortcuts import redirect

from hashmend.desk.bench.coming import broken_in, identity_of, new_part, spare_of, text_of, undo_of
from hashmend.desk.bench.finding import address_of, address_of_position
from hashmend.desk.bench.frame import Bench, done, the_bench
from hashmend.desk.bench.part_verbs import came_in, name_of, refuse_unchanging
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.scanned import Unknown, meant_by
from hashmend.domain.catalogue.models import PartType
from hashmend.domain.fitting.operations import add_part, attach, find_again, read_part
from hashmend.domain.fitting.spares import missing_from, spare_called
from hashmend.domain.parts.models import Part, Place
from hashmend.kernel.errors import Refused
from hashmend.web.actors import PageRequest


@page(Permission.EDIT_PARTS, methods=("POST",))
def attach_spare(request: PageRequest, number: str, position: int, slot: str) -> HttpResponse:
    """Put a spare into the slot; one that was reported missing from it is found again."""
    bench = _emptied(request, number, position, slot)
    assert bench.empty
    return _attached(request, bench, spare_of(request, bench.empty.slot.part_type))


def _attached(request: PageRequest, bench: Bench, spare: Part) -> HttpResponse:
    assert bench.empty
    where = bench.empty.slot
    if spare in missing_from(bench.miner, where.part_type, where.position, request.actor):
        return _found(request, bench, spare)
    identity, broken = identity_of(request), broken_in(request, bench, spare)
    fitted = attach(row(spare), bench.miner, where.position, identity=identity, broken=broken, by=request.actor)
    sentence = f"{where.label}: {spare.history_label()} is in, from {_from(spare)}."
    return came_in(request, bench, fitted.part, sentence, fitted.group, fitted.warnings)


def _from(spare: Part) -> str:
    return f"spare stock, {spare.shelf}" if spare.shelf else "spare stock"


@page(Permission.EDIT_PARTS, methods=("POST",))
def enter_part(request: PageRequest, number: str, position: int, slot: str) -> HttpResponse:
    """Enter a part that is in the slot and that nobody had entered yet."""
    bench = _emptied(request, number, position, slot)
    assert bench.empty
    where = bench.empty.slot
    new = new_part(request, bench)
    fitted = add_part(bench.miner, where.part_type, where.position, new, by=request.actor)
    sentence = f"{where.label}: {fitted.part.serial or 'a part without a serial number'} is entered."
    return came_in(request, bench, fitted.part, sentence, fitted.group, fitted.warnings)


@page(Permission.EDIT_PARTS, methods=("POST",))
def find_part(request: PageRequest, number: str, position: int, slot: str) -> HttpResponse:
    """Put a part that was reported missing from the slot back into it."""
    bench = _emptied(request, number, position, slot)
    assert bench.empty
    where, chosen = bench.empty.slot, request.POST.get("part", "")
    lost = missing_from(bench.miner, where.part_type, where.position, request.actor)
    part = next((one for one in lost if str(one.pk) == chosen), None)
    if part is None:
        raise Refused(f"No part that is missing from {where.label} of {bench.miner} was chosen: reload the page.")
    return _found(request, bench, part)


def _found(request: PageRequest, bench: Bench, part: Part) -> HttpResponse:
    outcome = find_again(row(part), by=request.actor).or_refuse()
    sentence = f"{part.history_label()} is in {name_of(bench)} again, in unknown condition."
    return came_in(request, bench, part, sentence, outcome.group)


def _emptied(request: PageRequest, number: str, position: int, slot: str) -> Bench:
    """Return the machine with its empty slot; refuses while its parts are not changed, and a slot that is taken."""
    bench = the_bench(request, number, position, slot=slot)
    refuse_unchanging(bench)
    if bench.part:
        taken = f"{name_of(bench)} of {bench.miner}"
        raise Refused(f"{taken} is in its slot already: replace it, or take it out first.")
    return bench


@page(Permission.EDIT_PARTS, methods=("POST",))
def scan(
    request: PageRequest, number: str, position: int, pk: int | None = None, slot: str | None = None
) -> HttpResponse:
    """Do what a scanned label means here.

    A spare comes into the empty slot, a machine or a part in one is shown, a position waits for the machine that is put
    there, and a label that nobody knows is the serial number of the chosen part if it has none. The page may be older
    than what was done last: where its part left the machine, the label means what it does at the machine.
    """
    bench, typed = the_bench(request, number, position, pk, slot, else_machine=True), text_of(request, "serial")
    if bench.empty and not bench.why_not_parts:
        spare = spare_called(typed, bench.empty.slot.part_type, request.actor) if typed else None
        if spare and spare.place != Place.SLOT:
            if spare.part_type == PartType.CONTROL_BOARD:
                raise Refused(f"{spare} brings labels: scan it under Attach, with the MAC and serial number it brings.")
            return _attached(request, bench, spare)
    try:
        to = address_of_position(typed, request.actor) or address_of(meant_by(typed, request.actor))
    except Unknown:
        if not bench.part or bench.part.serial or bench.why_not_parts:
            raise
        return _read(request, bench, bench.part, typed)
    return HttpResponse(headers={"HX-Redirect": to}) if request.htmx else redirect(to)


def _read(request: PageRequest, bench: Bench, part: Part, typed: str) -> HttpResponse:
    reading = read_part(part, serial_typed=typed, by=request.actor)
    undo = undo_of(bench, part, reading.group)
    return done(request, bench, f"{name_of(bench)} is {typed}.", at="part", undo_url=undo, warnings=reading.warnings)
