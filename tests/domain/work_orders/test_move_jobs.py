"""Machines move to another order of their customer."""

from datetime import timedelta
from decimal import Decimal

import pytest

from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.operations import assign_to_outbound_container, mark_ready_for_billing
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import (
    ScopeLine,
    add_jobs,
    cancel_order,
    complete_order,
    complete_services,
    move_jobs,
    move_jobs_to_new_order,
    undo_move_jobs,
    update_status,
)
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Outcome, Refused
from tests import factories
from tests.domain.work_orders.sets import queries_of, refusal, state, these
from tests.factories_billing import issued
from tests.factories_board import an_order_of, machines, packed
from tests.factories_logistics import an_outbound_container, entries

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
        f"The scope of {target} lacks what was done for {jobs[0].miner} (Cleaning): add it to that scope to move it."
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
    assert costs[0] <= 11


def test_services_brought_along_come_into_the_scope_of_the_target_once() -> None:
    cleaning, fans = factories.service("Cleaning"), factories.service("Fan swap")
    order, jobs = an_order_of(2, scope=factories.scope(cleaning, fans))
    target = another_order(order)
    complete_services(these(jobs), [cleaning], by=SYSTEM)
    lines = [ScopeLine(cleaning, Decimal("12.00")), ScopeLine(fans, Decimal("9.00"))]
    move_jobs(these(jobs[:1]), target, by=SYSTEM, add=lines).or_refuse()
    move_jobs(these(jobs[1:]), target, by=SYSTEM, add=lines).or_refuse()
    added = target.repair_request.scope.filter(service__in=[cleaning, fans])
    assert list(added.values_list("service", "price")) == [(cleaning.pk, Decimal("12.00"))]
    told = Event.objects.get(kind="order.scope-extended")
    assert told.sentence == f"Cleaning at 12.00 came into the scope of {target}, with machines moved from {order}."


def test_nothing_comes_into_the_scope_when_no_machine_moves() -> None:
    cleaning = factories.service("Cleaning")
    order, jobs = an_order_of(1, scope=factories.scope(cleaning))
    target = another_order(order)
    complete_services(these(jobs), by=SYSTEM)
    packed(jobs)
    before = target.repair_request.scope.count()
    assert move_jobs(these(jobs), target, by=SYSTEM, add=[ScopeLine(cleaning, Decimal(1))]).refused
    assert target.repair_request.scope.count() == before


def test_a_service_without_a_price_comes_into_no_scope() -> None:
    cleaning = factories.service("Cleaning")
    order, jobs = an_order_of(1, scope=factories.scope(cleaning))
    target = another_order(order)
    complete_services(these(jobs), by=SYSTEM)
    before = state()
    with pytest.raises(Refused, match="Cleaning needs a price"):
        move_jobs(these(jobs), target, by=SYSTEM, add=[ScopeLine(cleaning)])
    assert state() == before


def test_what_stands_on_an_invoice_stays() -> None:
    order, jobs = an_order_of(2)
    update_status(these(jobs[:1]), Status.SCRAPPED, by=SYSTEM, scrap_consent="By phone")
    update_status(these(jobs[1:]), Status.REPAIRED, by=SYSTEM)
    complete_services(these(jobs[:1]), by=SYSTEM)
    box = an_outbound_container(order)
    assign_to_outbound_container(these(jobs[1:]), box, by=SYSTEM)
    mark_ready_for_billing(row(box), by=SYSTEM)
    issued(box)
    target = another_order(order)
    why = refusal(lambda: move_jobs(these(jobs[:1]), target, by=SYSTEM))
    assert why == f"What was done for {jobs[0].miner} stands on an invoice of {order}: it stays in that order."


def test_they_move_to_a_new_order_with_the_scope_and_prices_of_theirs_but_not_its_fees() -> None:
    cleaning, fans = factories.service("Cleaning"), factories.service("Fan swap")
    order, jobs = an_order_of(3, scope=factories.scope(cleaning, fans), fees=(factories.fee(),))
    complete_services(these(jobs[:1]), by=SYSTEM)
    cleaning.is_active = False
    cleaning.save()
    opened, outcome = move_jobs_to_new_order(these(jobs[:2]), order, by=SYSTEM)
    assert (len(outcome.done), opened.jobs.count(), opened.customer) == (2, 2, order.customer)
    theirs, own = ([*o.repair_request.scope.values_list("service", "price")] for o in (order, opened))
    assert (own, opened.repair_request.fees.count(), opened.repair_request.quantity) == (theirs, 0, 2)


