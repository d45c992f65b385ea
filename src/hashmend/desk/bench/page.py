"""The Miner repairs page: header, index of the parts, and the panel that follows the chosen one."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from hashmend.both import cells as looks
from hashmend.desk.bench.frame import Bench, the_bench
from hashmend.desk.bench.index import index_of, subject_of
from hashmend.desk.bench.sections import filled
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import job_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.jobs import why_not_update_status
from hashmend.domain.work_orders.statuses import CHOSEN_BY_PEOPLE, LOGISTICS_ICONS, Logistics
from hashmend.kernel.identifiers import shown_mac
from hashmend.web import htmx
from hashmend.web.actors import PageRequest


@page(Permission.VIEW_DESK)
def job(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Show a machine on the bench; `?part=` points the panel at a part of it, `?slot=` at an empty slot."""
    return show(request, subject_of(the_bench(request, number, position), request.GET))


def show(
    request: PageRequest, bench: Bench, *, status: int = 200, instead: Mapping[str, dict[str, Any]] | None = None
) -> HttpResponse:
    """Answer with the page, or for htmx with all below its heading; `instead` fills sections by their names."""
    place = str(getattr(bench.job, "logistics", ""))
    context = {
        "bench": bench,
        "job": bench.job,
        "miner": bench.miner,
        "order": bench.order,
        "part": bench.part,
        "url": bench.url,
        "index": index_of(request, bench),
        "sections": filled(request, bench, instead or {}),
        "tone": looks.status_tone(bench.job.status),
        "shown_mac": shown_mac(bench.miner.mac),
        "place": Logistics(place).label,
        "place_icon": LOGISTICS_ICONS.get(place, ""),
        "before": _beside(request, bench.job, -1),
        "after": _beside(request, bench.job, 1),
        "status_choices": [each for each in CHOSEN_BY_PEOPLE if each.value != bench.job.status],
        "why_not_status": why_not_update_status(bench.job),
        "has_errors": status != 200,
    }
    return htmx.respond(request, "desk/bench/page.html", "bench", context, status=status)


def _beside(request: PageRequest, job: Job, way: int) -> str:
    """Return the address of the machine before or after this one in its order, or ""."""
    others = Job.objects.visible_to(request.actor).filter(work_order=job.work_order_id)
    near = (
        others.filter(position__gt=job.position).order_by("position")
        if way > 0
        else others.filter(position__lt=job.position).order_by("-position")
    )
    position = near.values_list("position", flat=True).first()
    return job_url(Job(work_order=job.work_order, position=position)) if position else ""
