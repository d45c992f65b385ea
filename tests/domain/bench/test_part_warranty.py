"""Our warranty on repaired parts: noticed in whatever machine they come back, and begun once."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from hashmend.domain.batches import row
from hashmend.domain.bench.operations import Done, record_repair
from hashmend.domain.bench.warranty import PartBack, parts_back, parts_back_in
from hashmend.domain.catalogue.models import RepairType
from hashmend.domain.catalogue.operations import add_row
from hashmend.domain.customers.models import Customer
from hashmend.domain.customers.operations import Term, upload_agreement
from hashmend.domain.fitting.operations import read_part
from hashmend.domain.logistics.models import Shipment
from hashmend.domain.logistics.operations import assign_to_outbound_container, mark_delivered
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import update_status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_logistics import a_shipment_under_way, an_outbound_container, mark_ready_for_billing
from tests.factories_parts import slot

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer() -> Customer:
    """Return a customer whose repairs are under warranty for 90 days."""
    with clock.standing_at(clock.now() - timedelta(400)):
        owner = factories.customer()
        upload_agreement(row(owner), factories.pdf(), Term(factories.today(), None, 90), by=SYSTEM)
    return owner


@pytest.fixture
def model():
    return factories.miner_model()


def came(buyer: Customer, model, serial: str, *, days_ago: int) -> Job:
    """Return the stay of a machine that came so many days ago."""
    with clock.standing_at(clock.now() - timedelta(days_ago)):
        (job,) = factories.jobs(factories.work_order(buyer), entries=[factories.machine(serial, model=model)])
    return job


def repaired(job: Job, part: Part, *, days_ago: int) -> None:
    """Repair a part of a machine and send the machine home, delivered so many days ago."""
    kind = RepairType.objects.filter(code="reflow").first() or add_row(
        RepairType, {"code": "reflow", "part_type": "hashboard", "name": "Chips replaced"}, by=SYSTEM
    )
    with clock.standing_at(clock.now() - timedelta(days_ago)):
        record_repair(row(job), Done(kind.pk, part.pk), by=SYSTEM).or_refuse()
        update_status(row(job), "repaired", by=SYSTEM).or_refuse()
        container = an_outbound_container(job.work_order)
        assign_to_outbound_container(row(job), container, by=SYSTEM).or_refuse()
        mark_ready_for_billing(row(container), by=SYSTEM).or_refuse()
        mark_delivered(row(a_shipment_under_way(container)), by=SYSTEM).or_refuse()


def put_into(other: Job, board: Part) -> Part:
    """Let the bench read the label of a board in another machine: its owner moved it there."""
    return read_part(slot(other), serial_typed=board.serial, by=SYSTEM).part


def back_in(job: Job) -> list[PartBack]:
    return parts_back_in([job]).get(job.miner_id, [])


def a_board(job: Job, serial: str = "SYNBOARD00000001") -> Part:
    return read_part(slot(job, position=2), serial_typed=serial, by=SYSTEM).part


def test_a_board_that_was_repaired_is_noticed_when_its_machine_comes_back(buyer, model) -> None:
    first = came(buyer, model, "SYNFIRST00000001", days_ago=60)
    board = slot(first, position=2)
    repaired(first, board, days_ago=50)
    (back,) = back_in(came(buyer, model, "SYNFIRST00000001", days_ago=1))
    assert (back.part, back.stay, back.until) == (board, first, localdate() - timedelta(50) + timedelta(90))
    assert str(back).startswith(f"Hashboard 2: Chips replaced in {first}, delivered ")


def test_and_in_another_machine_by_its_serial_number(buyer, model) -> None:
    first = came(buyer, model, "SYNFIRST00000001", days_ago=60)
    board = a_board(first)
    repaired(first, board, days_ago=50)
    other = came(buyer, model, "SYNOTHER00000001", days_ago=1)
    assert back_in(other) == []
    moved = put_into(other, board)
    (back,) = back_in(other)
    assert (back.part, back.stay) == (moved, first)
    theirs = came(factories.customer(), model, "SYNTHEIRS0000001", days_ago=1)
    put_into(theirs, board)
    assert back_in(theirs) == []


def test_not_after_its_last_day_and_not_in_the_stay_of_the_repair_itself(buyer, model) -> None:
    first = came(buyer, model, "SYNFIRST00000001", days_ago=120)
    board = slot(first)
    repaired(first, board, days_ago=100)
    assert back_in(first) == []
    assert back_in(came(buyer, model, "SYNFIRST00000001", days_ago=9)) == []
    last = localdate() - timedelta(10)
    assert len(parts_back([board], {first.miner_id: last})[first.miner_id]) == 1
    assert parts_back([board], {first.miner_id: last + timedelta(1)}) == {}


def test_a_repair_under_warranty_does_not_begin_it_anew_and_one_after_it_does(buyer, model) -> None:
    first = came(buyer, model, "SYNFIRST00000001", days_ago=300)
    board = a_board(first)
    repaired(first, board, days_ago=290)
    other = came(buyer, model, "SYNOTHER00000001", days_ago=250)
    moved = put_into(other, board)
    repaired(other, moved, days_ago=240)
    last = localdate() - timedelta(290) + timedelta(90)
    (back,) = parts_back([moved], {other.miner_id: last})[other.miner_id]
    assert back.stay == first
    assert parts_back([moved], {other.miner_id: last + timedelta(1)}) == {}
    third = came(buyer, model, "SYNTHIRD00000001", days_ago=100)
    again = put_into(third, board)
    repaired(third, again, days_ago=80)
    (back,) = parts_back([again], {third.miner_id: localdate()})[third.miner_id]
    assert (back.stay, back.until) == (third, localdate() + timedelta(10))


def test_a_corrected_delivery_corrects_it(buyer, model) -> None:
    first = came(buyer, model, "SYNFIRST00000001", days_ago=60)
    repaired(first, slot(first), days_ago=50)
    again = came(buyer, model, "SYNFIRST00000001", days_ago=1)
    Shipment.objects.update(delivered_at=None)
    assert back_in(again) == []


def test_as_many_queries_for_however_many_machines(buyer, model, django_assert_num_queries) -> None:
    jobs = [came(buyer, model, f"SYNMANY{place:09}", days_ago=60) for place in range(4)]
    for job in jobs:
        repaired(job, slot(job), days_ago=50)
    with django_assert_num_queries(3):
        assert len(parts_back_in(jobs)) == 0
    again = [came(buyer, model, f"SYNMANY{place:09}", days_ago=1) for place in range(4)]
    with django_assert_num_queries(3):
        assert len(parts_back_in(again)) == 4
