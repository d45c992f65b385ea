"""The general search for a customer: over what is its own."""

from django.http import HttpResponse
from django.urls import reverse

from hashmend.both.search.answering import answer
from hashmend.both.search.look import Facts, Side
from hashmend.domain.accounts.permissions import Permission
from hashmend.portal.doors import page
from hashmend.portal.orders.logistics import state_for_customers
from hashmend.web.actors import PageRequest


def _miner_url(facts: Facts) -> str:
    if facts["stay_order"]:
        return reverse("portal:work-order-miner", args=[facts["stay_order"], facts["stay_position"]])
    return reverse("portal:work-orders")


def _shipment_url(facts: Facts) -> str:
    """Return the Logistics tab of the order it carries containers of: shipments have no page of their own here."""
    if facts["order"]:
        return reverse("portal:work-order-logistics", args=[facts["order"]])
    return reverse("portal:work-orders")


PORTAL = Side(
    page="/portal/search/",
    addresses={
        "work-order": lambda facts: reverse("portal:work-order", args=[facts["number"]]),
        "miner": _miner_url,
        "container": lambda facts: reverse("portal:container", args=[facts["number"]]),
        "shipment": _shipment_url,
        "invoice": lambda facts: reverse("portal:invoice", args=[facts["public_id"]]),
        "repair-request": lambda facts: reverse("portal:repair-request", args=[facts["number"]]),
    },
    container_state=state_for_customers,
    names_customers=False,
)


@page(Permission.VIEW_PORTAL)
def search(request: PageRequest) -> HttpResponse:
    """Find one's own things by a number or a part of one."""
    return answer(request, PORTAL)
