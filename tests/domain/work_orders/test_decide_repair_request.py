"""Approving, denying and copying a request."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hashmend.domain.batches import row
from hashmend.domain.catalogue.operations import retire_rows
from hashmend.domain.customers.models import Customer
from hashmend.domain.work_orders.models import RepairRequest, WorkOrder
from hashmend.domain.work_orders.operations import (
    ScopeLine,
    approve_repair_request,
    attach_document,
    change_repair_request,
    copy_to_new_request,
    deny_repair_requests,
    details_of,
)
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db

S = RepairRequest.State


@pytest.fixture
def customer() -> Customer:
    buyer = factories.customer(alias="Nordwind")
    factories.agreement(buyer)
    return buyer


def _untouched(request: RepairRequest) -> bool:
    request.refresh_from_db()
    return request.state == S.UNDER_REVIEW and not WorkOrder.objects.exists() and request.events.count() == 1


def test_approval_opens_the_order(customer: Customer) -> None:
    request = factories.repair_request(customer)
    manager = factories.staff("manager", name="Mara")
    order = approve_repair_request(row(request), by=manager.as_actor(), due_on=factories.today(), seen_version=1)
    request.refresh_from_db()
    assert (request.state, request.approved_by, request.agreement) == (S.APPROVED, manager, customer.agreements.get())
    assert (order.repair_request, order.customer, order.opened_by) == (request, customer, manager)
    assert order.due_on == factories.today()


def test_approval_needs_an_agreement_in_term() -> None:
    customer = factories.customer(alias="Nordwind")
    factories.agreement(customer, starts_in=-30, ends_in=-1)
    request = factories.repair_request(customer)
    with pytest.raises(Refused, match="Nordwind has no repair service agreement in term today: upload the signed"):
        approve_repair_request(row(request), by=SYSTEM)
    assert _untouched(request)


def test_approval_needs_a_service_in_the_scope(customer: Customer) -> None:
    request = factories.repair_request(customer, scope=(), fees=(factories.fee(),))
    with pytest.raises(Refused, match="has no service in its scope: choose at least one first"):
        approve_repair_request(row(request), by=SYSTEM)
    assert _untouched(request)


def test_approval_needs_a_price_for_every_service(customer: Customer) -> None:
    request = factories.repair_request(customer, scope=(ScopeLine(factories.service("Wash")),))
    with pytest.raises(Refused, match=r"services without a price: Wash\. Fill in the prices first"):
        approve_repair_request(row(request), by=SYSTEM)
    assert _untouched(request)


def test_approving_twice_opens_one_order(customer: Customer) -> None:
    request = factories.repair_request(customer)
    approve_repair_request(row(request), by=SYSTEM)
    with pytest.raises(Refused, match="is approved and can no longer be approved"):
        approve_repair_request(row(request), by=SYSTEM)
    assert WorkOrder.objects.count() == 1


def test_approval_refuses_what_changed_since_it_was_read(customer: Customer) -> None:
    request = factories.repair_request(customer)
    change_repair_request(row(request), replace(details_of(request), quantity=99), by=SYSTEM)
    with pytest.raises(Refused, match=r"Somebody changed RR-.* after you opened it: read it again"):
        approve_repair_request(row(request), by=SYSTEM, seen_version=1)
    assert not WorkOrder.objects.exists()


def test_denying_is_final(customer: Customer) -> None:
    request = factories.repair_request(customer)
    assert deny_repair_requests(row(request), "Parts are gone.", by=SYSTEM).done == [request]
    request.refresh_from_db()
    assert (request.state, request.denied_reason) == (S.DENIED, "Parts are gone.")
    assert request.events.newest_first().first().sentence == f"{request} was denied: Parts are gone."
    with pytest.raises(Refused, match="is denied and can no longer be approved: copy it to a new request"):
        approve_repair_request(row(request), by=SYSTEM)
    again = deny_repair_requests(row(request), "Really.", by=SYSTEM)
    assert [refusal.why for refusal in again.refused] == [
        f"{request} is denied and can no longer be denied: copy it to a new request if something else is wanted."
    ]


def test_denying_needs_a_reason(customer: Customer) -> None:
    request = factories.repair_request(customer)
    with pytest.raises(Refused, match="give a reason"):
        deny_repair_requests(row(request), " ", by=SYSTEM)
    assert _untouched(request)


def test_a_denied_request_is_copied_with_everything_but_its_document(customer: Customer) -> None:
    request = factories.repair_request(customer, description="Dust", fees=(factories.fee(),))
    attach_document(row(request), factories.pdf(), by=SYSTEM)
    deny_repair_requests(row(request), "Later.", by=SYSTEM)
    copy = copy_to_new_request(row(request), by=SYSTEM)
    assert copy.state == S.UNDER_REVIEW
    assert details_of(copy) == details_of(request)
    assert copy.document_name == ""
    assert copy.events.get().sentence == f"{copy} was copied from {request}."


def test_a_copy_leaves_out_retired_services(customer: Customer) -> None:
    request = factories.repair_request(customer)
    retire_rows(row(details_of(request).scope[0].service), by=SYSTEM)
    copy = copy_to_new_request(row(request), by=SYSTEM)
    assert [str(line.service) for line in details_of(copy).scope] == ["Hashboard repair"]


def test_the_order_keeps_the_agreement_of_its_day(customer: Customer) -> None:
    request = factories.repair_request(customer)
    approve_repair_request(row(request), by=SYSTEM)
    factories.agreement(customer, starts_in=0)
    request.refresh_from_db()
    assert request.agreement is not None
    assert request.agreement.version == 1
    assert request.agreement.starts_on == factories.today() - timedelta(30)