def test_no_order_is_opened_when_nothing_moves_or_no_agreement_is_in_term() -> None:
    order, jobs = an_order_of(1)
    box = packed(jobs)
    before, orders = state(), WorkOrder.objects.count()
    with pytest.raises(Refused, match=f"is packed in {box}"):
        move_jobs_to_new_order(these(jobs), order, by=SYSTEM)
    these(jobs).update(outbound_container=None)
    order.customer.agreements.update(ends_on=factories.today() - timedelta(days=1))
    with pytest.raises(Refused, match="no repair service agreement in term"):
        move_jobs_to_new_order(these(jobs), order, by=SYSTEM)
    assert (state()[1:], WorkOrder.objects.count()) == (before[1:], orders)


def undo(outcome: Outcome[Job], seen_from: WorkOrder) -> Outcome[Job]:
    return undo_move_jobs(Event.objects.filter(group=outcome.group, work_order=seen_from), by=SYSTEM)


@pytest.mark.parametrize("seen_from", ["the order they left", "the order they are in"])
def test_a_move_is_undone_whole(seen_from: str) -> None:
    cleaning = factories.service("Cleaning")
    order, jobs = an_order_of(3, scope=factories.scope(cleaning))
    target = another_order(order)
    machines(target, 1)
    complete_services(these(jobs[:1]), by=SYSTEM)
    columns = ("work_order", "position", "inbound_container", "status", "services_key")
    before = list(these(jobs).order_by("pk").values(*columns))
    scope = list(target.repair_request.scope.values_list("service", "price"))
    done = move_jobs(these(jobs), target, by=SYSTEM, add=[ScopeLine(cleaning, Decimal("12.00"))])
    undo(done, order if seen_from == "the order they left" else target).or_refuse()
    assert list(these(jobs).order_by("pk").values(*columns)) == before
    assert list(target.repair_request.scope.values_list("service", "price")) == scope
    container = jobs[0].inbound_container
    told = Event.objects.get(kind="job.move-undone-here", job=jobs[1])
    assert told.sentence == (
        f"{jobs[1].miner} came back from {target}, as #2 in {container}: it had been moved by mistake."
    )
    assert Event.objects.get(kind="container.machines-came-back").container == container
    assert [r.why for r in undo(done, order).refused] == [f"{job.miner}: Hashmend undid it already." for job in jobs]


def test_an_order_opened_for_a_move_is_cancelled_with_it_while_it_is_empty() -> None:
    order, jobs = an_order_of(2)
    opened, done = move_jobs_to_new_order(these(jobs), order, by=SYSTEM)
    undo(done, order).or_refuse()
    opened.refresh_from_db()
    assert opened.cancelled_reason == "Opened by a move of machines that was undone"
    opened, done = move_jobs_to_new_order(these(jobs), order, by=SYSTEM)
    machines(opened, 1)
    undo(done, order).or_refuse()
    opened.refresh_from_db()
    assert opened.is_open


def test_what_changed_in_the_target_stays_there_and_keeps_its_scope() -> None:
    cleaning = factories.service("Cleaning")
    order, jobs = an_order_of(2, scope=factories.scope(cleaning))
    target = another_order(order)
    complete_services(these(jobs), by=SYSTEM)
    done = move_jobs(these(jobs), target, by=SYSTEM, add=[ScopeLine(cleaning, Decimal("12.00"))])
    update_status(these(jobs[:1]), Status.IN_REPAIR, by=factories.staff(name="Ana").as_actor())
    outcome = undo(done, order)
    assert "was changed after that by Ana" in outcome.refused[0].why
    assert list(these(jobs).order_by("pk").values_list("work_order", flat=True)) == [target.pk, order.pk]
    assert target.repair_request.scope.filter(service=cleaning).exists()


def test_nothing_goes_back_into_a_closed_order() -> None:
    order, jobs = an_order_of(1)
    target = another_order(order)
    done = move_jobs(these(jobs), target, by=SYSTEM)
    cancel_order(row(order), "No longer wanted", by=SYSTEM)
    assert "is cancelled: no machine comes into it" in refusal(lambda: undo(done, target))
