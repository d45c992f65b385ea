"""Orders with containers and machines, made by calling operations."""

from collections.abc import Sequence
from itertools import count

from hashmend.domain.batches import row
from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.logistics.operations import receive_containers, take_in_machines
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.work_orders.models import Job, RepairRequest, WorkOrder
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM

_numbers = count(1)


def a_customer(alias: str = "") -> Customer:
    n = next(_numbers)
    return Customer.objects.create(alias=alias or f"Customer {n}", email=f"c{n}@example.test")


def an_order(customer: Customer | None = None) -> WorkOrder:
    n, customer = next(_numbers), customer or a_customer()
    request = RepairRequest.objects.create(
        number=f"RR-T-{n:04d}", customer=customer, quantity=1, currency="USD", approved_at=clock.now()
    )
    return WorkOrder.objects.create(number=f"RWO-T-{n:04d}", repair_request=request, customer=customer)


def an_inbound_container(order: WorkOrder | None = None, *, received: bool = True) -> Container:
    container = Container.objects.create(
        number=f"C-T{next(_numbers):04d}", work_order=order or an_order(), direction=Direction.INBOUND
    )
    if received:
        receive_containers(row(container), by=SYSTEM)
        container.refresh_from_db()
    return container


def entries(*serials: str) -> list[MachineEntry]:
    return [MachineEntry(serial_typed=serial) for serial in serials]


def jobs_in(container: Container, *serials: str) -> Sequence[Job]:
    return take_in_machines(container, entries(*serials), by=SYSTEM).or_refuse().done
