"""The Miners tab, and finding one of its machines."""

from django.http import HttpResponseBase
from django.shortcuts import render

from hashmend.both.board import counted_list
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import board_context, the_order
from hashmend.desk.work_orders.lists import MINERS
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.work_orders.models import Job
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one


@page(Permission.VIEW_DESK)
def miners(request: PageRequest, number: str) -> HttpResponseBase:
    """List the machines of an order, each with a pen."""
    order = the_order(request, number)
    listing, board, _ = counted_list(request, MINERS, order)
    if alone := listing.alone():
        return alone
    context = board_context(request, order, "miners", board=board.progress) | {"list": listing}
    return render(request, "desk/work_orders/miners.html", context)


def the_job(request: PageRequest, number: str, position: int) -> Job:
    """Return the job of the address with its machine, order and containers, or 404."""
    related = (
        "miner__model", "miner__customer", "work_order__customer", "work_order__repair_request",
        "inbound_container", "outbound_container__shipment",
    )  # fmt: skip
    jobs = Job.objects.visible_to(request.actor).with_logistics().select_related(*related)
    return one(jobs, work_order__number=number, position=position)
