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
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations.jobs import why_not_update_status
from hashmend.domain.work_orders.queries import Place, logistics_of
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
    place = _logistics(bench.job)
    before, after = _beside(request, bench)
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
        "place": place.label,
        "place_icon": LOGISTICS_ICONS.get(place.value, ""),
        "before": before,
        "after": after,
        "status_choices": [each for each in CHOSEN_BY_PEOPLE if each.value != bench.job.status],
        "why_not_status": why_not_update_status(bench.job),
        "has_errors": status != 200,
    }
    return htmx.respond(request, "desk/bench/page.html", "bench", context, status=status)


def _logistics(job: Job) -> Logistics:
    """Return where the machine is, by what is read of its container already."""
    packed = job.outbound_container
    if packed is None:
        return Logistics(logistics_of(job.status, None))
    left = packed.shipment
    moments = (left.picked_up_at, left.delivered_at) if left else (None, None)
    place = Place(packed.number, False, packed.received_at, *moments, packed.ready_at)
    return Logistics(logistics_of(job.status, place))


def _beside(request: PageRequest, bench: Bench) -> tuple[str, str]:
    """Return the addresses of the machines before and after this one in its order, "" where there is none.

    One query, unless machines that are next to it have left the order.
    """
    at, last = bench.job.position, bench.order.last_position
    others = Job.objects.visible_to(request.actor).filter(work_order=bench.order.pk)
    positions = others.values_list("position", flat=True).order_by()
    near = set(positions.filter(position__in=[at - 1, at + 1]))
    before = at - 1 if at - 1 in near else at > 1 and positions.filter(position__lt=at).order_by("-position").first()
    after = at + 1 if at + 1 in near else at < last and positions.filter(position__gt=at).order_by("position").first()
    return _address(bench.order, before), _address(bench.order, after)


def _address(order: WorkOrder, position: int | None) -> str:
    return job_url(Job(work_order=order, position=position)) if position else ""
