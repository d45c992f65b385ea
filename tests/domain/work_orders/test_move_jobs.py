"""Machines move to another order of their customer."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import (
    add_jobs,
    cancel_order,
    complete_order,
    complete_services,
    move_jobs,
    update_status,
)
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.domain.work_orders.sets import queries_of, refusal, state, these
from tests.factories_board import an_order_of, machines, packed
from tests.factories_logistics import entries

pytestmark = pytest.mark.django_db


def another_order(than: WorkOrder, **values: object) -> WorkOrder:
    return factories.work_order(than.customer, **values)


def test_they_get_new_positions_and_leave_the_container_they_came_in() -> None:
    order, jobs = an_order_of(3)
    target = another_order(order)
    machines(target, 2)
    outcome = move_jobs(these(jobs[1:]), target, by=SYSTEM)
    assert len(outcome.done) == 2
    moved = these(jobs[1:]).order_by("position").values_list("work_order_id", "position", "inbound_container_id")
    assert list(moved) == [(target.pk, 3, None), (target.pk, 4, None)]
    assert these(jobs[:1]).get().work_order == order
    assert machines(target, 1)[0].position == 5


def test_the_history_of_both_orders_and_of_the_container_tells_it() -> None:
    order, jobs = an_order_of(2)
    target, container = another_order(order), jobs[0].inbound_container
    by = factories.staff("manager", name="Bo").as_actor()
    move_jobs(these(jobs), target, by=by)
    names = [str(job.miner) for job in jobs]
    away = Event.objects.get(kind="job.moved-away", job=jobs[0])
    assert away.sentence == f"{names[0]} moved from {order} to {target}; it came in {container}."
    assert away.work_order == order
    here = Event.objects.get(kind="job.moved-here", job=jobs[0])
    assert here.sentence == f"{names[0]} moved here from {order}, where it came in {container}."
    assert here.work_order == target
    told = Event.objects.get(kind="container.machines-moved")
    assert told.sentence == f"Of {container}, {', '.join(names)} moved from {order} to {target}."
    assert (told.container, told.work_order, told.actor_label) == (container, order, "Bo")


def test_machines_of_several_orders_and_containers_move_at_once() -> None:
    order, jobs = an_order_of(2)
    second, others = an_order_of(2, of=order.customer)
    target = another_order(order)
    assert len(move_jobs(these([*jobs, *others]), target, by=SYSTEM).done) == 4
    assert sorted(target.jobs.values_list("position", flat=True)) == [1, 2, 3, 4]
    assert Event.objects.filter(kind="container.machines-moved", work_order=second).count() == 1


def test_services_done_move_with_their_machine_when_the_target_has_them_in_scope() -> None:
    diagnosis = factories.service("Diagnosis")
    order, jobs = an_order_of(1, scope=factories.scope(diagnosis))
    complete_services(these(jobs), by=SYSTEM)
    move_jobs(these(jobs), another_order(order, scope=factories.scope(diagnosis)), by=SYSTEM).or_refuse()
    assert these(jobs).get().services_done.get().service == diagnosis


def test_it_refuses_services_done_that_the_target_lacks_and_names_them() -> None:
    cleaning = factories.service("Cleaning")
    order, jobs = an_order_of(1, scope=factories.scope(cleaning, factories.service("Fan swap")))
    target = another_order(order)
    complete_services(these(jobs), [cleaning], by=SYSTEM)
    why = refusal(lambda: move_jobs(these(jobs), target, by=SYSTEM))
    assert why == (
        f"The scope of {target} lacks what was done for {jobs[0].miner} (Cleaning): "
        "choose an order whose scope has it, or open one."
    )


def test_it_refuses_packed_ready_and_shipped_machines() -> None:
    order, jobs = an_order_of(3)
    target = another_order(order)
    box, ready = packed(jobs[:1]), packed(jobs[1:2], ready=True)
    gone = packed(jobs[2:], shipped=True)
    sentences = [refusal(lambda job=job: move_jobs(these([job]), target, by=SYSTEM)) for job in jobs]
    assert sentences[0] == f"{jobs[0].miner} is packed in {box}: take it out first."
    assert f"is in {ready}, which is ready for billing or billed" in sentences[1]
    assert f"left the repair centre in {gone}" in sentences[2]


def test_an_expected_machine_may_move_and_is_still_expected() -> None:
    order = factories.work_order()
    jobs = add_jobs(order, entries("X9"), container=None, received=False, by=SYSTEM).done
    move_jobs(these(jobs), another_order(order), by=SYSTEM).or_refuse()
    assert these(jobs).get().status == Status.EXPECTED


def test_it_refuses_the_whole_for_another_customer_a_closed_order_or_the_same_one() -> None:
    order, jobs = an_order_of(1)
    closed, strange = another_order(order), factories.work_order()
    cancel_order(row(closed), "Not wanted", by=SYSTEM)
    before = state()
    for target, words in (
        (strange, "is an order of"),
        (closed, "is cancelled: choose an open order"),
        (order, "in .* already"),
    ):
        with pytest.raises(Refused, match=words):
            move_jobs(these(jobs), target, by=SYSTEM)
    assert state() == before


def test_it_refuses_machines_of_a_closed_order() -> None:
    order, jobs = an_order_of(1)
    update_status(these(jobs), Status.SCRAPPED, by=SYSTEM, scrap_consent="by mail")
    complete_order(row(order), by=SYSTEM)
    target = another_order(order)
    why = refusal(lambda: move_jobs(these(jobs), target, by=SYSTEM))
    assert why == f"{order} is complete: its machines stay in it."


def test_it_refuses_the_second_time_from_a_stale_page() -> None:
    order, jobs = an_order_of(2)
    target = another_order(order)
    move_jobs(these(jobs[:1]), target, by=SYSTEM)
    outcome = move_jobs(these(jobs), target, by=SYSTEM)
    assert [r.why for r in outcome.refused] == [f"{jobs[0].miner} is in {target} already."]
    assert len(outcome.done) == 1


def test_three_hundred_take_as_many_queries_as_three() -> None:
    costs = []
    for number in (3, 300):
        order, jobs = an_order_of(number)
        few, target = these(jobs), another_order(order)
        costs.append(queries_of(lambda few=few, target=target: move_jobs(few, target, by=SYSTEM)))
    assert costs[0] == costs[1]
    assert costs[0] <= 10
