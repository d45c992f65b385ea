"""Whose the machine is and where it stands: taken, given back, put at a position, taken off."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hashmend.desk.bench.frame import CHANGED, Bench, done, the_bench
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations import place_job, take_off
from hashmend.domain.bench.operations.placing import why_not_place
from hashmend.domain.bench.scanned import position_of
from hashmend.domain.work_orders.operations import give_back_jobs, take_jobs
from hashmend.domain.work_orders.operations.hands import why_not_take
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest


def panel(request: PageRequest, bench: Bench) -> dict[str, Any] | None:
    """Return whose the machine is, where it stands, and the positions that are free; one query."""
    if bench.chosen:
        return None
    visible = BenchPosition.objects.visible_to(request.actor)
    places = list((visible.free() | visible.filter(job=bench.job.pk)).order_by("code"))
    own = next((place for place in places if place.job_id == bench.job.pk), None)
    if own:
        own.job = bench.job
    free = [place for place in places if place != own or place.is_free]
    return {
        "technician": bench.job.technician,
        "is_mine": bench.job.technician_id is not None and bench.job.technician_id == request.actor.user_id,
        "why_not_take": why_not_take(bench.job, request.actor),
        "position": own if own and (own.is_in_use or own.is_to_clear) else None,
        "benches": [one for one in free if one.is_bench],
        "rack": [one for one in free if not one.is_bench],
        "may_place": not why_not_place(bench.job),
    }


@page(Permission.TAKE_JOBS, methods=("POST",))
def take(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Make the machine the person's own; `over=yes` also when it is somebody else's."""
    bench = the_bench(request, number, position)
    take_jobs(row(bench.job), by=request.actor, over=request.POST.get("over") == "yes").or_refuse()
    return _answered(request, bench, f"{bench.miner} is yours.")


@page(Permission.TAKE_JOBS, methods=("POST",))
def give_back(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Let the machine be nobody's again."""
    bench = the_bench(request, number, position)
    give_back_jobs(row(bench.job), by=request.actor).or_refuse()
    return _answered(request, bench, f"{bench.miner} was given back: anybody may take it.")


@page(Permission.TAKE_JOBS, methods=("POST",))
def place(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Put the machine at the position with this code."""
    bench = the_bench(request, number, position)
    wanted = position_of(request.POST.get("at", ""), request.actor)
    if wanted is None:
        raise Refused("Choose a position: a bench, or a place for burn-in.")
    place_job(row(bench.job), row(wanted), by=request.actor)
    return _answered(request, bench, f"{bench.miner} is at {wanted}.")


@page(Permission.TAKE_JOBS, methods=("POST",))
def off(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Take the machine off its position."""
    bench = the_bench(request, number, position)
    take_off(row(bench.job), by=request.actor).or_refuse()
    return _answered(request, bench, f"{bench.miner} was taken off its position.")


def _answered(request: PageRequest, bench: Bench, sentence: str) -> HttpResponse:
    """Go on where the button stood: on the person's day, or on the machine's page."""
    if request.POST.get("back") != "my-day":
        return done(request, bench, sentence, at="place")
    response = htmx.done(request, sentence, to=reverse("desk:my-day"), events=CHANGED)
    if request.htmx:
        response.headers["HX-Reswap"] = "none"
    return response
