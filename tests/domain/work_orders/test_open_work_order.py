"""Opening an order: request and approval in one step."""

from datetime import timedelta

import pytest

from hashmend.domain.batches import row
from hashmend.domain.work_orders.models import RepairRequest, WorkOrder
from hashmend.domain.work_orders.operations import open_work_order
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def test_it_makes_the_request_and_approves_it() -> None:
    customer = factories.customer(currency="EUR")
    agreement = factories.agreement(customer)
    due = factories.today() + timedelta(30)
    order = open_work_order(row(customer), factories.request_details(fees=(factories.fee(),)), by=SYSTEM, due_on=due)
    request = order.repair_request
    assert order.number.startswith("RWO-")
    assert order.number.endswith("-0001")
    assert (order.customer, order.due_on, order.state) == (customer, due, WorkOrder.State.OPEN)
    assert (request.state, request.agreement, request.currency) == (RepairRequest.State.APPROVED, agreement, "EUR")
    assert [str(item.price) for item in request.scope.order_by("position")] == ["25.00", "80.00"]
    assert [str(fee.amount) for fee in request.fees.all()] == ["120.00"]


def test_it_leaves_nothing_when_the_approval_is_refused() -> None:
    customer = factories.customer(alias="Nordwind")
    with pytest.raises(Refused, match="Nordwind has no repair service agreement in term today"):
        open_work_order(row(customer), factories.request_details(), by=SYSTEM)
    assert not RepairRequest.objects.exists()
    assert not WorkOrder.objects.exists()


def test_it_tells_the_history_of_the_request_and_of_the_order() -> None:
    order = factories.work_order()
    told = [event.sentence for event in order.repair_request.events.order_by("pk")]
    request = order.repair_request
    assert told == [
        f"{request} asks for 3 machines: Diagnosis, Hashboard repair.",
        f"{request} was approved.",
        f"{order} was opened for {request}.",
    ]
    assert order.events.count() == 1


def test_numbers_follow_one_another() -> None:
    customer = factories.customer()
    orders = [factories.work_order(customer) for _ in range(3)]
    assert [order.number[-4:] for order in orders] == ["0001", "0002", "0003"]
