"""Pages of containers: the list with its bulk actions, one container with its machines, and its verbs."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse

from hashmend.both.history import moments
from hashmend.desk.doors import page
from hashmend.desk.logistics import words
from hashmend.desk.logistics.damage import damages_of
from hashmend.desk.logistics.forms import ContainersForm, LabelForm
from hashmend.desk.logistics.lists import ARRIVED, ARRIVED_FOR_THE_DOCK, CONTAINERS, PACKED
from hashmend.desk.logistics.verbs import on_container, sent, the_container
from hashmend.desk.work_orders.frame import order_url, the_order
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.billing.operations import take_back_to_packing
from hashmend.domain.history.models import Event
from hashmend.domain.logistics import operations
from hashmend.domain.logistics.models import Container, Direction
from hashmend.kernel.errors import Outcome
from hashmend.web import bulk, htmx
from hashmend.web.actors import PageRequest
from hashmend.web.components import time_tag
from hashmend.web.formats import counted
from hashmend.web.forms import render_form
from hashmend.web.pages import one

Rows = QuerySet[Container]


@page(Permission.VIEW_DESK)
def containers(request: PageRequest) -> HttpResponseBase:
    """List the containers of all orders."""
    return CONTAINERS.respond(request, "desk/logistics/containers.html")


@page(Permission.VIEW_DESK)
def container(request: PageRequest, number: str) -> HttpResponseBase:
    """Show one container: its facts, its machines, its damage, its history, and what can be done with it now."""
    found = one(words.containers_for(request.actor), number=number)
    arrived = ARRIVED_FOR_THE_DOCK if request.actor.may(Permission.RECORD_DAMAGE) else ARRIVED
    machines = arrived if found.is_inbound else PACKED
    context = {
        "container": found,
        "state": words.container_state(found),
        "state_code": found.state_code,  # type: ignore[attr-defined]
        "facts": _facts(found),
        "import_url": words.import_url(found, request.actor) if not found.inventoried_at else "",
        "damages": damages_of(request.actor, found) if found.is_inbound else [],
        "moments": moments(Event.objects.visible_to(request.actor).filter(container=found)),
    }
    return machines.respond(request, "desk/logistics/container.html", context, url_args=[found.number], container=found)


def _facts(container: Container) -> list[tuple[str, object]]:
    order = container.work_order
    facts: list[tuple[str, object]] = [
        ("Work order", words.link(order_url(order, "logistics"), order.number)),
        ("Customer", order.customer.alias),
        ("Kind", f"{container.get_direction_display()} {container.kind}"),
        ("Label", container.label),
        ("Shipment", words.linked(container.shipment)),
        ("Miners", container.inside),  # type: ignore[attr-defined]
    ]
    if container.is_inbound:
        return [
            *facts,
            ("Received", time_tag(container.received_at)),
            ("Inventoried", time_tag(container.inventoried_at)),
        ]
    release = [("Released unpaid", container.released_reason)] if container.released_at else []
    return [*facts, ("Ready since", time_tag(container.ready_at)), *release]


@page(Permission.EDIT_CONTAINERS, methods=("GET", "POST"))
def new_containers(request: PageRequest, number: str) -> HttpResponse:
    """Make containers of an order."""
    order = the_order(request, number)
    wanted = request.GET.get("direction", Direction.INBOUND)
    form = ContainersForm(*sent(request), initial={"direction": wanted})
    if request.method == "POST" and form.is_valid():
        made = operations.create_containers(order, by=request.actor, **form.cleaned_data)
        numbers = f"{made[0]} to {made[-1]}" if len(made) > 1 else str(made[0])
        sentence = f"{counted(len(made), 'container')} made: {numbers}."
        return htmx.done(request, sentence, to=order_url(order, "logistics"))
    return render_form(request, "desk/logistics/containers_new.html", form, {"order": order})


@page(Permission.EDIT_CONTAINERS, methods=("GET", "POST"))
def label_container(request: PageRequest, number: str) -> HttpResponse:
    """Change what is written on a container."""
    found = the_container(request, number)
    form = LabelForm(*sent(request), initial={"label": found.label})
    if request.method == "POST" and form.is_valid():
        operations.label_containers(row(found), form.cleaned_data["label"], by=request.actor).or_refuse()
        return htmx.done(request, f"The label of {found} was saved.", to=words.container_url(found))
    return render_form(request, "desk/logistics/container_label.html", form, {"container": found})


@page(Permission.EDIT_CONTAINERS, methods=("POST",))
def delete_container(request: PageRequest, number: str) -> HttpResponse:
    """Remove a container that was made by mistake."""
    found = the_container(request, number)
    operations.delete_containers(row(found), by=request.actor).or_refuse()
    return htmx.done(request, f"{found} was removed.", to=order_url(found.work_order, "logistics"))


receive_container = on_container(Permission.INVENTORY, operations.receive_containers, "{thing} was received.")
take_back_receipt = on_container(
    Permission.EDIT_CONTAINERS, operations.take_back_receipt,
    "The receipt of {thing} was taken back.",
)  # fmt: skip
close_inventory = on_container(
    Permission.INVENTORY,
    operations.close_inventory,
    "The inventory of {thing} is closed.",
)
reopen_inventory = on_container(
    Permission.INVENTORY,
    operations.reopen_inventory,
    "The inventory of {thing} is open again.",
)
mark_ready_for_billing = on_container(
    Permission.MARK_READY,
    operations.mark_ready_for_billing,
    "{thing} is ready for billing.",
)
back_to_packing = on_container(Permission.MARK_READY, take_back_to_packing, "{thing} is open for packing again.")


def _bulk(request: PageRequest, verb: str, act: Callable[[Rows], Outcome[Container]], done: str) -> HttpResponse:
    action = bulk.Bulk(
        title=f"{verb}: containers",
        verb=verb,
        back=reverse("desk:containers"),
        act=lambda rows, _: act(Container.objects.visible_to(request.actor).filter(pk__in=rows.values("pk"))),
        done=lambda n: f"{counted(n, 'container')} {done}.",
        events=("containers-changed",),
    )
    return bulk.run(request, CONTAINERS, action)


@page(Permission.INVENTORY, methods=("POST",))
def receive_containers(request: PageRequest) -> HttpResponse:
    """Receive the chosen containers."""
    return _bulk(request, "Receive", lambda rows: operations.receive_containers(rows, by=request.actor), "received")


@page(Permission.INVENTORY, methods=("POST",))
def close_inventories(request: PageRequest) -> HttpResponse:
    """Close the inventory of the chosen containers."""
    return _bulk(
        request, "Close inventory", lambda rows: operations.close_inventory(rows, by=request.actor), "inventoried"
    )


@page(Permission.MARK_READY, methods=("POST",))
def mark_containers_ready(request: PageRequest) -> HttpResponse:
    """Hand the chosen containers to billing."""
    return _bulk(
        request, "Ready for billing",
        lambda rows: operations.mark_ready_for_billing(rows, by=request.actor), "ready for billing",
    )  # fmt: skip


def machines_action(
    request: PageRequest, number: str, verb: str, act: Callable[[Any, Container], Outcome[Any]], done: str
) -> HttpResponse:
    """Run a bulk action on the machines in a container."""
    found = the_container(request, number)
    action = bulk.Bulk(
        title=f"{verb}: {found}",
        verb=verb,
        back=words.container_url(found),
        act=lambda rows, _: act(rows, found),
        done=lambda n: f"{counted(n, 'miner')} {done.format(thing=found)}.",
        events=("machines-changed",),
    )
    return bulk.run(request, ARRIVED if found.is_inbound else PACKED, action, container=found)


@page(Permission.INVENTORY, methods=("POST",))
def remove_machines(request: PageRequest, number: str) -> HttpResponse:
    """Remove machines that were inventoried by mistake."""
    return machines_action(
        request, number, "Remove", lambda rows, _: operations.remove_machines(rows, by=request.actor),
        "removed from {thing}",
    )  # fmt: skip


@page(Permission.PACK, methods=("POST",))
def take_out_machines(request: PageRequest, number: str) -> HttpResponse:
    """Take machines out of an outbound container."""
    return machines_action(
        request, number, "Take out", lambda rows, _: operations.take_out_of_container(rows, by=request.actor),
        "taken out of {thing}",
    )  # fmt: skip
