"""One button, one verb: POST pages that call an operation on the thing of the address and go back to its page."""

from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import HttpResponse

from hashmend.desk.doors import page
from hashmend.desk.logistics.words import container_url, shipment_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.logistics.models import Container, Shipment
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one


class ContainerVerb(Protocol):
    """An operation on containers that needs nothing else."""

    def __call__(self, containers: QuerySet[Container], /, *, by: Actor) -> Outcome[Any]:
        """Do it."""


class ShipmentVerb(Protocol):
    """An operation on shipments that needs nothing else."""

    def __call__(self, shipments: QuerySet[Shipment], /, *, by: Actor) -> Outcome[Any]:
        """Do it."""


def the_container(request: PageRequest, number: str) -> Container:
    """Return the container of the address with its order and shipment, or 404."""
    rows = Container.objects.visible_to(request.actor).select_related("work_order__customer", "shipment")
    return one(rows, number=number)


def the_shipment(request: PageRequest, number: str) -> Shipment:
    """Return the shipment of the address, or 404."""
    return one(Shipment.objects.visible_to(request.actor).select_related("customer", "carrier"), number=number)


def sent(request: PageRequest) -> tuple[Any, Any]:
    """Return what a form was sent with, fields and files; nothing when the page is only shown."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def on_container(permission: Permission, verb: ContainerVerb, said: str, *, to: str = "") -> Any:
    """Return the page of a verb on one container; `said` tells with `{thing}` what was done."""

    @page(permission, methods=("POST",))
    def act(request: PageRequest, number: str) -> HttpResponse:
        container = the_container(request, number)
        verb(row(container), by=request.actor).or_refuse()
        return htmx.done(request, said.format(thing=container), to=to or container_url(container))

    return act


def on_shipment(permission: Permission, verb: ShipmentVerb, said: str, *, to: str = "") -> Any:
    """Return the page of a verb on one shipment; `said` tells with `{thing}` what was done."""

    @page(permission, methods=("POST",))
    def act(request: PageRequest, number: str) -> HttpResponse:
        shipment = the_shipment(request, number)
        verb(row(shipment), by=request.actor).or_refuse()
        return htmx.done(request, said.format(thing=shipment), to=to or shipment_url(shipment))

    return act
