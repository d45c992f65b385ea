"""Pages of machines: all of them, and one with its stays and history."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hashmend.both.history import moments
from hashmend.desk.doors import page
from hashmend.desk.miners.lists import MINERS
from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.history.models import Event
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import STATUS_TONES, Logistics
from hashmend.kernel.identifiers import mac_oddity, shown_mac
from hashmend.web import components
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one


@page(Permission.VIEW_DESK)
def miners(request: PageRequest) -> HttpResponseBase:
    """List every machine."""
    return MINERS.respond(request, "desk/miners/miners.html")


@page(Permission.VIEW_DESK)
def miner(request: PageRequest, public_id: str) -> HttpResponse:
    """Show one machine: what identifies it, the work orders it was in, what happened to it."""
    rows = Miner.objects.visible_to(request.actor).select_related("customer", "model")
    found = one(rows, public_id=public_id)
    stays = Job.objects.visible_to(request.actor).filter(miner=found).with_logistics().select_related("work_order")
    context = {
        "miner": found,
        "oddity": mac_oddity(found.mac),
        "facts": _facts(found),
        "stays": [_stay(job) for job in stays.order_by("-pk")],
        "moments": moments(Event.objects.visible_to(request.actor).filter(miner=found)),
    }
    return render(request, "desk/miners/miner.html", context)


def _facts(miner: Miner) -> list[tuple[str, object]]:
    return [
        ("Serial number", components.serial(miner.serial)),
        ("As typed", miner.serial_typed if miner.serial_typed != miner.serial else ""),
        ("MAC", components.serial(shown_mac(miner.mac))),
        ("Model", miner.model_name),
        ("Nominal hashrate", f"{miner.nominal_ths:f} TH/s" if miner.nominal_ths is not None else ""),
        ("Asset tag", miner.asset_tag),
        ("Customer", str(miner.customer)),
        ("First seen", miner.created_at),
    ]


def _stay(job: Any) -> dict[str, Any]:
    return {
        "order": job.work_order.number,
        "url": f"{order_url(job.work_order, 'miners')}{job.position}/",
        "position": job.position,
        "status": job.get_status_display(),
        "tone": STATUS_TONES[job.status],
        "logistics": Logistics(job.logistics).label,
        "received_at": job.received_at,
    }
