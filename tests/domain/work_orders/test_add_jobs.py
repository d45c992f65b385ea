"""Machines come into an order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hashmend.domain.history.models import Event
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import add_jobs, close_jobs
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.errors import Outcome, Refused
from tests.factories_logistics import a_customer, an_order, entries

pytestmark = pytest.mark.django_db


def add(order: WorkOrder, *machines: MachineEntry, received: bool = True, by: Actor = SYSTEM) -> Outcome[Job]:
    return add_jobs(order, machines, container=None, received=received, by=by)


def test_machines_get_positions_in_the_order_given() -> None:
    order = an_order()
    add(order, *entries("b1", "a2"))
    add(order, *entries("c3"))
    jobs = Job.objects.order_by("position")
    assert [(j.position, j.miner.serial, j.open_key) for j in jobs] == [
        (1, "B1", "SN:B1"), (2, "A2", "SN:A2"), (3, "C3", "SN:C3"),
    ]  # fmt: skip
    assert {j.status for j in jobs} == {Status.RECEIVED}
    assert Event.objects.filter(kind="job.inventoried", work_order=order, miner__isnull=False).count() == 3


def test_announced_machines_are_expected() -> None:
    job = add(an_order(), *entries("A1"), received=False).done[0]
    assert (job.status, job.received_at) == (Status.EXPECTED, None)
    assert Event.objects.get(job=job).sentence == "A1 is expected in no container."


def test_what_was_typed_stays_beside_the_normal_form() -> None:
    entry = MachineEntry(serial_typed=" hk-12 ab\r\n", mac_typed="aa-bb-cc:dd.ee ff", asset_tag="T1")
    miner = add(an_order(), entry).done[0].miner
    assert (miner.serial, miner.serial_typed) == ("HK-12AB", "hk-12 ab")
    assert (miner.mac, miner.mac_typed) == ("AABBCCDDEEFF", "aa-bb-cc:dd.ee ff")


def test_a_machine_without_serial_stays_under_its_mac() -> None:
    job = add(an_order(), MachineEntry(serial_typed="N/A", mac_typed="02:35:3D:B3:2D:B1")).done[0]
    assert job.open_key == "MAC:02353DB32DB1"


def test_a_machine_with_a_tag_only_has_no_key_and_comes_once() -> None:
    order, entry = an_order(), MachineEntry(asset_tag="RACK-7")
    assert add(order, entry).done[0].open_key is None
    assert add(order, entry).refused[0].why == f"RACK-7 is in {order} already, as #1."


def test_a_machine_that_comes_again_is_the_same_machine() -> None:
    customer = a_customer()
    first = add(an_order(customer), MachineEntry("S1", asset_tag="OLD")).done[0]
    close_jobs(Job.objects.filter(pk=first.pk), by=SYSTEM)
    again = add(an_order(customer), MachineEntry("s1", asset_tag="NEW")).done[0]
    assert again.miner_id == first.miner_id
    assert Miner.objects.get().asset_tag == "NEW"
    assert Event.objects.get(kind="miner.read-again").sentence == "S1 came with other labels: asset tag OLD → NEW."


def test_a_known_mac_finds_the_machine_when_the_serial_is_blank() -> None:
    customer = a_customer()
    first = add(an_order(customer), MachineEntry("S1", "02353DB32DB1")).done[0]
    close_jobs(Job.objects.filter(pk=first.pk), by=SYSTEM)
    again = add(an_order(customer), MachineEntry(mac_typed="02:35:3d:b3:2d:b1")).done[0]
    assert (again.miner_id, again.open_key) == (first.miner_id, "SN:S1")


def test_the_same_serial_of_another_customer_is_another_machine() -> None:
    first = add(an_order(), *entries("S1")).done[0]
    close_jobs(Job.objects.filter(pk=first.pk), by=SYSTEM)
    assert add(an_order(), *entries("S1")).done[0].miner_id != first.miner_id


def test_it_refuses_a_machine_that_is_in_the_order_already_and_adds_the_others() -> None:
    order = an_order()
    add(order, *entries("A1"))
    outcome = add(order, *entries("A2", "a1"))
    assert [job.miner.serial for job in outcome.done] == ["A2"]
    assert [(r.thing, r.why, r.pk) for r in outcome.refused] == [("A1", f"A1 is in {order} already, as #1.", 1)]


def test_it_refuses_a_machine_of_another_open_order_and_names_it() -> None:
    other = an_order()
    add(other, *entries("A1"))
    order = an_order()
    outcome = add(order, *entries("A1"))
    assert outcome.refused[0].why == f"A1 is in {other} already: finish it there or move it to this order."
    assert not order.jobs.exists()


def test_it_does_not_tell_a_customer_the_order_of_another() -> None:
    other, order = an_order(), an_order()
    add(other, *entries("A1"))
    person = Actor(None, "Cora", customer_ids=frozenset({order.customer_id}))
    why = add(order, *entries("A1"), by=person).refused[0].why
    assert why == "A1 is in another open order already: ask the repair centre about it."
    assert other.number not in why


def test_it_refuses_a_machine_given_twice_in_one_call() -> None:
    outcome = add(an_order(), *entries("A1", "a1 "))
    assert len(outcome.done) == 1
    assert outcome.refused[0].why == "A1 was given more than once: the first one counts."


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (MachineEntry(), "A machine needs a serial number, a MAC address or an asset tag: none was given."),
        (MachineEntry("X" * 121), f"The serial number of {'X' * 40} must be 120 characters or fewer."),
        (MachineEntry("X" * 81), f"Serial number {'X' * 40}… must be 80 characters or fewer."),
        (MachineEntry("A", asset_tag="t" * 61), "The asset tag of A must be 60 characters or fewer."),
    ],
)
def test_it_refuses_what_is_no_machine(entry: MachineEntry, why: str) -> None:
    outcome = add(an_order(), entry)
    assert [r.why for r in outcome.refused] == [why]
    assert not Job.objects.exists()
    assert not Miner.objects.exists()


def test_it_refuses_a_closed_order() -> None:
    order = an_order()
    WorkOrder.objects.update(completed_at=clock.now())
    with pytest.raises(Refused, match="is complete: no machine comes into it any more"):
        add(order, *entries("A1"))


def test_a_machine_that_left_this_order_needs_a_new_one() -> None:
    order = an_order()
    job = add(order, *entries("A1")).done[0]
    close_jobs(Job.objects.filter(pk=job.pk), by=SYSTEM)
    assert "and has left: a machine that comes back needs a new order." in add(order, *entries("A1")).refused[0].why


def test_the_number_of_statements_does_not_grow_with_the_machines() -> None:
    first, second = an_order(), an_order()
    with CaptureQueriesContext(connection) as few:
        add(first, *entries(*(f"A{n}" for n in range(3))))
    with CaptureQueriesContext(connection) as many:
        add(second, *entries(*(f"B{n}" for n in range(40))))
    assert len(many) == len(few)


def test_twelve_hundred_machines_are_taken_in_at_once() -> None:
    machines = [MachineEntry(f"SN{n:06d}", f"02{n:010d}") for n in range(1200)]
    assert len(add(an_order(), *machines).done) == 1200
