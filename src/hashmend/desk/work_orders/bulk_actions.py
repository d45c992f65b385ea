"""What is done with chosen machines of an order, each behind a dialog that says first what it would do."""

from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpResponse, QueryDict

from hashmend.both.board import scope_of
from hashmend.desk.doors import page
from hashmend.desk.work_orders.forms import NEW_BOX, NEW_PALLET, ContainerForm, MoveForm, ServicesForm, StatusForm
from hashmend.desk.work_orders.frame import order_url, the_order
from hashmend.desk.work_orders.lists import JOBS
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.catalogue.models import Service
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.logistics.operations import assign_to_new_container, assign_to_outbound_container
from hashmend.domain.logistics.operations.packing import why_not_put
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import complete_services, move_jobs, update_status
from hashmend.domain.work_orders.operations.jobs import open_services, why_not_complete, why_not_update_status
from hashmend.domain.work_orders.operations.moving import services_missing, why_not_move
from hashmend.domain.work_orders.statuses import CHOSEN_BY_PEOPLE, Status
from hashmend.kernel.errors import Outcome
from hashmend.web import bulk
from hashmend.web.actors import PageRequest
from hashmend.web.bulk import Bulk
from hashmend.web.formats import counted
from hashmend.web.pages import one

CHANGED = ("order-changed",)


@page(Permission.UPDATE_STATUS, methods=("POST",))
def update_status_of(request: PageRequest, number: str) -> HttpResponse:
    """Set the repair status of the chosen machines, or of all."""
    order = the_order(request, number)
    given = request.POST.get("status", "")
    chosen = Status(given) if given in CHOSEN_BY_PEOPLE else None
    action = Bulk(
        title="Update status",
        verb="Update",
        back=_back(request, order),
        why_not=lambda job: why_not_update_status(job, chosen),
        make_form=lambda data: StatusForm(data, url=request.path, chosen=given),
        act=lambda jobs, values: update_status(
            jobs, values["status"], by=request.actor, scrap_consent=values.get("scrap_consent", "")
        ),
        done=lambda n: f"{counted(n, 'miner')} set to {chosen.label if chosen else given}.",
        consequence="A miner that has an outcome already is reopened by a status that is none.",
        events=CHANGED,
        undo=undo_url(order),
    )
    return bulk.run(request, JOBS, action, least=0, **scope_of(order))


@page(Permission.COMPLETE_SERVICES, methods=("POST",))
def complete_services_of(request: PageRequest, number: str) -> HttpResponse:
    """Mark services of the scope as done for the chosen machines, or for all."""
    order = the_order(request, number)
    scope = list(order.repair_request.scope.select_related("service").order_by("position", "pk"))
    services = {str(item.service_id): item.service for item in scope}
    left = _left_in(request, order)
    action = Bulk(
        title="Complete services",
        verb="Complete services for",
        back=_back(request, order),
        why_not=lambda job: why_not_complete(job, left()[job.pk]),
        make_form=lambda data: ServicesForm(data, scope=scope, left=_per_service(left())),
        act=lambda jobs, values: complete_services(jobs, [services[pk] for pk in values["services"]], by=request.actor),
        done=lambda n: f"Services completed for {counted(n, 'miner')}.",
        consequence="What is done stands on the invoice of the container a machine goes home in, once per machine.",
        events=CHANGED,
        undo=undo_url(order),
    )
    return bulk.run(request, JOBS, action, least=0, **scope_of(order))


