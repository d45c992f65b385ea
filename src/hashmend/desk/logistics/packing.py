"""Packing: finished machines go into an outbound container, by ticks or by scan."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from hashmend.desk.doors import page
from hashmend.desk.logistics import words
from hashmend.desk.logistics.forms import PackScanForm
from hashmend.desk.logistics.lists import PACKABLE
from hashmend.desk.logistics.scans import Scan, answer
from hashmend.desk.logistics.verbs import the_container
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import assign_to_outbound_container
from hashmend.domain.logistics.queries import known_number
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.errors import Refused
from hashmend.kernel.identifiers import clean_scan, normal_mac, normal_serial
from hashmend.web import bulk
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted

LATEST = 25


@page(Permission.PACK)
def packing(request: PageRequest, number: str) -> HttpResponseBase:
    """Show the scan field, what was packed last, and the finished machines that wait."""
    container = the_container(request, number)
    listing = PACKABLE.show(request, url_args=[container.number], container=container)
    return listing.alone() or _page(request, container, listing=listing)


@page(Permission.PACK, methods=("POST",))
def scan_into_container(request: PageRequest, number: str) -> HttpResponse:
    """Put the scanned machine into the container."""
    container = the_container(request, number)
    typed = request.POST.get("serial", "")[:120]
    try:
        job = _job_meant(request, container, clean_scan(typed))
        assign_to_outbound_container(row(job), container, by=request.actor).or_refuse()
    except Refused as refusal:
        said = Scan(typed.strip()[:80], refusal.sentence)
        return answer(request, said, status=409) if request.htmx else _page(request, container, said=said, status=409)
    if request.htmx:
        return answer(request, Scan(str(job.miner), "", job), count=container.outbound_jobs.count())
    messages.success(request, f"{job.miner} is in {container}.")
    return redirect("desk:container-packing", container.number)


def _job_meant(request: PageRequest, container: Container, typed: str) -> Job:
    serial, mac = normal_serial(typed), normal_mac(typed)
    if not serial:
        raise Refused("Scan or type the serial number of a machine.")
    if other := known_number(serial):
        raise Refused(f"This is {other}, the serial number of a machine was expected.")
    mine = Job.objects.visible_to(request.actor).filter(work_order=container.work_order)
    found = mine.select_related("miner__model", "work_order").filter(Q(miner__serial=serial) | Q(miner__mac=mac))
    jobs = list(found[:2])
    if len(jobs) != 1:
        why = "is the MAC of several machines: scan a serial number" if jobs else f"is not in {container.work_order}"
        raise Refused(f"{serial} {why}.")
    return jobs[0]


def _page(
    request: PageRequest, container: Container, *, listing: object = None, said: Scan | None = None, status: int = 200
) -> HttpResponse:
    packed = container.outbound_jobs.select_related("miner__model", "work_order").order_by("-changed_at", "-pk")
    context = {
        "container": container,
        "container_url": words.container_url(container),
        "form": PackScanForm(),
        "said": said,
        "count": container.outbound_jobs.count(),
        "scans": [Scan(str(job.miner), "", job) for job in packed[:LATEST]],
        "list": listing or PACKABLE.show(request, url_args=[container.number], container=container),
    }
    return render(request, "desk/logistics/packing.html", context, status=status)


@page(Permission.PACK, methods=("POST",))
def put_into_container(request: PageRequest, number: str) -> HttpResponse:
    """Put the chosen machines into the container."""
    container = the_container(request, number)
    action = bulk.Bulk(
        title=f"Put into {container}",
        verb="Put in",
        back=words.container_url(container),
        act=lambda rows, _: assign_to_outbound_container(
            Job.objects.visible_to(request.actor).filter(pk__in=rows.values("pk")), container, by=request.actor
        ),
        done=lambda n: f"{counted(n, 'miner')} put into {container}.",
        events=("machines-changed",),
    )
    return bulk.run(request, PACKABLE, action, container=container)
