"""Warranties: the maker's forbids opening a machine, our own is noticed when a machine comes back within it."""

from datetime import timedelta

import pytest

from hashmend.domain.batches import row
from hashmend.domain.customers.models import Agreement, Customer
from hashmend.domain.customers.operations import Term, upload_agreement
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.operations import mark_delivered
from hashmend.domain.miners.models import Miner, OemWarranty
from hashmend.domain.miners.operations import update_oem_warranty
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import add_jobs, open_despite_warranty, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of
from tests.factories_logistics import a_packed_container, a_shipment_under_way, entries, mark_ready_for_billing

pytestmark = pytest.mark.django_db


def in_warranty(job: Job, *, days: int = 30) -> None:
    miners = Miner.objects.filter(pk=job.miner_id)
    update_oem_warranty(miners, OemWarranty.IN, factories.today() + timedelta(days), by=SYSTEM).or_refuse()


def test_what_is_known_of_the_makers_warranty_is_told_old_and_new() -> None:
    _, (job,) = an_order_of(1)
    in_warranty(job, days=0)
    event = Event.objects.get(kind="miner.oem-warranty-updated")
    assert event.sentence == (
        f"The maker's warranty of {job.miner}: Unknown → In warranty until {factories.today():%-d %b %Y}."
    )
    update_oem_warranty(Miner.objects.all(), OemWarranty.VOID, factories.today(), by=SYSTEM).or_refuse()
    assert Miner.objects.get().oem_words == "Void"


def test_it_refuses_no_such_warranty_and_what_is_known_already() -> None:
    _, (job,) = an_order_of(1)
    with pytest.raises(Refused, match="Choose one of the warranties"):
        update_oem_warranty(Miner.objects.all(), "for-ever", by=SYSTEM)
    outcome = update_oem_warranty(Miner.objects.all(), OemWarranty.UNKNOWN, by=SYSTEM)
    assert [refused.why for refused in outcome.refused] == [f"{job.miner}: that is known already."]


def test_a_machine_in_its_makers_warranty_is_not_opened_until_somebody_allows_it() -> None:
    _, (job, other) = an_order_of(2)
    in_warranty(job)
    outcome = update_status(these([job, other]), Status.IN_REPAIR, by=SYSTEM)
    assert [one.pk for one in outcome.done] == [other.pk]
    assert "is in its maker's warranty (In warranty until" in outcome.refused[0].why
    open_despite_warranty(these([job]), "The maker refused the claim.", by=SYSTEM).or_refuse()
    update_status(these([job]), Status.IN_REPAIR, by=SYSTEM).or_refuse()
    event = Event.objects.get(kind="job.opened-despite-warranty")
    assert event.sentence.endswith("although its maker's warranty lasts: The maker refused the claim.")


def test_a_warranty_that_ended_yesterday_forbids_nothing() -> None:
    _, (job,) = an_order_of(1)
    in_warranty(job, days=-1)
    update_status(these([job]), Status.IN_REPAIR, by=SYSTEM).or_refuse()


def test_allowing_needs_a_reason_and_a_warranty_that_stands_in_the_way() -> None:
    _, (job,) = an_order_of(1)
    with pytest.raises(Refused, match="Say why"):
        open_despite_warranty(these([job]), " ", by=SYSTEM)
    with pytest.raises(Refused, match="200 characters or fewer"):
        open_despite_warranty(these([job]), "x" * 201, by=SYSTEM)
    outcome = open_despite_warranty(these([job]), "Asked", by=SYSTEM)
    assert "may be opened already" in outcome.refused[0].why


def delivered(serial: str, *, days_ago: int, warranty_days: int | None = 90) -> Customer:
    """Return a customer whose machine was repaired and delivered so many days ago."""
    with clock.standing_at(clock.now() - timedelta(days_ago)):
        buyer = factories.customer()
        term = Term(factories.today(), None, warranty_days)
        upload_agreement(row(buyer), factories.pdf(), term, by=SYSTEM)
        container = a_packed_container(factories.work_order(buyer), serial)
        mark_ready_for_billing(row(container), by=SYSTEM).or_refuse()
        mark_delivered(row(a_shipment_under_way(container)), by=SYSTEM).or_refuse()
    return buyer


def came_again(buyer: Customer, serial: str) -> Job:
    order = factories.work_order(buyer)
    add_jobs(order, entries(serial), container=None, received=True, by=SYSTEM).or_refuse()
    return Job.objects.get(work_order=order)


def test_a_machine_that_comes_back_within_the_warranty_points_at_its_former_repair() -> None:
    buyer = delivered("SNBACK01", days_ago=80)
    first = Job.objects.get()
    again = came_again(buyer, "SNBACK01")
    assert again.returned_from == first
    assert (
        f"within the warranty on its repair in {first.work_order}" in Event.objects.get(kind="job.came-back").sentence
    )


@pytest.mark.parametrize(("days_ago", "warranty_days"), [(92, 90), (5, None)])
def test_one_that_comes_later_or_without_a_warranty_does_not(days_ago: int, warranty_days: int | None) -> None:
    buyer = delivered("SNLATE01", days_ago=days_ago, warranty_days=warranty_days)
    assert Agreement.objects.get().warranty_days == warranty_days
    assert came_again(buyer, "SNLATE01").returned_from is None


def test_a_repair_under_warranty_does_not_begin_the_warranty_anew() -> None:
    buyer = delivered("SNTWICE1", days_ago=85)
    first = Job.objects.get()
    again = came_again(buyer, "SNTWICE1")
    Job.objects.filter(pk=again.pk).update(closed_at=clock.now(), open_key=None, status=Status.REPAIRED)
    assert came_again(buyer, "SNTWICE1").returned_from == first
    with clock.standing_at(clock.now() + timedelta(10)):
        Job.objects.filter(closed_at=None).update(closed_at=clock.now(), open_key=None)
        assert came_again(buyer, "SNTWICE1").returned_from is None
