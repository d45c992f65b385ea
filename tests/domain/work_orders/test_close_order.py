"""Completing and cancelling an order."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.work_orders.models import Job, RepairRequest, WorkOrder
from hashmend.domain.work_orders.operations import cancel_order, complete_order, put_on_hold
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.factories_board import packed

pytestmark = pytest.mark.django_db


def test_an_order_of_scrapped_machines_completes_and_fulfils_its_request() -> None:
    order = factories.work_order()
    factories.jobs(order, 2, status=Status.SCRAPPED)
    put_on_hold(row(order), "Waiting.", by=SYSTEM)
    manager = factories.staff("manager")
    complete_order(row(order), by=manager.as_actor())
    order.refresh_from_db()
    assert (order.state, order.completed_by, order.hold_reason) == (WorkOrder.State.COMPLETE, manager, "")
    assert order.repair_request.state == RepairRequest.State.COMPLETED
    assert not Job.objects.open().exists()
    assert not Job.objects.filter(open_key__isnull=False).exists()
    told = [event.sentence for event in order.repair_request.events.order_by("-pk")]
    assert f"{order} is complete." in told
    assert f"{order.repair_request} is fulfilled: {order} is complete." in told


def test_a_machine_of_a_complete_order_may_come_into_another() -> None:
    customer = factories.customer()
    order = factories.work_order(customer)
    job = factories.jobs(order, status=Status.SCRAPPED)[0]
    complete_order(row(order), by=SYSTEM)
    again = factories.jobs(factories.work_order(customer), entries=[factories.machine(job.miner.serial)])[0]
    assert again.miner == job.miner


def test_what_is_missing_is_listed_by_group_with_the_machines() -> None:
    order = factories.work_order()
    expected = factories.jobs(order, 14, status=Status.EXPECTED)
    waiting = factories.jobs(order, 1, status=Status.IN_REPAIR)
    finished = factories.jobs(order, 2, status=Status.REPAIRED)
    factories.jobs(order, 1, status=Status.SCRAPPED)
    with pytest.raises(Refused, match=f"{order} is not complete yet") as caught:
        complete_order(row(order), by=SYSTEM)
    first = ", ".join(str(job.miner) for job in expected[:5])
    assert [(refusal.thing, refusal.why) for refusal in caught.value.refusals] == [
        (
            "Not arrived",
            f"14 machines have not arrived ({first} and 9 more): receive the container, or move to another order.",
        ),
        (
            "Unfinished",
            f"1 machine has no outcome yet ({waiting[0].miner}): finish the repair, then pack and ship.",
        ),
        (
            "Not packed",
            f"2 machines are finished but not packed ({finished[0].miner}, {finished[1].miner}): pack into an"
            " outbound container and ship.",
        ),
    ]
    order.refresh_from_db()
    assert order.is_open
    assert Job.objects.open().count() == 18


def test_boxed_and_shipped_machines_are_missing_with_their_containers() -> None:
    order = factories.work_order()
    boxed = packed(factories.jobs(order, 1, status=Status.REPAIRED))
    shipped = packed(factories.jobs(order, 1, status=Status.REPAIRED), shipped=True)
    packed(factories.jobs(order, 1, status=Status.REPAIRED), delivered=True)
    with pytest.raises(Refused) as caught:
        complete_order(row(order), by=SYSTEM)
    assert [refusal.thing for refusal in caught.value.refusals] == ["Not shipped", "Not delivered"]
    assert f"in {boxed}): put the container on a shipment" in caught.value.refusals[0].why
    assert f"in {shipped}): note the delivery" in caught.value.refusals[1].why


def test_an_order_whose_machines_are_delivered_completes() -> None:
    order = factories.work_order()
    packed(factories.jobs(order, 3, status=Status.REPAIRED), delivered=True)
    factories.jobs(order, 1, status=Status.SCRAPPED)
    assert complete_order(row(order), by=SYSTEM) == order
    assert WorkOrder.objects.get(pk=order.pk).state == WorkOrder.State.COMPLETE
    assert not Job.objects.open().exists()


def test_an_order_that_returned_machines_is_completed_not_cancelled() -> None:
    order = factories.work_order()
    packed(factories.jobs(order, 1, status=Status.REPAIRED), delivered=True)
    with pytest.raises(Refused, match="returned machines to the customer: complete it instead"):
        cancel_order(row(order), "No.", by=SYSTEM)


def test_the_number_of_statements_does_not_grow_with_the_machines(django_assert_max_num_queries) -> None:
    order = factories.work_order()
    factories.jobs(order, 60, status=Status.SCRAPPED)
    with django_assert_max_num_queries(22):
        complete_order(row(order), by=SYSTEM)


def test_an_order_without_machines_is_not_completed() -> None:
    order = factories.work_order()
    with pytest.raises(Refused, match="has no machines: receive and inventory them, or cancel the order"):
        complete_order(row(order), by=SYSTEM)


@pytest.mark.parametrize("close", [lambda o: cancel_order(o, "No.", by=SYSTEM), lambda o: complete_order(o, by=SYSTEM)])
def test_a_closed_order_is_not_closed_again(close) -> None:
    order = cancel_order(row(factories.work_order()), "Not needed.", by=SYSTEM)
    with pytest.raises(Refused, match=f"{order} is cancelled: nothing more is done in it"):
        close(row(order))


def test_cancelling_frees_machines_that_never_came_and_cancels_the_request() -> None:
    order = factories.work_order()
    factories.jobs(order, 3, status=Status.EXPECTED)
    cancel_order(row(order), "Customer went elsewhere.", by=SYSTEM)
    order.refresh_from_db()
    assert (order.state, order.cancelled_reason) == (WorkOrder.State.CANCELLED, "Customer went elsewhere.")
    assert order.repair_request.state == RepairRequest.State.CANCELLED
    assert not Job.objects.open().exists()
    told = [event.sentence for event in order.events.order_by("pk")]
    assert f"{order} was cancelled: Customer went elsewhere." in told


def test_it_is_not_cancelled_while_machines_are_here() -> None:
    order = factories.work_order()
    job = factories.jobs(order, status=Status.IN_DIAGNOSIS)[0]
    with pytest.raises(
        Refused, match="while its machines are here or on their way back: 1 machine has no outcome yet"
    ) as caught:
        cancel_order(row(order), "No.", by=SYSTEM)
    assert str(job.miner) in caught.value.refusals[0].why
    order.refresh_from_db()
    assert order.is_open


def test_cancelling_needs_a_reason() -> None:
    order = factories.work_order()
    with pytest.raises(Refused, match="give a reason"):
        cancel_order(row(order), "", by=SYSTEM)
    order.refresh_from_db()
    assert order.is_open
