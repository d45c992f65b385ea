"""Due date and hold: flags beside the state of an order."""

from datetime import timedelta

import pytest

from hashmend.domain.batches import row
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import cancel_order, put_on_hold, resume_orders, set_due_date
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> WorkOrder:
    return factories.work_order()


@pytest.fixture
def closed() -> WorkOrder:
    return cancel_order(row(factories.work_order()), "Not needed.", by=SYSTEM)


def _last(order: WorkOrder) -> str:
    return order.events.newest_first().first().sentence


def test_a_due_date_comes_and_goes(order: WorkOrder) -> None:
    yesterday = factories.today() - timedelta(1)
    set_due_date(row(order), yesterday, by=SYSTEM)
    assert _last(order) == f"{order} is due on {yesterday:%-d %b %Y} (before: no date)."
    assert WorkOrder.objects.overdue().get() == order
    set_due_date(row(order), None, by=SYSTEM)
    order.refresh_from_db()
    assert order.due_on is None
    assert not WorkOrder.objects.overdue().exists()


def test_the_due_date_of_a_closed_order_or_the_same_date_is_refused(order: WorkOrder, closed: WorkOrder) -> None:
    outcome = set_due_date(WorkOrder.objects.all(), None, by=SYSTEM)
    assert [refusal.why for refusal in outcome.refused] == [
        f"{order} has no due date already.",
        f"{closed} is cancelled: nothing more is done in it.",
    ]
    assert outcome.done == []


def test_many_orders_take_as_many_statements_as_one(django_assert_max_num_queries) -> None:
    for _ in range(5):
        factories.work_order()
    with django_assert_max_num_queries(6):
        assert len(set_due_date(WorkOrder.objects.all(), factories.today(), by=SYSTEM).done) == 5


def test_an_order_on_hold_tells_why_until_it_is_resumed(order: WorkOrder) -> None:
    put_on_hold(row(order), "Customer owes us an answer.", by=SYSTEM)
    order.refresh_from_db()
    assert order.hold_reason == "Customer owes us an answer."
    assert _last(order) == f"{order} was put on hold: Customer owes us an answer."
    again = put_on_hold(row(order), "Customer owes us an answer.", by=SYSTEM)
    assert "is on hold already" in again.refused[0].why
    resume_orders(row(order), by=SYSTEM)
    order.refresh_from_db()
    assert order.hold_reason == ""
    assert _last(order) == f"{order} was resumed."
    assert resume_orders(row(order), by=SYSTEM).refused[0].why == f"{order} is not on hold."


def test_a_hold_needs_a_reason(order: WorkOrder) -> None:
    with pytest.raises(Refused, match="give a reason"):
        put_on_hold(row(order), "  ", by=SYSTEM)
    order.refresh_from_db()
    assert order.hold_reason == ""


def test_a_closed_order_is_not_put_on_hold(closed: WorkOrder) -> None:
    assert "is cancelled" in put_on_hold(row(closed), "Why?", by=SYSTEM).refused[0].why
    assert "is cancelled" in resume_orders(row(closed), by=SYSTEM).refused[0].why
