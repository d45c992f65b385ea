"""People who decide, add and upload at the same moment, with real threads on PostgreSQL."""

from functools import partial

import pytest

from hashmend.domain.batches import row
from hashmend.domain.customers.models import Agreement, Customer
from hashmend.domain.work_orders.models import RepairRequest, WorkOrder
from hashmend.domain.work_orders.operations import approve_repair_request, complete_order, deny_repair_requests
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Outcome, Refused
from tests import factories
from tests.races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_a_request_approved_by_many_at_once_opens_one_order() -> None:
    customer = factories.customer()
    factories.agreement(customer)
    for _ in range(5):
        asked = factories.repair_request(customer)
        answers = at_once(*[partial(approve_repair_request, row(asked), by=SYSTEM) for _ in range(8)])
        assert sum(isinstance(answer, WorkOrder) for answer in answers) == 1
        assert sum(isinstance(answer, Refused) for answer in answers) == 7
        assert WorkOrder.objects.filter(repair_request=asked).count() == 1


def test_a_request_is_approved_or_denied_never_both() -> None:
    customer = factories.customer()
    factories.agreement(customer)
    for _ in range(8):
        asked = factories.repair_request(customer)
        approved, denied = at_once(
            partial(approve_repair_request, row(asked), by=SYSTEM),
            partial(deny_repair_requests, row(asked), "No.", by=SYSTEM),
        )
        assert isinstance(denied, Outcome)
        assert isinstance(approved, WorkOrder) != bool(denied.done)
        asked.refresh_from_db()
        assert asked.state in {RepairRequest.State.APPROVED, RepairRequest.State.DENIED}


def test_an_alias_taken_by_many_at_once_is_one_customers() -> None:
    answers = at_once(*[partial(factories.customer, alias="Nordwind") for _ in range(8)])
    assert sum(isinstance(answer, Customer) for answer in answers) == 1
    assert all("is called Nordwind already" in str(a) for a in answers if not isinstance(a, Customer))


def test_versions_uploaded_at_once_have_no_gap_and_no_double() -> None:
    customer = factories.customer()
    at_once(*[partial(factories.agreement, customer) for _ in range(8)])
    assert sorted(Agreement.objects.values_list("version", flat=True)) == list(range(1, 9))


def test_orders_opened_at_once_count_up_without_a_gap() -> None:
    customers = [factories.customer() for _ in range(8)]
    orders = at_once(*[partial(factories.work_order, customer) for customer in customers])
    assert sorted(int(order.number[-4:]) for order in orders) == list(range(1, 9))


def test_an_order_completed_by_many_at_once_completes_once() -> None:
    order = factories.work_order()
    factories.jobs(order, 3, status=Status.SCRAPPED)
    answers = at_once(*[partial(complete_order, row(order), by=SYSTEM) for _ in range(6)])
    assert sum(isinstance(answer, WorkOrder) for answer in answers) == 1
    assert order.events.filter(kind="order.completed").count() == 1
