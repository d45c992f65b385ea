"""The scan field of the bench: from the label of a machine to its page."""

from django.http import HttpResponse
from django.shortcuts import redirect

from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import job_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench.scanned import Meant, meant_by
from hashmend.web.actors import PageRequest


@page(Permission.VIEW_DESK)
def find(request: PageRequest) -> HttpResponse:
    """Go to the machine whose label, or the label of one of whose parts, was scanned."""
    to = address_of(meant_by(request.GET.get("label", ""), request.actor))
    return HttpResponse(headers={"HX-Redirect": to}) if request.htmx else redirect(to)


def address_of(meant: Meant) -> str:
    """Return the address of the machine that a label means, or of the part of it."""
    return job_url(meant.job) + (f"?part={meant.part.pk}" if meant.part else "")
