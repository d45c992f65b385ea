"""The Miners tab, and finding one of its machines."""

from django.http import HttpResponseBase
from django.shortcuts import render

from hashmend.both.board import counted_list
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import board_context, the_order
from hashmend.desk.work_orders.lists import MINERS
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.logistics.models import Container
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
    """Return the job of the address with its machine, order and containers, or 404; two queries.

    PostgreSQL plans the nine tables of all that in one statement for longer than it reads them in two.
    """
    jobs = Job.objects.visible_to(request.actor).select_related("miner__model", "work_order__customer")
    job = one(jobs, work_order__number=number, position=position)
    if job.miner.customer_id == job.work_order.customer_id:
        job.miner.customer = job.work_order.customer
    keys = {job.inbound_container_id, job.outbound_container_id} - {None}
    containers = Container.objects.visible_to(request.actor).select_related("shipment")
    known = {container.pk: container for container in containers.filter(pk__in=keys).order_by()} if keys else {}
    job.inbound_container = known.get(job.inbound_container_id)
    job.outbound_container = known.get(job.outbound_container_id)
    return job
