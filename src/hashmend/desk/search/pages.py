"""The general search for staff: over everything of every customer."""

from django.http import HttpResponse
from django.urls import reverse

from hashmend.both.search.answering import answer
from hashmend.both.search.look import Facts, Side
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.actors import PageRequest


def _miner_url(facts: Facts) -> str:
    """Return the page of the present or last stay; of the machine when it was in no order."""
    if facts["stay_order"]:
        return reverse("desk:jobs-detail", args=[facts["stay_order"], facts["stay_position"]])
    return reverse("desk:miner", args=[facts["public_id"]])


def _part_url(facts: Facts) -> str:
    """Return the page of the machine it is in, else its own."""
    if facts["miner_id"]:
        return reverse("desk:miner", args=[facts["miner_id"]])
    return reverse("desk:spare-part", args=[facts["pk"]])


DESK = Side(
    page="/search/",
    addresses={
        "work-order": lambda facts: reverse("desk:work-orders-summary", args=[facts["number"]]),
        "miner": _miner_url,
        "part": _part_url,
        "container": lambda facts: reverse("desk:container-detail", args=[facts["number"]]),
        "shipment": lambda facts: reverse("desk:shipment-detail", args=[facts["number"]]),
        "invoice": lambda facts: reverse("desk:invoice", args=[facts["public_id"]]),
        "repair-request": lambda facts: reverse("desk:repair-request", args=[facts["number"]]),
        "customer": lambda facts: reverse("desk:customer", args=[facts["public_id"]]),
    },
)


@page(Permission.VIEW_DESK)
def search(request: PageRequest) -> HttpResponse:
    """Find anything by a number, a name or a part of one."""
    return answer(request, DESK)
