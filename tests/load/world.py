"""The world the benchmarks measure in: 100,000 jobs, one order of 10,000, written straight into the tables.

Only here rows are made without operations: telling this story by calling them would take an hour. The rows are those
the operations would leave, and `manage.py invariants` holds for them but for the length of their history.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db import models, transaction

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Role
from hashmend.domain.catalogue.models import MinerModel, Service
from hashmend.domain.customers.models import Customer
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.miners.models import Miner
from hashmend.domain.numbering.models import Sequence
from hashmend.domain.work_orders.models import Job, RepairRequest, ScopeItem, ServiceDone, WorkOrder, services_key
from hashmend.domain.work_orders.statuses import RETURNABLE, Status

BIG, SMALL, ORDERS = 10_000, 90, 1_000
"""Jobs of the big order, of each small one, and how many small ones: 100,000 in all."""

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
M = TypeVar("M", bound=models.Model)


def _in_bulk(model: type[M], rows: Iterator[M]) -> None:
    while chunk := list(islice(rows, 5000)):
        model._default_manager.bulk_create(chunk)


class World:
    """Builds the world once; the chance in it is seeded."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        self.models = list(MinerModel.objects.filter(level="model", maker="Bitmain")[:12])
        self.services = list(Service.objects.order_by("position", "pk")[:4])
        self.customers = [Customer.objects.create(alias=f"Farm {n:02d}", email=f"farm{n}@load.test") for n in range(20)]
        self.serial = 0

    @transaction.atomic
    def build(self) -> WorkOrder:
        """Write everything and return the big order."""
        self._people()
        big = self._order(1, BIG)
        for number in range(2, ORDERS + 2):
            self._order(number, SMALL)
        Sequence.objects.bulk_create(Sequence(series=f"{series}-2026", last=ORDERS + 1) for series in ("RWO", "RR"))
        return big

    def _people(self) -> None:
        for role in Role:
            if role != Role.CUSTOMER:
                User.objects.create(email=f"{role}@load.test", name=role.title(), roles=[role])
        User.objects.create(
            email="customer@load.test", name="Customer", roles=[Role.CUSTOMER], customer=self.customers[0]
        )

    def _order(self, number: int, size: int) -> WorkOrder:
        customer = self.customers[number % 20] if number > 1 else self.customers[0]
        request = RepairRequest.objects.create(
            number=f"RR-2025-{number:04d}", customer=customer, quantity=size, currency="USD", approved_at=NOW
        )
        ScopeItem.objects.bulk_create(
            ScopeItem(repair_request=request, service=service, price=20, position=n)
            for n, service in enumerate(self.services)
        )
        opened = NOW - timedelta(days=self.chance.randint(0, 600))
        order = WorkOrder.objects.create(
            number=f"RWO-2025-{number:04d}", repair_request=request, customer=customer, opened_at=opened,
            last_position=size,
        )  # fmt: skip
        self._jobs(order, self._containers(order, max(2, size // 50)), size)
        return order

    def _containers(self, order: WorkOrder, count: int) -> tuple[list[Container], list[Container]]:
        shipments = {
            way: Shipment.objects.create(
                number=f"S-{order.pk:05d}{way[0]}", customer=order.customer, direction=way, tracking_number="1Z",
                picked_up_at=NOW if way == Direction.OUTBOUND else None,
                delivered_at=NOW if way == Direction.INBOUND else None,
            )
            for way in (Direction.INBOUND, Direction.OUTBOUND)
        }  # fmt: skip
        made = Container.objects.bulk_create(
            Container(
                number=f"C-{order.pk:05d}{n:04d}", work_order=order,
                direction=Direction.INBOUND if n % 2 else Direction.OUTBOUND,
                shipment=shipments[Direction.INBOUND] if n % 2 else (shipments[Direction.OUTBOUND] if n % 4 else None),
                received_at=NOW if n % 2 else None,
                ready_at=NOW if n % 4 == 2 else None,
            )
            for n in range(count)
        )  # fmt: skip
        return [c for c in made if c.is_inbound], [c for c in made if not c.is_inbound]

    def _jobs(self, order: WorkOrder, containers: tuple[list[Container], list[Container]], size: int) -> None:
        miners = list(self._miners(order, size))
        _in_bulk(Miner, iter(miners))
        jobs = [self._job(order, position, miner, *containers) for position, miner in enumerate(miners, 1)]
        _in_bulk(Job, iter(jobs))
        done = (ServiceDone(job=j, service=s, done_at=NOW) for j in jobs for s in self.services[: j.position % 5])
        _in_bulk(ServiceDone, done)
        _in_bulk(Event, (self._event(order, job) for job in jobs))

    def _miners(self, order: WorkOrder, size: int) -> Iterator[Miner]:
        for _ in range(size):
            self.serial += 1
            serial = f"LOAD{self.serial:013d}"
            yield Miner(
                customer_id=order.customer_id, model=self.chance.choice(self.models), serial=serial,
                serial_typed=serial, mac=f"02{self.serial:010X}",
            )  # fmt: skip

    def _job(
        self, order: WorkOrder, position: int, miner: Miner, inbound: list[Container], outbound: list[Container]
    ) -> Job:
        status = self.chance.choice([s for s in Status if s != Status.EXPECTED])
        return Job(
            work_order=order, position=position, miner=miner, status=status, received_at=NOW,
            status_at=NOW - timedelta(hours=self.chance.randint(1, 900)), changed_at=NOW,
            inbound_container=self.chance.choice(inbound), open_key=f"SN:{miner.serial}", model_id=miner.model_id,
            services_key=services_key(service.pk for service in self.services[: position % 5]),
            outbound_container=self.chance.choice(outbound) if status in RETURNABLE and position % 2 else None,
        )  # fmt: skip

    def _event(self, order: WorkOrder, job: Job) -> Event:
        data: dict[str, Any] = {"thing": job.miner.serial, "from": "Received", "to": job.get_status_display()}
        return Event(
            at=NOW, kind="job.status-updated", actor_label="Load", group="load", data=data, job=job, miner=job.miner,
            work_order=order, customer_id=order.customer_id,
        )  # fmt: skip
