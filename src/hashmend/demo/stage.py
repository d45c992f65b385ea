"""What the chapters of the story share: the calendar and the steps an order goes through."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal

from django.conf import settings

from hashmend.demo.cast import Cast
from hashmend.domain.batches import row
from hashmend.domain.bench.operations import Found, note_failures
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.operations import (
    Received,
    assign_to_shipment,
    create_invoice,
    issue_invoice,
    record_payment,
)
from hashmend.domain.catalogue.models import FailureType, Service
from hashmend.domain.catalogue.operations import set_prices
from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.logistics.operations import (
    Tracking,
    assign_inbound_to_shipment,
    assign_to_outbound_container,
    close_inventory,
    create_containers,
    create_shipment,
    mark_delivered,
    mark_ready_for_billing,
    receive_containers,
    take_in_machines,
)
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job, JobQuerySet, WorkOrder
from hashmend.domain.work_orders.operations import (
    FeeLine,
    RequestDetails,
    ScopeLine,
    complete_services,
    open_work_order,
    update_status,
)
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor

PRICES = {
    "SVC_DIAG": "25.00",
    "SVC_CLEAN": "12.50",
    "SVC_HASHBOARD": "110.00",
    "SVC_STRESS": "18.00",
}
"""What the story's requests ask for."""
PRICE_LIST = PRICES | {
    "SVC_INTAKE": "6.00",
    "SVC_NFF": "20.00",
    "SVC_DEEP_CLEAN": "45.00",
    "SVC_REPAIR_L1": "30.00",
    "SVC_REPAIR_L2": "75.00",
    "SVC_REPAIR_L3": "140.00",
    "SVC_CHIP": "9.50",
    "SVC_CB": "55.00",
    "SVC_PSU": "60.00",
    "SVC_FAN": "14.00",
    "SVC_FW": "10.00",
    "SVC_RESET": "15.00",
    "SVC_CONSOLIDATE": "40.00",
    "SVC_PACK": "7.00",
    "SVC_LABOUR": "48.00",
}
"""The repair centre's own list; what is not on it is agreed each time."""


def days_ago(days: float) -> AbstractContextManager[None]:
    """Let what happens in the block happen that many days before today."""
    return clock.standing_at(clock.now() - timedelta(days=days))


class Stage:
    """One order on its way, told by the people who do it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.manager, self.logistics, self.technician, self.billing = (
            cast.manager,
            cast.logistics,
            cast.technician,
            cast.billing,
        )

    def order(self, customer: Customer, quantity: int, families: str, *, due_in: int | None = None) -> WorkOrder:
        """Open an order with the usual scope and a handling fee."""
        due_on = None if due_in is None else clock.today(settings.TIME_ZONE) + timedelta(days=due_in)
        details = usual_request(quantity, families)
        return open_work_order(row(customer), details, by=self.manager, due_on=due_on)

    def announce(self, order: WorkOrder, pallets: int, tracking: Tracking | None) -> list[Container]:
        """Announce a shipment of pallets."""
        shipment = create_shipment(order.customer, Direction.INBOUND, tracking, by=self.logistics)
        made = create_containers(order, Direction.INBOUND, count=pallets, by=self.logistics)
        assign_inbound_to_shipment(Container.objects.filter(pk__in=[c.pk for c in made]), shipment, by=self.logistics)
        return made

    def arrive(self, pallets: Sequence[Container], machines: Sequence[MachineEntry], *, close: bool = True) -> None:
        """Receive pallets and inventory the machines, spread evenly over them."""
        rows = Container.objects.filter(pk__in=[c.pk for c in pallets])
        mark_delivered(Shipment.objects.filter(containers__in=rows), by=self.logistics)
        receive_containers(rows, by=self.logistics).or_refuse()
        share = -(-len(machines) // len(pallets))
        for n, pallet in enumerate(pallets):
            take_in_machines(pallet, machines[n * share : (n + 1) * share], by=self.logistics).or_refuse()
        if close:
            close_inventory(rows, by=self.logistics).or_refuse()

    def expect(self, pallets: Sequence[Container], machines: Sequence[MachineEntry]) -> None:
        """Announce which machines are on pallets that have not arrived."""
        share = -(-len(machines) // len(pallets))
        for n, pallet in enumerate(pallets):
            take_in_machines(pallet, machines[n * share : (n + 1) * share], by=self.logistics).or_refuse()

    def work(self, jobs: JobQuerySet, status: str, services: Sequence[str] = (), *, consent: str = "") -> None:
        """Let the technician do services and set the status."""
        if services:
            chosen = list(Service.objects.filter(code__in=services))
            complete_services(jobs, chosen, by=self.technician)
        update_status(jobs, status, by=self.technician, scrap_consent=consent).or_refuse()

    def diagnose(self, jobs: JobQuerySet, codes: Sequence[str]) -> None:
        """Let the technician find a failure in each machine, the named ones in turn, on the first part of its kind."""
        kinds = {kind.code: kind for kind in FailureType.objects.filter(code__in=codes)}
        parts = Part.objects.filter(miner__jobs__in=jobs).order_by("-position").values_list(
            "miner_id", "part_type", "pk"
        )  # fmt: skip
        first = {(miner, part_type): pk for miner, part_type, pk in parts}
        for n, job in enumerate(jobs.order_by("position")):
            kind = kinds[codes[n % len(codes)]]
            found = Found(kind.part_type, first.get((job.miner_id, kind.part_type)), kind.pk)
            note_failures(row(job), [found], by=self.technician).or_refuse()

    def pack(self, jobs: JobQuerySet, *, ready: bool = False) -> Container:
        """Pack finished machines into a new pallet."""
        order = jobs[0].work_order
        (pallet,) = create_containers(order, Direction.OUTBOUND, by=self.logistics)
        assign_to_outbound_container(jobs, pallet, by=self.logistics).or_refuse()
        if ready:
            mark_ready_for_billing(row(pallet), by=self.logistics).or_refuse()
        return pallet

    def bill(self, pallet: Container, *, paid: bool = False) -> Invoice:
        """Invoice a pallet, and receive the money."""
        invoice = issue_invoice(row(create_invoice(row(pallet), by=self.billing)), by=self.billing)
        if paid:
            day = clock.today(settings.TIME_ZONE)
            record_payment(row(invoice), Received(invoice.total_amount, day, "Wire transfer"), by=self.billing)
        return invoice

    def ship(self, pallet: Container, tracking: Tracking) -> Shipment:
        """Put a paid pallet into an outbound shipment."""
        shipment = create_shipment(pallet.work_order.customer, Direction.OUTBOUND, tracking, by=self.logistics)
        assign_to_shipment(row(pallet), shipment, by=self.logistics).or_refuse()
        return shipment


def publish_prices(*, by: Actor) -> None:
    """Put the repair centre's prices into the catalogue of services."""
    services = Service.objects.filter(code__in=PRICE_LIST)
    set_prices({service.pk: Decimal(PRICE_LIST[service.code]) for service in services}, by=by).or_refuse()


def usual_request(quantity: int, families: str) -> RequestDetails:
    """Return what customers usually ask for."""
    services = {service.code: service for service in Service.objects.filter(code__in=PRICES)}
    scope = tuple(ScopeLine(services[code], Decimal(price)) for code, price in PRICES.items())
    fees = (FeeLine("Pallet handling", Decimal("150.00")),)
    return RequestDetails(quantity=quantity, families=families, scope=scope, fees=fees)


def slice_of(order: WorkOrder, first: int, last: int) -> JobQuerySet:
    """Return the jobs of an order from one position to another, both included."""
    return Job.objects.filter(work_order=order, position__range=(first, last))
