"""What stands on a machine, corrected: in its row of a table, in the panel of its page, or on a page of its own."""

import json

from django.http import HttpResponse
from django.shortcuts import render

from hashmend.desk.bench.frame import the_bench
from hashmend.desk.bench.identity_forms import IdentityForm, PenForm
from hashmend.desk.bench.page import show
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import job_url
from hashmend.desk.work_orders.lists import MINERS
from hashmend.desk.work_orders.miners import the_job
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.miners.labels import Labels
from hashmend.domain.miners.queries import oddities
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import Overtaken, edit_identity
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest

_ROW, _PANEL, _PAGE = "desk/bench/pen_row.html", "desk/bench/identity_panel.html", "desk/bench/identity_page.html"


@page(Permission.EDIT_MINERS, methods=("GET", "POST"))
def identity(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Correct what stands on a machine: serial number and model in its row, everything elsewhere."""
    job = the_job(request, number, position)
    template = _template(request, job)
    kind = PenForm if template == _ROW else IdentityForm
    models = MinerModel.objects.visible_to(request.actor).active()
    now = Labels.of(job.miner)
    if request.method == "GET":
        return _answer(request, job, kind.showing(now, models), template)
    form = kind(request.POST, models=models)
    if not form.is_valid():
        return _answer(request, job, form, template, status=422)
    try:
        sentence = _save(request, job, form)
    except Overtaken as overtaken:
        form = kind.showing(overtaken.current, models, typed=form)
        return _answer(request, job, form, template, status=409, sentence=overtaken.sentence)
    except Refused as refused:
        return _answer(request, job, form, template, status=409, sentence=refused.sentence)
    return _saved(request, job, sentence, template)


def _template(request: PageRequest, job: Job) -> str:
    """Return how the person edits: by the place in the page that htmx asks for."""
    places = {f"miners-{job.pk}": _ROW, "identity": _PANEL}
    return places.get(request.htmx.target or "", _PAGE) if htmx.wants_part(request) else _PAGE


def _save(request: PageRequest, job: Job, form: PenForm) -> str:
    """Save what was typed and return what is to be said about it."""
    before = str(job.miner)
    if form.labels != form.seen:
        edit_identity(job, form.labels, seen=form.seen, by=request.actor)
        job.miner.refresh_from_db()
        sentence = f"{before} saved." if str(job.miner) == before else f"{before} is {job.miner} now."
    else:
        sentence = f"{before} stays as it was."
    return " ".join([sentence, *oddities(job.miner)])


def _saved(request: PageRequest, job: Job, sentence: str, template: str) -> HttpResponse:
    if template == _PANEL:
        response = show(request, the_bench(request, job.work_order.number, job.position))
        response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#bench", "outerHTML"
        response.write(htmx.notice(sentence, "success"))
        return htmx.triggering(response, "order-changed")
    response = htmx.done(request, sentence, to=job_url(job), events=("order-changed",))
    if template == _ROW:
        response.headers["HX-Reswap"] = "none"
        response.headers["HX-Trigger"] = json.dumps({"row-saved": f"miners-{job.pk}"})
    return response


def _answer(
    request: PageRequest, job: Job, form: PenForm, template: str, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    context = {
        "job": job,
        "order": job.work_order,
        "form": form,
        "sentence": sentence,
        "has_errors": status != 200,
        "url": request.path,
        "back": f"/work-orders/{job.work_order.number}/miners/",
        "job_url": job_url(job),
        "rest": max(1, len(MINERS.shown_to(request.actor)) - 3),
    }
    return render(request, template, context, status=status)
