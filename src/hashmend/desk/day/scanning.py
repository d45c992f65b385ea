"""The scan field of a day: the label of a position, then the label of the machine that is put there."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hashmend.desk.day.pages import shown
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import job_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations import place_job
from hashmend.domain.bench.operations.placing import why_not_place, why_taken
from hashmend.domain.bench.scanned import Meant, meant_by, position_of
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.errors import Refused
from hashmend.kernel.identifiers import clean_scan
from hashmend.web.actors import PageRequest

LONGEST = 120


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a scan: a sentence, or why not; where the next machine goes, and where to go on."""

    text: str
    sentence: str = ""
    why_not: str = ""
    at: BenchPosition | None = None
    job: Job | None = None
    to: str = ""
    offers_room: bool = False

    @property
    def url(self) -> str:
        """Return the address of the machine that was scanned."""
        return job_url(self.job) if self.job else ""


@page(Permission.TAKE_JOBS, methods=("POST",))
def scan(request: PageRequest) -> HttpResponse:
    """Take one scan: a position waits for its machine, a machine is put there, a machine alone is opened.

    Scripts get one line with what to do next; without them the page comes again, or the machine's.
    """
    typed = request.POST.get("label", "")[:LONGEST]
    at = position_of(request.POST.get("at", ""), request.actor)
    said = _taken(request, typed, at)
    if request.htmx:
        response = render(request, "desk/day/scan_line.html", {"said": said}, status=409 if said.why_not else 200)
        if said.to:
            response.headers["HX-Redirect"] = said.to
        return response
    if said.why_not:
        return shown(request, said.at, said=said, status=409)
    if said.at:
        return redirect(f"{reverse('desk:my-day')}?{urlencode({'at': said.at.code})}")
    if said.job and at:
        messages.success(request, said.sentence)
    return redirect(said.to or reverse("desk:my-day"))


def _taken(request: PageRequest, typed: str, at: BenchPosition | None) -> Said:
    shown_text = clean_scan(typed)
    if position := position_of(typed, request.actor):
        return _chosen(position)
    try:
        meant = meant_by(typed, request.actor)
        if at is None:
            to = job_url(meant.job) + (f"?part={meant.part.pk}" if meant.part else "")
            return Said(shown_text, f"{meant.job.miner} is opened.", job=meant.job, to=to)
        return _placed(request, shown_text, meant, at)
    except Refused as refusal:
        return Said(shown_text, why_not=refusal.sentence, at=at)


def _chosen(position: BenchPosition) -> Said:
    if not position.is_active:
        return Said(position.code, why_not=f"{position} is retired: scan a position that is in use.")
    if position.is_in_use and position.job:
        there = f"{position.job.miner} ({position.job.get_status_display()}) stands at {position}."
        return Said(position.code, f"{there} Scan the miner that is put there instead.", at=position)
    return Said(position.code, f"{position} is free: scan the miner that is put there.", at=position)


def _placed(request: PageRequest, typed: str, meant: Meant, at: BenchPosition) -> Said:
    if meant.part:
        raise Refused(f"This is {meant.part} of {meant.job.miner}: scan the label of the miner itself.")
    instead = request.POST.get("instead") == "yes"
    try:
        place_job(row(meant.job), row(at), by=request.actor, instead=instead)
    except Refused as refusal:
        offers = not instead and not why_not_place(meant.job) and why_taken(meant.job, at) is not None
        return Said(typed, why_not=refusal.sentence, at=at, job=meant.job, offers_room=offers)
    to = job_url(meant.job) if at.is_bench else ""
    return Said(typed, f"{meant.job.miner} is at {at}.", job=meant.job, to=to)
