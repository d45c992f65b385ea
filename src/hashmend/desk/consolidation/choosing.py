"""The ways to the screen: from machines ticked in a table, and from the page of one machine."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from hashmend.both.board import scope_of
from hashmend.desk.consolidation.board import lacking
from hashmend.desk.consolidation.frame import LEAST, MOST, screen_url
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import job_url, the_order
from hashmend.desk.work_orders.lists import JOBS
from hashmend.desk.work_orders.miners import the_job
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.consolidation.kinds import can_change
from hashmend.domain.consolidation.machines import Machine, Machines, read
from hashmend.domain.consolidation.suggesting import suggest
from hashmend.domain.work_orders.models import Job
from hashmend.web.actors import PageRequest

MOST_OFFERED = 30


@page(Permission.CONSOLIDATE, methods=("POST",))
def selected(request: PageRequest, number: str) -> HttpResponse:
    """Open the screen for the two or three machines that were ticked; nothing is changed."""
    order = the_order(request, number)
    selection = JOBS.selected(request, least=LEAST, most=MOST, **scope_of(order))
    to = screen_url(order, list(selection.rows.values_list("pk", flat=True)), request.POST.get("query", ""))
    return HttpResponse(headers={"HX-Redirect": to}) if request.htmx else redirect(to)


@page(Permission.CONSOLIDATE)
def choose(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Choose one or two machines of the order to consolidate a machine with: those that help first."""
    job = the_job(request, number, position)
    others = Job.objects.visible_to(request.actor).filter(work_order=job.work_order_id, miner__model=job.miner.model_id)
    machines = read(others)
    this = next(machine for machine in machines.all if machine.job.pk == job.pk)
    offered = _offered(machines, this)
    context = {
        "order": job.work_order,
        "job": job,
        "machine": this,
        "lacking": lacking(this),
        "offered": [(machine, lacking(machine), is_helpful) for machine, is_helpful in offered[:MOST_OFFERED]],
        "more": max(0, len(offered) - MOST_OFFERED),
        "url": reverse("desk:work-orders-consolidate", args=[number]),
        "back": job_url(job),
    }
    return render(request, "desk/consolidation/choose.html", context)


def _offered(machines: Machines, this: Machine) -> list[tuple[Machine, bool]]:
    """Return the others that may be opened: first those that this one is suggested with, then by what they lack."""
    helpful: set[int] = set()
    for proposal in suggest(machines, first=this.job.pk):
        keys = {machine.job.pk for machine in proposal.machines}
        if this.job.pk in keys:
            helpful |= keys
    others = [machine for machine in machines.all if machine.job.pk != this.job.pk and can_change(machine)]
    ranked = sorted(others, key=lambda m: (m.job.pk not in helpful, -len(m.lacking), m.job.position))
    return [(machine, machine.job.pk in helpful) for machine in ranked]
