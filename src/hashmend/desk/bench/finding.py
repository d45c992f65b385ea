"""The scan field of the bench: from the label of a machine to its page, from that of a position to the day."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import job_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench.scanned import Meant, meant_by, position_of
from hashmend.kernel.actor import Actor
from hashmend.web.actors import PageRequest


@page(Permission.VIEW_DESK)
def find(request: PageRequest) -> HttpResponse:
    """Go to the machine whose label, or the label of one of whose parts, was scanned.

    Who may put machines at a position goes from its label to the day, where the machine is scanned next.
    """
    scanned = request.GET.get("label", "")
    to = address_of_position(scanned, request.actor) or address_of(meant_by(scanned, request.actor))
    return HttpResponse(headers={"HX-Redirect": to}) if request.htmx else redirect(to)


def address_of(meant: Meant) -> str:
    """Return the address of the machine that a label means, or of the part of it."""
    return job_url(meant.job) + (f"?part={meant.part.pk}" if meant.part else "")


def address_of_position(scanned: str, actor: Actor) -> str:
    """Return where the machine is scanned that is put at the position of this label; "" for another label."""
    position = position_of(scanned, actor) if actor.may(Permission.TAKE_JOBS) else None
    return f"{reverse('desk:my-day')}?{urlencode({'at': position.code})}" if position else ""
