"""Verbs of the machine on its page and in the tables of its order: its status, and the services done."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from hashmend.both import cells as looks
from hashmend.desk.bench.frame import done, the_bench
from hashmend.desk.bench.index import subject_of
from hashmend.desk.bench.page import show
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import job_url
from hashmend.desk.work_orders.miners import the_job
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import Service
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import complete_services, update_status
from hashmend.domain.work_orders.statuses import CHOSEN_BY_PEOPLE, Status
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest


@page(Permission.UPDATE_STATUS, methods=("GET", "POST"))
def status(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Change the repair status: in the cell of a table, or on the page of the machine."""
    job = the_job(request, number, position)
    in_cell = htmx.wants_part(request) and request.htmx.target == f"status-{job.pk}"
    if request.method == "GET":
        if not in_cell:
            return redirect(f"{job_url(job)}#status")
        return _cell(request, job, is_open="keep" not in request.GET)
    chosen, consent = request.POST.get("status", ""), request.POST.get("scrap_consent", "")
    if chosen == Status.SCRAPPED and not consent.strip():
        if in_cell:
            return _cell(request, job, is_open=True, chosen=chosen, status=422)
        return show(
            request, the_bench(request, number, position), status=422, instead={"status": {"asks_consent": True}}
        )
    outcome = update_status(row(job), chosen, by=request.actor, scrap_consent=consent).or_refuse()
    sentence, undo = f"{job.miner} set to {Status(chosen).label}.", undo_url(job.work_order)(outcome.group)
    if not in_cell:
        bench = subject_of(the_bench(request, number, position), request.POST)
        return done(request, bench, sentence, undo_url=undo)
    job.status = chosen
    response = _cell(request, job, is_open=False)
    response.write(htmx.notice(sentence, "success", undo_url=undo))
    return htmx.triggering(response, "order-changed")


def _cell(request: PageRequest, job: Job, *, is_open: bool, chosen: str = "", status: int = 200) -> HttpResponse:
    context = {
        "job": job,
        "url": f"{job_url(job)}status/",
        "tone": looks.status_tone(job.status),
        "is_open": is_open,
        "chosen": chosen or job.status,
        "asks_consent": chosen == Status.SCRAPPED,
        "statuses": CHOSEN_BY_PEOPLE,
    }
    return render(request, "desk/work_orders/status_cell.html", context, status=status)


@page(Permission.COMPLETE_SERVICES, methods=("POST",))
def services(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Mark the ticked services as done."""
    bench = the_bench(request, number, position)
    ticked = [pk for pk in request.POST.getlist("services") if pk.isascii() and pk.isdecimal()]
    chosen = list(Service.objects.visible_to(request.actor).filter(pk__in=ticked))
    if not chosen:
        raise Refused("Tick at least one service that was done.")
    outcome = complete_services(row(bench.job), chosen, by=request.actor).or_refuse()
    names, undo = ", ".join(str(service) for service in chosen), undo_url(bench.order)(outcome.group)
    return done(request, bench, f"Done for {bench.miner}: {names}.", at="services", undo_url=undo)
