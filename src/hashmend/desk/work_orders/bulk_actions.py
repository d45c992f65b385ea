"""What is done with chosen machines of an order, each behind a dialog that says first what it would do."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpResponse, QueryDict

from hashmend.both.board import scope_of
from hashmend.desk.doors import page
from hashmend.desk.work_orders.forms import NEW_BOX, NEW_PALLET, ContainerForm, ServicesForm, StatusForm, services_of
from hashmend.desk.work_orders.frame import order_url, the_order
from hashmend.desk.work_orders.lists import JOBS
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.catalogue.models import Service
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.logistics.operations import assign_to_new_container, assign_to_outbound_container
from hashmend.domain.logistics.operations.packing import why_not_put
from hashmend.domain.work_orders.models import Job, ScopeItem, WorkOrder
from hashmend.domain.work_orders.operations import complete_services, update_status
from hashmend.domain.work_orders.operations.jobs import open_services, why_not_complete, why_not_update_status
from hashmend.domain.work_orders.statuses import CHOSEN_BY_PEOPLE, OUTCOMES, Status
from hashmend.kernel import money
from hashmend.kernel.errors import Outcome
from hashmend.web import bulk
from hashmend.web.actors import PageRequest
from hashmend.web.bulk import Bulk, Weighed
from hashmend.web.formats import counted
from hashmend.web.pages import one

CHANGED = ("order-changed",)
MOST_NAMED = 4


@page(Permission.UPDATE_STATUS, methods=("POST",))
def update_status_of(request: PageRequest, number: str) -> HttpResponse:
    """Set the repair status of the chosen machines, or of all."""
    order = the_order(request, number)
    given = request.POST.get("status", "")
    chosen = Status(given) if given in CHOSEN_BY_PEOPLE else None
    action = Bulk(
        title="Update status",
        verb="Update",
        back=back_to(request, order),
        weigh=lambda jobs: _weigh_status(jobs, chosen),
        make_form=lambda data, _: StatusForm(data, url=request.path, chosen=given),
        act=lambda jobs, values: update_status(
            jobs, values["status"], by=request.actor, scrap_consent=values.get("scrap_consent", "")
        ),
        done=lambda n: f"{counted(n, 'miner')} set to {chosen.label if chosen else given}.",
        whole=f"of {order}",
        undo=undo_url(order),
        events=CHANGED,
    )
    return bulk.run(request, JOBS, action, least=0, **scope_of(order))


def _weigh_status(jobs: Sequence[Job], chosen: Status | None) -> Weighed:
    why = {job.pk: reason for job in jobs if (reason := why_not_update_status(job, chosen))}
    if chosen is None:
        return Weighed(why)
    may = Counter(job.status for job in jobs if job.pk not in why)
    first, others = may.most_common()[:MOST_NAMED], may.most_common()[MOST_NAMED:]
    told = [f"{counted(n, 'miner')}: {Status(was).label} → {chosen.label}" for was, n in first]
    if others:
        more = counted(len(others), "other status", "other statuses")
        told.append(f"{counted(sum(n for _, n in others), 'miner')}: {more} → {chosen.label}")
    reopened = sum(n for was, n in may.items() if was in OUTCOMES and chosen not in OUTCOMES)
    return Weighed(why, [*told, f"{counted(reopened, 'of them is', 'of them are')} reopened."] if reopened else told)


@page(Permission.COMPLETE_SERVICES, methods=("POST",))
def complete_services_of(request: PageRequest, number: str) -> HttpResponse:
    """Mark services of the scope as done for the chosen machines, or for all."""
    order = the_order(request, number)
    items = list(order.repair_request.scope.select_related("service").order_by("position", "pk"))
    currency = order.repair_request.currency
    action = Bulk(
        title="Complete services",
        verb="Complete services for",
        back=back_to(request, order),
        weigh=lambda jobs: _weigh_services(jobs, items, services_of(request.POST, items), currency),
        make_form=lambda data, jobs: ServicesForm(
            data, items=items, left=_left_on(jobs), currency=currency, url=request.path, chosen=request.POST
        ),
        act=lambda jobs, values: complete_services(jobs, values["wanted"], by=request.actor),
        done=lambda n: f"Services completed for {counted(n, 'miner')}.",
        whole=f"of {order}",
        undo=undo_url(order),
        events=CHANGED,
    )
    return bulk.run(request, JOBS, action, least=0, **scope_of(order))


def _left_on(jobs: QuerySet[Job]) -> Counter[int]:
    """Return on how many of the machines each service is still open."""
    left = open_services(list(jobs), None)
    return Counter(service.pk for services in left.values() for service in services)


def _weigh_services(
    jobs: Sequence[Job], items: Sequence[ScopeItem], wanted: list[Service] | None, currency: str
) -> Weighed:
    """Say which machines have nothing left to do, and for the others how many services are done and at what price."""
    if wanted == []:
        return Weighed({}, ["No service is chosen yet."])
    left = open_services(jobs, wanted)
    why = {job.pk: reason for job in jobs if (reason := why_not_complete(job, left[job.pk]))}
    may = [job for job in jobs if job.pk not in why]
    open_on = Counter(service.pk for job in may for service in left[job.pk])
    skipped = len(may) * len(items if wanted is None else wanted) - open_on.total()
    named = ", ".join(f"{item.service} {open_on[item.service_id]}" for item in items if open_on[item.service_id])
    price = sum(((item.price or Decimal(0)) * open_on[item.service_id] for item in items), Decimal(0))
    told = [
        f"{counted(open_on.total(), 'service')} will be completed: {named}.",
        f"Each is billed once, with the container its miner goes home in: {money.shown(price, currency)} in all.",
    ]
    done = f"{counted(skipped, 'service is', 'services are')} done already and stay as they are."
    return Weighed(why, [*told, done] if skipped else told)


def back_to(request: PageRequest, order: WorkOrder) -> str:
    """Return the address of the Summary as the person left it, filters and all."""
    query = QueryDict(request.POST.get("query", "")).urlencode()
    return f"{order_url(order)}?{query}" if query else order_url(order)


@page(Permission.PACK, methods=("POST",))
def assign_to_container(request: PageRequest, number: str) -> HttpResponse:
    """Put the chosen machines into an outbound container that is being packed, or into a new one."""
    order = the_order(request, number)
    being_packed = _being_packed(request, order)
    counts = dict(being_packed.order_by().annotate(n=Count("outbound_jobs")).values_list("pk", "n"))
    given = request.POST.get("container", "")
    goal = (being_packed.filter(number=given).first() if given else being_packed.first()) or Container(
        work_order=order, number="the new container", direction=Direction.OUTBOUND
    )
    move = request.POST.get("move") == "on"
    action = Bulk(
        title="Assign to outbound container",
        verb="Assign",
        back=back_to(request, order),
        weigh=lambda jobs: _weigh_packing(jobs, goal, move),
        make_form=lambda data, _: ContainerForm(
            data, containers=being_packed, counts=counts, url=request.path, chosen=request.POST
        ),
        act=lambda jobs, values: _assign(request, order, jobs, values),
        done=lambda n: f"{counted(n, 'miner')} put into {goal if goal.pk else 'a new container'}.",
        undo=undo_url(order),
        events=CHANGED,
    )
    return bulk.run(request, JOBS, action, **scope_of(order))


def _weigh_packing(jobs: Sequence[Job], goal: Container, move: bool) -> Weighed:
    why = {job.pk: reason for job in jobs if (reason := why_not_put(job, goal, move))}
    places = Counter(str(job.outbound_container or "") for job in jobs if job.pk not in why)
    told = [f"{counted(places.pop(''), 'miner is', 'miners are')} put into {goal}."] if places[""] else []
    places.pop("", None)
    return Weighed(why, [*told, *(f"{counted(n, 'moves', 'move')} from {was} to {goal}." for was, n in places.items())])


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
