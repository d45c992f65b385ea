"""The world the benchmarks measure in: 100,000 jobs, one order of 10,000, 600,000 parts, written straight into tables.

Only here rows are made without operations: telling this story by calling them would take an hour. The rows are those
the operations would leave, and `manage.py invariants` holds for them but for the length of their history.
"""

import json
import random
from collections.abc import Sequence as Listed
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Role
from hashmend.domain.bench.models import Failure
from hashmend.domain.catalogue.models import FailureType, MinerModel, PartType, Service
from hashmend.domain.customers.models import Customer
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.miners.models import Miner
from hashmend.domain.numbering.models import Sequence
from hashmend.domain.parts.models import Condition, Part, Place
from hashmend.domain.scoping import public_id
from hashmend.domain.search import upkeep
from hashmend.domain.work_orders.models import Job, RepairRequest, ScopeItem, ServiceDone, WorkOrder, between_dots
from hashmend.domain.work_orders.statuses import RETURNABLE, Status
from hashmend.domain.writing import insert

BIG, SMALL, ORDERS = 10_000, 90, 1_000
"""Jobs of the big order, of each small one, and how many small ones: 100,000 in all."""

NOW = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def _write(model: type[models.Model], names: Listed[str], rows: list[tuple[Any, ...]], **same: Any) -> None:
    """Write rows of a table; columns that are neither named nor the same in all of them hold their default."""
    given = {"id", *names, *same}
    others = {f.attname: f.get_default() for f in model._meta.concrete_fields if f.attname not in given}
    insert(model, others | same, names, rows)


def _moment(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


_STATUSES = [status for status in Status if status != Status.EXPECTED]
_AT_ONCE = 10_000
_MINER = ("id", "public_id", "customer_id", "model_id", "serial", "serial_typed", "mac")
_JOB = (
    "id", "work_order_id", "position", "miner_id", "model_id", "services_key", "failures_key", "status", "status_at",
    "inbound_container_id", "outbound_container_id", "open_key",
)  # fmt: skip
_FAILURE = ("public_id", "job_id", "failure_type_id", "part_type", "severity")
_PART = (
    "part_type",
    "owner_id",
    "model_id",
    "miner_id",
    "position",
    "came_in_id",
    "serial",
    "serial_typed",
    "condition",
)
_IN_A_MACHINE = (
    (PartType.HASHBOARD, 1), (PartType.HASHBOARD, 2), (PartType.HASHBOARD, 3), (PartType.CONTROL_BOARD, 1),
    (PartType.PSU, 1), (PartType.FAN, 1),
)  # fmt: skip
_CONDITIONS = (Condition.UNKNOWN, Condition.GOOD, Condition.FAULTY)
_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_EVENT = ("data", "job_id", "miner_id", "work_order_id", "customer_id")


class World:
    """Builds the world once; the chance in it is seeded."""

    def __init__(self) -> None:
        self.chance = random.Random(7)
        self.models = list(MinerModel.objects.filter(level="model", maker="Bitmain")[:12])
        self.services = list(Service.objects.order_by("position", "pk")[:4])
        self.kinds = list(FailureType.objects.filter(part_type="hashboard").order_by("pk")[:20])
        self.customers = [Customer.objects.create(alias=f"Farm {n:02d}", email=f"farm{n}@load.test") for n in range(20)]
        self.key = 0
        self.miners: list[tuple[Any, ...]] = []
        self.jobs: list[tuple[Any, ...]] = []
        self.done: list[tuple[Any, ...]] = []
        self.found: list[tuple[Any, ...]] = []
        self.told: list[tuple[Any, ...]] = []
        self.parts: list[tuple[Any, ...]] = []
        self.labels = {status: str(status.label) for status in Status}

    @transaction.atomic
    def build(self) -> WorkOrder:
        """Write everything, put the index of the search in order as a start does, and return the big order."""
        self._people()
        big = self._order(1, BIG)
        for number in range(2, ORDERS + 2):
            self._order(number, SMALL)
        self._write_jobs()
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [Miner, Job]):
                cursor.execute(statement)
        Sequence.objects.bulk_create(Sequence(series=f"{series}-2026", last=ORDERS + 1) for series in ("RWO", "RR"))
        upkeep.install()
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
        """Make machines, jobs, services done and a line of history each; the keys are counted here."""
        for position in range(1, size + 1):
            self.key += 1
            key, serial, model = self.key, f"LOAD{self.key:013d}", self.chance.choice(self.models).pk
            status = self.chance.choice(_STATUSES)
            services = [service.pk for service in self.services[: position % 5]]
            place = self._place(status, position, *containers)
            kinds = self.chance.sample(self.kinds, min(position % 3, len(self.kinds)))
            told = json.dumps({"thing": serial, "from": "Received", "to": self.labels[status]})
            self.miners.append((key, public_id(), order.customer_id, model, serial, serial, f"02{key:010X}"))
            self.jobs.append((key, order.pk, position, key, model, between_dots(services)))
            self.jobs[-1] += (between_dots(kind.pk for kind in kinds), *place, f"SN:{serial}")
            self.found += [(public_id(), key, kind.pk, kind.part_type, kind.severity) for kind in kinds]
            self.done += [(key, service) for service in services]
            self.told.append((told, key, key, order.pk, order.customer_id))
            self._parts(key, order.customer_id, model)
        if len(self.jobs) >= _AT_ONCE:
            self._write_jobs()

    def _write_jobs(self) -> None:
        """Write what was made since the last time."""
        _write(Miner, _MINER, self.miners)
        _write(Job, _JOB, self.jobs, received_at=NOW, changed_at=NOW)
        _write(ServiceDone, ("job_id", "service_id"), self.done, done_at=NOW)
        _write(Failure, _FAILURE, self.found, found_at=NOW)
        _write(Event, _EVENT, self.told, at=NOW, kind="job.status-updated", actor_label="Load", group="load")
        _write(Part, _PART, self.parts, place=Place.SLOT, added_at=NOW, changed_at=NOW)
        for rows in (self.miners, self.jobs, self.done, self.found, self.told, self.parts):
            rows.clear()

    def _parts(self, machine: int, owner: int, model: int) -> None:
        """Make the six parts of a machine, each with a serial number."""
        for place, (part_type, position) in enumerate(_IN_A_MACHINE):
            serial = f"HB{''.join(self.chance.choices(_LETTERS, k=7))}{machine:07d}{place}"
            condition = self.chance.choice(_CONDITIONS)
            self.parts.append((part_type, owner, model, machine, position, machine, serial, serial, condition))

    def _place(
        self, status: Status, position: int, inbound: list[Container], outbound: list[Container]
    ) -> tuple[Any, ...]:
        """Return status, since when, and the containers it came in and is packed in."""
        since = _moment(NOW - timedelta(hours=self.chance.randint(1, 900)))
        packed = self.chance.choice(outbound).pk if status in RETURNABLE and position % 2 else None
        return status.value, since, self.chance.choice(inbound).pk, packed
