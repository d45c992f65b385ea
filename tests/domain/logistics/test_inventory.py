"""Opening containers: machines are taken in, the inventory is closed and reopened, mistakes are removed."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import (
    assign_to_outbound_container,
    close_inventory,
    inventory_machine,
    receive_containers,
    record_damage,
    remove_machines,
    reopen_inventory,
    take_back_receipt,
    take_in_machines,
)
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import close_jobs, complete_services, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests.factories_logistics import (
    a_customer,
    an_inbound_container,
    an_order,
    an_outbound_container,
    entries,
    finished_jobs,
    jobs_in,
    these,
)

pytestmark = pytest.mark.django_db


def test_a_scanned_machine_is_in_the_container_and_received() -> None:
    container = an_inbound_container()
    job = inventory_machine(container, MachineEntry("hk1 "), by=SYSTEM)
    job.refresh_from_db()
    assert (job.miner.serial, job.status, job.inbound_container, job.position) == ("HK1", "received", container, 1)
    assert job.received_at
    told = Event.objects.filter(container=container).order_by("pk").last()
    assert told
    assert told.sentence == f"Taken in from {container}: HK1."


def test_machines_noted_in_a_container_on_its_way_are_expected_and_arrive_with_it() -> None:
    container = an_inbound_container(received=False)
    job = jobs_in(container, "A1")[0]
    assert job.status == Status.EXPECTED
    receive_containers(row(container), by=SYSTEM)
    job.refresh_from_db()
    assert job.status == Status.RECEIVED
    assert job.received_at


def test_an_expected_machine_is_received_instead_of_doubled() -> None:
    order = an_order()
    announced = jobs_in(an_inbound_container(order, received=False), "A1")[0]
    dock = an_inbound_container(order)
    job = inventory_machine(dock, MachineEntry("a1", "02:00:00:00:00:01", asset_tag="T9"), by=SYSTEM)
    job.refresh_from_db()
    assert (job.pk, job.inbound_container, job.status) == (announced.pk, dock, Status.RECEIVED)
    assert (job.miner.mac, job.miner.asset_tag) == ("020000000001", "T9")
    assert Job.objects.count() == 1


def test_a_machine_announced_by_its_mac_gets_its_serial_when_it_is_scanned() -> None:
    order = an_order()
    by_mac = [MachineEntry(mac_typed="020000000001")]
    take_in_machines(an_inbound_container(order, received=False), by_mac, by=SYSTEM)
    job = inventory_machine(an_inbound_container(order), MachineEntry("A1", "020000000001"), by=SYSTEM)
    job.refresh_from_db()
    assert (job.open_key, job.miner.serial, Job.objects.count()) == ("SN:A1", "A1", 1)


def test_a_machine_announced_by_mac_turns_out_to_be_one_the_centre_knows() -> None:
    customer = a_customer()
    before = jobs_in(an_inbound_container(an_order(customer)), "A1")[0]
    close_jobs(these(before), by=SYSTEM)
    order = an_order(customer)
    by_mac = [MachineEntry(mac_typed="020000000001")]
    take_in_machines(an_inbound_container(order, received=False), by_mac, by=SYSTEM)
    job = inventory_machine(an_inbound_container(order), MachineEntry("A1", "020000000001"), by=SYSTEM)
    job.refresh_from_db()
    assert job.miner_id == before.miner_id
    assert Miner.objects.count() == 1


def test_a_machine_scanned_twice_is_refused_and_named() -> None:
    container = an_inbound_container()
    inventory_machine(container, MachineEntry("A1"), by=SYSTEM)
    with pytest.raises(Refused) as refusal:
        inventory_machine(container, MachineEntry("a1"), by=SYSTEM)
    assert refusal.value.sentence == f"A1 is in {container.work_order} already, as #1."
    assert Job.objects.count() == 1


def test_the_number_of_a_container_is_no_machine() -> None:
    container = an_inbound_container()
    with pytest.raises(Refused, match=f"This is container {container}, the serial number of a machine was expected"):
        inventory_machine(container, MachineEntry(container.number.lower()), by=SYSTEM)


def test_nothing_is_scanned_out_of_a_container_that_has_not_arrived() -> None:
    with pytest.raises(Refused, match="has not been received: receive it, then inventory it"):
        inventory_machine(an_inbound_container(received=False), MachineEntry("A1"), by=SYSTEM)


def test_nothing_is_inventoried_in_an_outbound_container() -> None:
    with pytest.raises(Refused, match="is an outbound container: machines are put into it"):
        take_in_machines(an_outbound_container(), entries("A1"), by=SYSTEM)
    assert not Job.objects.exists()


def test_nothing_is_added_while_the_inventory_is_closed_and_again_when_it_is_reopened() -> None:
    container = an_inbound_container()
    jobs_in(container, "A1")
    close_inventory(row(container), by=SYSTEM).or_refuse()
    with pytest.raises(Refused, match="is closed: reopen it to add a machine"):
        take_in_machines(container, entries("A2"), by=SYSTEM)
    reopen_inventory(row(container), by=SYSTEM).or_refuse()
    assert len(jobs_in(container, "A2")) == 1


def test_nothing_is_added_to_a_closed_order() -> None:
    container = an_inbound_container()
    WorkOrder.objects.update(completed_at=clock.now())
    with pytest.raises(Refused, match="is complete: its containers stay as they are"):
        take_in_machines(container, entries("A2"), by=SYSTEM)


def test_refusals_of_a_list_point_at_their_rows() -> None:
    order = an_order()
    jobs_in(an_inbound_container(order, received=False), "E1")
    jobs_in(an_inbound_container(order), "H1")
    outcome = take_in_machines(an_inbound_container(order), entries("N1", "H1", "E1", "N1"), by=SYSTEM)
    assert sorted(str(job.miner) for job in outcome.done) == ["E1", "N1"]
    assert [(refusal.thing, refusal.pk) for refusal in outcome.refused] == [("H1", 1), ("N1", 3)]


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (an_outbound_container, "is an outbound container"),
        (lambda: an_inbound_container(received=False), "has not been received: receive it first."),
        (an_inbound_container, "No machine was inventoried in"),
    ],
)
def test_closing_an_inventory_refuses(prepare, why: str) -> None:
    container = prepare()
    assert why in close_inventory(row(container), by=SYSTEM).refused[0].why
    assert Container.objects.get(pk=container.pk).inventoried_at is None


def test_closing_and_reopening_twice_is_refused_the_second_time() -> None:
    container = an_inbound_container()
    jobs_in(container, "A1")
    close_inventory(row(container), by=SYSTEM)
    assert "is closed already." in close_inventory(row(container), by=SYSTEM).refused[0].why
    reopen_inventory(row(container), by=SYSTEM)
    assert "is not closed." in reopen_inventory(row(container), by=SYSTEM).refused[0].why
    kinds = list(Event.objects.filter(container=container).order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["container.inventory-closed", "container.inventory-reopened"]


def test_a_machine_noted_by_mistake_goes_and_the_order_remembers() -> None:
    order = an_order()
    job, kept = jobs_in(an_inbound_container(order), "WRONG", "RIGHT")
    remove_machines(these(job), by=SYSTEM).or_refuse()
    assert list(Job.objects.all()) == [kept]
    assert list(Miner.objects.values_list("serial", flat=True)) == ["RIGHT"]
    told = Event.objects.get(kind="work-order.machines-removed", work_order=order)
    assert told.sentence == f"Removed from {order}, noted by mistake: WRONG."


def test_a_removed_machine_that_was_here_before_stays_known() -> None:
    customer = a_customer()
    before = jobs_in(an_inbound_container(an_order(customer)), "A1")[0]
    close_jobs(these(before), by=SYSTEM)
    again = jobs_in(an_inbound_container(an_order(customer)), "A1")[0]
    remove_machines(these(again), by=SYSTEM).or_refuse()
    assert Miner.objects.get().pk == before.miner_id


def test_removing_refuses_a_machine_with_work_damage_or_a_closed_inventory() -> None:
    order = an_order()
    container = an_inbound_container(order)
    worked, damaged, serviced, packed = jobs_in(container, "W1", "D1", "S1", "P1")
    update_status(these(worked), Status.IN_REPAIR, by=SYSTEM)
    record_damage(container, "Bent frame", job=damaged, by=SYSTEM)
    complete_services(these(serviced), by=SYSTEM).or_refuse()
    update_status(these(packed), Status.REPAIRED, by=SYSTEM)
    assign_to_outbound_container(these(packed), an_outbound_container(order), by=SYSTEM).or_refuse()
    outcome = remove_machines(these(worked, damaged, serviced, packed), by=SYSTEM)
    assert outcome.done == []
    whys = {refusal.thing: refusal.why for refusal in outcome.refused}
    assert whys["W1"] == "W1 is In repair: only a machine nobody worked on is removed."
    assert whys["D1"] == "Damage was noted on D1: a machine with damage stays in the order."
    assert whys["S1"] == "Services were done on S1: a machine that was worked on stays in the order."
    assert "P1 is packed in" in whys["P1"]
    close_inventory(row(container), by=SYSTEM)
    assert "reopen it to remove W1" in remove_machines(these(worked), by=SYSTEM).refused[0].why
    assert Job.objects.count() == 4


def test_a_receipt_is_taken_back_and_its_machines_are_expected_again() -> None:
    container = an_inbound_container()
    job = jobs_in(container, "A1")[0]
    take_back_receipt(row(container), by=SYSTEM).or_refuse()
    container.refresh_from_db()
    job.refresh_from_db()
    assert (container.received_at, job.received_at, job.status) == (None, None, Status.EXPECTED)
    assert Event.objects.filter(kind="container.receipt-taken-back", container=container).exists()
    assert "has not been received." in take_back_receipt(row(container), by=SYSTEM).refused[0].why


def test_a_receipt_stays_once_somebody_worked_on_a_machine_or_closed_the_inventory() -> None:
    order = an_order()
    job = finished_jobs(order, "A1")[0]
    container = job.inbound_container
    assert container
    assert "are being worked on: its receipt stays." in take_back_receipt(row(container), by=SYSTEM).refused[0].why
    close_inventory(row(container), by=SYSTEM)
    assert "is closed: reopen it first." in take_back_receipt(row(container), by=SYSTEM).refused[0].why
    container.refresh_from_db()
    assert container.received_at
