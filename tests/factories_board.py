"""Orders with machines in every place, for the board and what is done with its rows."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count

from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel import clock
from tests import factories
from tests.factories_logistics import an_inbound_container, jobs_in

_numbers = count(1)


def machines(order: WorkOrder, number: int, *, received: bool = True) -> Sequence[Job]:
    """Return jobs of machines that came into the order in one new container, received unless told otherwise."""
    container = an_inbound_container(order, received=received)
    return jobs_in(container, *(f"SN{next(_numbers):05d}" for _ in range(number)))


def an_order_of(number: int, *, of: Customer | None = None, **values: object) -> tuple[WorkOrder, Sequence[Job]]:
    """Return an open order with that many machines received in one container."""
    order = factories.work_order(of, **values)
    return order, machines(order, number) if number else ()


def packed(jobs: Sequence[Job], *, ready: bool = False, shipped: bool = False, delivered: bool = False) -> Container:
    """Put machines of one order in a new outbound container, as far on its way as told."""
    order, now, n = jobs[0].work_order, clock.now(), next(_numbers)
    shipment = None
    if shipped or delivered:
        shipment = Shipment.objects.create(
            number=f"S-B{n:04d}", customer=order.customer, direction=Direction.OUTBOUND, is_by_hand=True,
            picked_up_at=now - timedelta(hours=2), delivered_at=now if delivered else None,
        )  # fmt: skip
    container = Container.objects.create(
        number=f"C-B{n:04d}", work_order=order, direction=Direction.OUTBOUND, shipment=shipment,
        ready_at=now if ready or shipment else None,
    )  # fmt: skip
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(outbound_container=container)
    return container