def _back(request: PageRequest, order: WorkOrder) -> str:
    """Return the address of the Summary as the person left it, filters and all."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return f"{order_url(order)}?{query}" if query else order_url(order)


def _left_in(request: PageRequest, order: WorkOrder) -> Callable[[], dict[int, list[Service]]]:
    """Return a function that gives, per job of the order, the services not done yet; it reads once."""

    @cache
    def left() -> dict[int, list[Service]]:
        jobs = Job.objects.visible_to(request.actor).filter(work_order=order).select_related("work_order")
        return open_services(list(jobs), None)

    return left


def _per_service(left: dict[int, list[Service]]) -> Counter[int]:
    return Counter(service.pk for services in left.values() for service in services)


@page(Permission.PACK, methods=("POST",))
def assign_to_container(request: PageRequest, number: str) -> HttpResponse:
    """Put the chosen machines into an outbound container that is being packed, or into a new one."""
    order = the_order(request, number)
    being_packed = _being_packed(request, order)
    counts = dict(being_packed.order_by().annotate(n=Count("outbound_jobs")).values_list("pk", "n"))
    goal = being_packed.filter(number=request.POST.get("container", "")).first() or Container(
        work_order=order, number="the new container", direction=Direction.OUTBOUND
    )
    move = request.POST.get("move") == "on"
    action = Bulk(
        title="Assign to outbound container",
        verb="Assign",
        back=_back(request, order),
        why_not=lambda job: why_not_put(job, goal, move),
        make_form=lambda data: ContainerForm(
            data, containers=being_packed, counts=counts, url=request.path, chosen=request.POST
        ),
        act=lambda jobs, values: _assign(request, order, jobs, values),
        done=lambda n: f"{counted(n, 'miner')} put into {goal if goal.pk else 'a new container'}.",
        events=CHANGED,
        undo=undo_url(order),
    )
    return bulk.run(request, JOBS, action, **scope_of(order))


def _being_packed(request: PageRequest, order: WorkOrder) -> QuerySet[Container]:
    containers = Container.objects.visible_to(request.actor).outbound()
    return containers.filter(work_order=order, ready_at=None, shipment=None).order_by("pk")


def _assign(request: PageRequest, order: WorkOrder, jobs: QuerySet[Job], values: dict[str, Any]) -> Outcome[Job]:
    choice, move = values["container"], values["move"]
    if choice in {NEW_PALLET, NEW_BOX}:
        kind = Container.Kind.PALLET if choice == NEW_PALLET else Container.Kind.BOX
        return assign_to_new_container(jobs, order, kind=kind, move=move, by=request.actor)[1]
    container = one(_being_packed(request, order), number=choice)
    return assign_to_outbound_container(jobs, container, move=move, by=request.actor)


@page(Permission.MOVE_JOBS, methods=("POST",))
def move_to_order(request: PageRequest, number: str) -> HttpResponse:
    """Move the chosen machines to another open order of their customer."""
    order = the_order(request, number)
    orders = WorkOrder.objects.visible_to(request.actor).open().filter(customer=order.customer_id).exclude(pk=order.pk)
    targets = orders.select_related("customer", "repair_request").order_by("-pk")
    given = request.POST.get("target", "")
    target = targets.filter(number=given).first()
    missing = _missing_in(request, order, target)
    action = Bulk(
        title="Move to another work order",
        verb="Move",
        back=_back(request, order),
        why_not=lambda job: why_not_move(job, target, missing().get(job.pk, ())),
        make_form=lambda data: MoveForm(data, targets=targets, url=request.path, chosen=given),
        act=lambda jobs, values: move_jobs(jobs, values["target"], by=request.actor),
        done=lambda n: f"{counted(n, 'miner')} moved to {given}.",
        consequence=(
            "They leave the container they came in, whose history keeps them. Their services done and photos go along;"
            " prices are those of the other order."
        ),
        events=CHANGED,
    )
    return bulk.run(request, JOBS, action, **scope_of(order))


def _missing_in(request: PageRequest, order: WorkOrder, target: WorkOrder | None) -> Callable[[], dict[int, list[str]]]:
    """Return a function that gives, per job of the order, the services done that the target's scope lacks."""

    @cache
    def missing() -> dict[int, list[str]]:
        jobs = Job.objects.visible_to(request.actor).filter(work_order=order)
        return services_missing(target, list(jobs)) if target else {}

    return missing
