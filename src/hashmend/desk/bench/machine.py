"""The panel's own sections: status, labels, services, damage, other stays and history of the machine or the part."""

from typing import Any

from django.db.models import Q

from hashmend.both import cells as looks
from hashmend.both.history import moments
from hashmend.desk.bench.frame import Bench
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Damage
from hashmend.domain.miners.queries import oddities
from hashmend.domain.work_orders.models import Job, ScopeItem, ServiceDone
from hashmend.domain.work_orders.operations.jobs import why_not_complete
from hashmend.kernel.identifiers import shown_mac
from hashmend.web.actors import PageRequest
from hashmend.web.components import Picture

MOST_EVENTS = 200

Filled = dict[str, Any] | None


def status(request: PageRequest, bench: Bench) -> Filled:
    """Return how the repair status of the machine looks."""
    if bench.chosen:
        return None
    return {"tone": looks.status_tone(bench.job.status)}


def identity(request: PageRequest, bench: Bench) -> Filled:
    """Return what stands on the machine and where it came in."""
    if bench.chosen:
        return None
    return {
        "shown_mac": shown_mac(bench.miner.mac),
        "oddities": oddities(bench.miner),
        "may_edit": not bench.why_not and request.actor.may(Permission.EDIT_MINERS),
    }


def services(request: PageRequest, bench: Bench) -> Filled:
    """Return the scope with what is done of it: by whom and when."""
    if bench.chosen:
        return None
    done = {
        one.service_id: one
        for one in ServiceDone.objects.visible_to(request.actor).filter(job=bench.job.pk).select_related("done_by")
    }
    scoped = ScopeItem.objects.visible_to(request.actor).filter(repair_request=bench.order.repair_request_id)
    scope = scoped.select_related("service").order_by("position", "pk")
    lines = [{"service": item.service, "done": done.get(item.service_id)} for item in scope]
    left = [line["service"] for line in lines if not line["done"]]
    for line in lines:
        line["is_next"] = left[:1] == [line["service"]]
    return {"lines": lines, "has_open": bool(left), "why_not": why_not_complete(bench.job, left)}


def damage(request: PageRequest, bench: Bench) -> Filled:
    """Return the shipping damage of the machine with its pictures."""
    if bench.chosen:
        return None
    damages = Damage.objects.visible_to(request.actor).filter(job=bench.job.pk).select_related("container")
    found = [
        (
            damage,
            [
                Picture(f"/photos/{photo.token}/", f"/photos/{photo.token}/thumb/", photo.original_name or "Damage")
                for photo in damage.photos.all()
            ],
        )
        for damage in damages.prefetch_related("photos").order_by("pk")
    ]
    return {"damages": found} if found else None


def stays(request: PageRequest, bench: Bench) -> Filled:
    """Return the other stays of the machine at the repair centre."""
    if bench.chosen:
        return None
    others = Job.objects.visible_to(request.actor).filter(miner=bench.job.miner_id).exclude(pk=bench.job.pk)
    found = list(others.select_related("work_order").order_by("-pk")[:50])
    return {"stays": found} if found else None


def history(request: PageRequest, bench: Bench) -> Filled:
    """Return what happened to the part, or in this stay and to the machine itself, the latest first."""
    if bench.empty:
        return None
    events = Event.objects.visible_to(request.actor)
    if bench.part:
        return {"moments": moments(events.filter(part=bench.part.pk), most=MOST_EVENTS)}
    of_machine = events.filter(Q(job=bench.job.pk) | Q(miner=bench.job.miner_id, job=None))
    return {"moments": moments(of_machine, most=MOST_EVENTS)}
