"""One machine and one container of a customer."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hashmend.both import cells
from hashmend.both.history import moments_for
from hashmend.both.logistics import pictures_of
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.billing.queries import with_container_state
from hashmend.domain.catalogue.queries import tracking_url
from hashmend.domain.logistics.models import Container, Damage
from hashmend.domain.work_orders.models import Job, ScopeItem, ServiceDone
from hashmend.domain.work_orders.statuses import Logistics
from hashmend.kernel.actor import Actor
from hashmend.kernel.identifiers import shown_mac
from hashmend.portal.doors import page
from hashmend.portal.orders.lists import CONTAINED
from hashmend.portal.orders.logistics import state_for_customers
from hashmend.web import components
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one


@page(Permission.VIEW_PORTAL)
def machine(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Show one machine's stay: what it is, how it stands, what was done, where it is."""
    jobs = Job.objects.visible_to(request.actor).with_logistics()
    related = ("miner__model", "work_order__repair_request", "inbound_container", "outbound_container")
    job = one(jobs.select_related(*related), work_order__number=number, position=position)
    context = {
        "job": job,
        "order": job.work_order,
        "tone": cells.status_tone(job.status),
        "facts": _facts(job),
        "services": _services(request.actor, job),
        "damages": damages_of(request.actor, job=job),
        "moments": moments_for(request.actor, job=job),
    }
    return render(request, "portal/orders/machine.html", context)


@page(Permission.VIEW_PORTAL)
def container(request: PageRequest, number: str) -> HttpResponseBase:
    """Show one container: what is in it, how it travels, what was damaged."""
    rows = with_container_state(Container.objects.visible_to(request.actor))
    found: Any = one(rows.select_related("work_order", "shipment__carrier"), number=number)
    shipment = found.shipment
    state, tone = state_for_customers(found.state_code)
    context = {
        "container": found,
        "order": found.work_order,
        "state": state,
        "tone": tone,
        "shipment": shipment,
        "track": tracking_url(shipment.carrier, shipment.tracking_number) if shipment else "",
        "damages": damages_of(request.actor, container=found),
        "moments": moments_for(request.actor, container=found, job=None),
    }
    return CONTAINED.respond(
        request, "portal/orders/container.html", context, url_args=[number], container=found, order=found.work_order
    )


def damages_of(actor: Actor, **where: object) -> list[tuple[Damage, list[components.Picture]]]:
    """Return damage with its photos, two queries."""
    damages = Damage.objects.visible_to(actor).filter(**where).select_related("job__miner", "container")
    return [
        (damage, pictures_of(damage.photos.all(), str(damage.job.miner if damage.job else damage.container)))
        for damage in damages.prefetch_related("photos").order_by("pk")
    ]


def _facts(job: Any) -> list[tuple[str, object]]:
    miner = job.miner
    return [
        ("Serial number", components.serial(miner.serial)),
        ("MAC", components.serial(shown_mac(miner.mac))),
        ("Model", miner.model_name),
        ("Asset tag", miner.asset_tag),
        ("You reported", job.reported_issue),
        ("Where it is", Logistics(job.logistics).label),
        ("Came in", _container_link(job.inbound_container)),
        ("Packed in", _container_link(job.outbound_container)),
        ("Received", job.received_at),
    ]


def _container_link(found: Container | None) -> object:
    return components.link(f"/portal/containers/{found.number}/", found.number) if found else ""


def _services(actor: Actor, job: Job) -> list[tuple[str, object]]:
    done = dict(ServiceDone.objects.visible_to(actor).filter(job=job).values_list("service_id", "done_at"))
    scope = ScopeItem.objects.visible_to(actor).filter(repair_request=job.work_order.repair_request)
    items = scope.select_related("service").order_by("position", "pk")
    return [(item.service.name, done.get(item.service_id)) for item in items]
