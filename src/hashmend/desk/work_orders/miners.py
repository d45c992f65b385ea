"""The Miners tab, and the pen that corrects what stands on a machine."""

import json
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hashmend.both.board import scope_of
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import board_context, the_order
from hashmend.desk.work_orders.identity_forms import IdentityForm, PenForm
from hashmend.desk.work_orders.lists import MINERS
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.miners.labels import Labels
from hashmend.domain.miners.queries import oddities
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import Overtaken, edit_identity
from hashmend.domain.work_orders.queries import progress_of
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one


@page(Permission.VIEW_DESK)
def miners(request: PageRequest, number: str) -> HttpResponseBase:
    """List the machines of an order, each with a pen."""
    order = the_order(request, number)
    facts = scope_of(order, request.GET)
    listing = MINERS.show(request, url_args=[order.number], **facts)
    return listing.alone() or render(
        request,
        "desk/work_orders/miners.html",
        {**board_context(request, order, "miners", board=progress_of(order, facts["facts"].places)), "list": listing},
    )


def the_job(request: PageRequest, number: str, position: int) -> Job:
    """Return the job of the address with its machine, order and containers, or 404."""
    related = (
        "miner__model", "miner__customer", "work_order__customer", "work_order__repair_request",
        "inbound_container", "outbound_container__shipment",
    )  # fmt: skip
    jobs = Job.objects.visible_to(request.actor).with_logistics().select_related(*related)
    return one(jobs, work_order__number=number, position=position)


@page(Permission.EDIT_MINERS, methods=("GET", "POST"))
def identity(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Correct what stands on a machine: serial number and model in its row, everything on a page of its own."""
    job = the_job(request, number, position)
    in_row = htmx.wants_part(request) and request.htmx.target == f"miners-{job.pk}"
    kind = PenForm if in_row else IdentityForm
    models = MinerModel.objects.visible_to(request.actor).active()
    now = Labels.of(job.miner)
    if request.method == "GET":
        return _answer(request, job, kind.showing(now, models), in_row=in_row)
    form = kind(request.POST, models=models)
    if not form.is_valid():
        return _answer(request, job, form, in_row=in_row, status=422)
    try:
        return _saved(request, job, form)
    except Overtaken as overtaken:
        form = kind.showing(overtaken.current, models, typed=form)
        return _answer(request, job, form, in_row=in_row, status=409, sentence=overtaken.sentence)
    except Refused as refused:
        return _answer(request, job, form, in_row=in_row, status=409, sentence=refused.sentence)


def _saved(request: PageRequest, job: Job, form: PenForm) -> HttpResponse:
    before = str(job.miner)
    if form.labels != form.seen:
        edit_identity(job, form.labels, seen=form.seen, by=request.actor)
        job.miner.refresh_from_db()
        sentence = f"{before} saved." if str(job.miner) == before else f"{before} is {job.miner} now."
    else:
        sentence = f"{before} stays as it was."
    sentence = " ".join([sentence, *oddities(job.miner)])
    url = f"/work-orders/{job.work_order.number}/miners/{job.position}/"
    response = htmx.done(request, sentence, to=url, events=("order-changed",))
    if request.htmx:
        response.headers["HX-Reswap"] = "none"
        response.headers["HX-Trigger"] = json.dumps({"row-saved": f"miners-{job.pk}"})
    return response


def _answer(
    request: PageRequest, job: Job, form: PenForm, *, in_row: bool, status: int = 200, sentence: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {
        "job": job,
        "order": job.work_order,
        "form": form,
        "sentence": sentence,
        "has_errors": status != 200,
        "url": request.path,
        "back": f"/work-orders/{job.work_order.number}/miners/",
        "rest": max(1, len(MINERS.shown_to(request.actor)) - 3),
    }
    template = "desk/work_orders/pen_row.html" if in_row else "desk/work_orders/identity.html"
    return render(request, template, context, status=status)
