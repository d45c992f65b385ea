"""The root of the site: everybody goes on to where they start."""

from django.http import HttpResponse
from django.shortcuts import redirect

from hashmend.domain.accounts.permissions import Permission
from hashmend.web.actors import PageRequest
from hashmend.web.pages import Side, door

page = door(Side.BOTH)


@page(Permission.SIGNED_IN)
def home(request: PageRequest) -> HttpResponse:
    """Go to the work orders of one's own side; whose work is the bench, and no order's, to their day."""
    if request.actor.may(Permission.TAKE_JOBS) and not request.actor.may(Permission.OPEN_ORDERS):
        return redirect("desk:my-day")
    return redirect("desk:work-orders" if request.actor.is_staff else "portal:work-orders")
