"""The page of one machine's stay: identity, status, services, containers, damage, other stays, history."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render

from hashmend.both import cells as looks
from hashmend.both.history import moments
from hashmend.desk.doors import page
from hashmend.desk.work_orders.miners import the_job
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import Service
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Damage
from hashmend.domain.miners.queries import oddities
from hashmend.domain.work_orders.models import Job, ServiceDone
from hashmend.domain.work_orders.operations import complete_services, update_status
from hashmend.domain.work_orders.operations.jobs import why_frozen, why_not_complete, why_not_update_status
from hashmend.domain.work_orders.statuses import CHOSEN_BY_PEOPLE, LOGISTICS_ICONS, Logistics, Status
from hashmend.kernel.errors import Refused
from hashmend.kernel.identifiers import shown_mac
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.components import Moment, Picture

MOST_EVENTS = 200


@page(Permission.VIEW_DESK)
def job(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Show everything about one machine's stay in an order."""
    return _show(request, the_job(request, number, position))


def _show(request: PageRequest, job: Job, *, status: int = 200, asks_consent: bool = False) -> HttpResponse:
    actor, place = request.actor, str(getattr(job, "logistics", ""))
    scope = _services(request, job)
    context = {
        "job": job,
        "miner": job.miner,
        "order": job.work_order,
        "url": url_of(job),
        "tone": looks.status_tone(job.status),
        "statuses": CHOSEN_BY_PEOPLE,
        "asks_consent": asks_consent,
        "why_not_status": why_not_update_status(job),
        "services": scope,
        "why_not_services": why_not_complete(job, [item["service"] for item in scope if not item["done"]]),
        "may_edit": job.work_order.is_open and why_frozen(job) is None and actor.may(Permission.EDIT_MINERS),
        "shown_mac": shown_mac(job.miner.mac),
        "oddities": oddities(job.miner),
        "place": Logistics(place).label,
        "place_icon": LOGISTICS_ICONS.get(place, ""),
        "damages": _damages(request, job),
        "stays": Job.objects.visible_to(actor).filter(miner=job.miner_id).exclude(pk=job.pk)
        .select_related("work_order").order_by("-pk")[:50],
        "history": _history(request, job),
    }  # fmt: skip
    return render(request, "desk/work_orders/job.html", context, status=status)


def url_of(job: Job) -> str:
    """Return the address of a job."""
    return f"/work-orders/{job.work_order.number}/miners/{job.position}/"


def _services(request: PageRequest, job: Job) -> list[dict[str, Any]]:
    """Return the scope with what is done of it: by whom and when."""
    done = {
        one.service_id: one
        for one in ServiceDone.objects.visible_to(request.actor).filter(job=job).select_related("done_by")
    }
    scope = job.work_order.repair_request.scope.select_related("service").order_by("position", "pk")
    return [{"service": item.service, "price": item.price, "done": done.get(item.service_id)} for item in scope]


def _damages(request: PageRequest, job: Job) -> list[tuple[Damage, list[Picture]]]:
    damages = Damage.objects.visible_to(request.actor).filter(job=job).select_related("container")
    return [
        (
            damage,
            [
                Picture(f"/photos/{photo.token}/", f"/photos/{photo.token}/thumb/", photo.original_name or "Damage")
                for photo in damage.photos.all()
            ],
        )
        for damage in damages.prefetch_related("photos").order_by("pk")
    ]


def _history(request: PageRequest, job: Job) -> list[Moment]:
    """Return what happened in this stay and to the machine itself, the latest first."""
    events = Event.objects.visible_to(request.actor).filter(Q(job=job) | Q(miner=job.miner_id, job=None))
    return moments(events, most=MOST_EVENTS)


@page(Permission.UPDATE_STATUS, methods=("GET", "POST"))
def status(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Change the repair status: in the cell of a table, or on the page of the machine."""
    job = the_job(request, number, position)
    in_cell = htmx.wants_part(request) and request.htmx.target == f"status-{job.pk}"
    if request.method == "GET":
        if not in_cell:
            return redirect(f"{url_of(job)}#status")
        return _cell(request, job, is_open="keep" not in request.GET)
    chosen, consent = request.POST.get("status", ""), request.POST.get("scrap_consent", "")
    if chosen == Status.SCRAPPED and not consent.strip():
        if in_cell:
            return _cell(request, job, is_open=True, chosen=chosen, status=422)
        return _show(request, job, status=422, asks_consent=True)
    outcome = update_status(row(job), chosen, by=request.actor, scrap_consent=consent).or_refuse()
    sentence, undo = f"{job.miner} set to {Status(chosen).label}.", undo_url(job.work_order)(outcome.group)
    if not in_cell:
        return htmx.done(request, sentence, to=url_of(job), undo_url=undo)
    job.status = chosen
    response = _cell(request, job, is_open=False)
    response.write(htmx.notice(sentence, "success", undo_url=undo))
    return htmx.triggering(response, "order-changed")


def _cell(request: PageRequest, job: Job, *, is_open: bool, chosen: str = "", status: int = 200) -> HttpResponse:
    context = {
        "job": job,
        "url": f"{url_of(job)}status/",
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
    job = the_job(request, number, position)
    ticked = [pk for pk in request.POST.getlist("services") if pk.isascii() and pk.isdecimal()]
    chosen = list(Service.objects.visible_to(request.actor).filter(pk__in=ticked))
    if not chosen:
        raise Refused("Tick at least one service that was done.")
    outcome = complete_services(row(job), chosen, by=request.actor).or_refuse()
    names, undo = ", ".join(str(service) for service in chosen), undo_url(job.work_order)(outcome.group)
    return htmx.done(request, f"Done for {job.miner}: {names}.", to=f"{url_of(job)}#services", undo_url=undo)
