"""Orders with containers, machines and shipments, made by calling operations."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from hashmend.domain.batches import row
from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.logistics.operations import (
    Tracking,
    assign_to_outbound_container,
    create_containers,
    create_shipment,
    mark_picked_up,
    mark_ready_for_billing,
    put_into_shipment,
    receive_containers,
    take_in_machines,
)
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories

BY_HAND = Tracking(is_by_hand=True)


def a_customer(**details: Any) -> Customer:
    return factories.customer(**details)


def an_order(of: Customer | None = None) -> WorkOrder:
    return factories.work_order(of)


def an_inbound_container(order: WorkOrder | None = None, *, received: bool = True) -> Container:
    container = create_containers(order or an_order(), Direction.INBOUND, by=SYSTEM)[0]
    if received:
        receive_containers(row(container), by=SYSTEM)
        container.refresh_from_db()
    return container


def an_outbound_container(order: WorkOrder | None = None) -> Container:
    return create_containers(order or an_order(), Direction.OUTBOUND, by=SYSTEM)[0]


def entries(*serials: str) -> list[MachineEntry]:
    return [MachineEntry(serial_typed=serial) for serial in serials]


def jobs_in(container: Container, *serials: str) -> Sequence[Job]:
    return take_in_machines(container, entries(*serials), by=SYSTEM).or_refuse().done


def these(*jobs: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk__in=[job.pk for job in jobs])


def finished_jobs(order: WorkOrder, *serials: str, status: Status = Status.REPAIRED) -> list[Job]:
    jobs = jobs_in(an_inbound_container(order), *serials)
    update_status(these(*jobs), status, by=SYSTEM, scrap_consent="By phone").or_refuse()
    return list(these(*jobs).order_by("position"))


def a_packed_container(order: WorkOrder, *serials: str) -> Container:
    container = an_outbound_container(order)
    assign_to_outbound_container(these(*finished_jobs(order, *serials)), container, by=SYSTEM).or_refuse()
    return container


def a_ready_container(order: WorkOrder, *serials: str) -> Container:
    container = a_packed_container(order, *serials)
    mark_ready_for_billing(row(container), by=SYSTEM).or_refuse()
    container.refresh_from_db()
    return container


def a_shipment(customer: Customer, direction: str = Direction.OUTBOUND, tracking: Tracking | None = None) -> Shipment:
    return create_shipment(customer, direction, tracking, by=SYSTEM)


def a_shipment_with(container: Container) -> Shipment:
    """Return a shipment by hand that holds the container, paid or not."""
    shipment = a_shipment(container.work_order.customer, container.direction, BY_HAND)
    put_into_shipment(row(container), shipment, by=SYSTEM)
    return shipment


def a_shipment_under_way(container: Container) -> Shipment:
    shipment = a_shipment_with(container)
    mark_picked_up(row(shipment), by=SYSTEM).or_refuse()
    shipment.refresh_from_db()
    return shipment
