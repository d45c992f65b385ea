"""People who scan and pack at the same moment, with real threads on PostgreSQL."""

from functools import partial

import pytest

from hashmend.domain.batches import row
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.logistics.operations import (
    assign_inbound_to_shipment,
    assign_to_outbound_container,
    create_containers,
    inventory_machine,
    mark_ready_for_billing,
    receive_containers,
    take_in_machines,
    take_out_of_container,
)
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Outcome, Refused
from tests.factories_logistics import (
    a_customer,
    a_packed_container,
    a_shipment,
    an_inbound_container,
    an_order,
    an_outbound_container,
    entries,
    finished_jobs,
)
from tests.races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_the_same_serial_in_two_orders_at_once_is_in_one() -> None:
    for turn in range(10):
        docks = [an_inbound_container() for _ in range(4)]
        entry = MachineEntry(f"SN{turn}")
        answers = at_once(*[partial(inventory_machine, dock, entry, by=SYSTEM) for dock in docks])
        won = [answer for answer in answers if isinstance(answer, Job)]
        refused = [answer for answer in answers if isinstance(answer, Refused)]
        assert (len(won), len(refused)) == (1, 3), answers
        assert {r.sentence for r in refused} == {
            f"SN{turn} is in {won[0].work_order} already: finish it there or move it to this order."
        }
        assert Job.objects.filter(miner__serial=f"SN{turn}").count() == 1


def test_the_same_list_in_two_orders_of_one_customer_at_once_is_divided_without_a_deadlock() -> None:
    customer = a_customer()
    for turn in range(5):
        docks = [an_inbound_container(an_order(customer)) for _ in range(4)]
        serials = [f"L{turn}-{n:03d}" for n in range(60)]
        lists = [serials, serials[::-1], serials[30:] + serials[:30], serials]
        answers = at_once(
            *[partial(take_in_machines, d, entries(*own), by=SYSTEM) for d, own in zip(docks, lists, strict=True)]
        )
        assert all(isinstance(answer, Outcome) for answer in answers), answers
        assert sum(len(answer.done) for answer in answers) == 60
        assert sum(len(answer.refused) for answer in answers) == 180
        assert Job.objects.filter(miner__serial__in=serials).count() == 60
        assert Miner.objects.filter(serial__in=serials).count() == 60


def test_two_scanners_on_one_order_never_give_one_position_twice() -> None:
    order = an_order()
    docks = [an_inbound_container(order) for _ in range(3)]

    def scan(dock: Container, name: str) -> None:
        for n in range(10):
            inventory_machine(dock, MachineEntry(f"{name}-{n}"), by=SYSTEM)

    assert at_once(*[partial(scan, dock, str(dock)) for dock in docks]) == [None] * 3
    assert sorted(Job.objects.values_list("position", flat=True)) == list(range(1, 31))


def test_the_last_machine_boxed_twice_at_once_is_in_one_box() -> None:
    for turn in range(10):
        order = an_order()
        job = finished_jobs(order, f"LAST{turn}")[0]
        boxes = [an_outbound_container(order) for _ in range(4)]
        answers = at_once(*[partial(assign_to_outbound_container, row(job), box, by=SYSTEM) for box in boxes])
        assert sum(len(answer.done) for answer in answers) == 1
        assert sum(len(answer.refused) for answer in answers) == 3
        assert Container.objects.filter(outbound_jobs=job).count() == 1


def test_a_container_is_not_ready_and_empty_when_both_happen_at_once() -> None:
    for turn in range(10):
        order = an_order()
        container = a_packed_container(order, f"R{turn}")
        at_once(
            partial(mark_ready_for_billing, row(container), by=SYSTEM),
            partial(take_out_of_container, Job.objects.filter(outbound_container=container), by=SYSTEM),
        )
        container.refresh_from_db()
        assert (container.ready_at is not None) == container.outbound_jobs.exists()


def test_a_container_put_into_two_shipments_at_once_is_in_one() -> None:
    for _ in range(10):
        container = an_inbound_container()
        customer = container.work_order.customer
        shipments = [a_shipment(customer, Direction.INBOUND) for _ in range(4)]
        answers = at_once(*[partial(assign_inbound_to_shipment, row(container), s, by=SYSTEM) for s in shipments])
        assert sum(isinstance(answer, Refused) for answer in answers) == 3


def test_a_container_is_received_once() -> None:
    container = an_inbound_container(received=False)
    answers = at_once(*[partial(receive_containers, row(container), by=SYSTEM) for _ in range(8)])
    assert sum(len(answer.done) for answer in answers) == 1
    assert container.events.filter(kind="container.received").count() == 1


def test_numbers_of_containers_made_at_once_differ() -> None:
    orders = [an_order() for _ in range(4)]
    made = at_once(*[partial(create_containers, o, Direction.INBOUND, count=10, by=SYSTEM) for o in orders])
    assert len({str(container) for answer in made for container in answer}) == 40
