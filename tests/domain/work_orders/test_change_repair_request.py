"""Changing a request while it is under review."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hashmend.domain.batches import row
from hashmend.domain.catalogue.operations import retire_rows
from hashmend.domain.work_orders.models import RepairRequest
from hashmend.domain.work_orders.operations import (
    ScopeLine,
    change_repair_request,
    deny_repair_requests,
    details_of,
)
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_() -> RepairRequest:
    return factories.repair_request()


def test_it_changes_columns_scope_and_fees_and_tells_them(request_: RepairRequest) -> None:
    before = details_of(request_)
    line = ScopeLine(before.scope[0].service, Decimal("30.00"))
    after = replace(before, quantity=5, scope=(line,), fees=(factories.fee(),))
    changed = change_repair_request(row(request_), after, by=SYSTEM, seen_version=1)
    assert details_of(changed) == after
    assert changed.version == 2
    assert request_.events.newest_first().first().sentence == (
        f"{request_} was changed: quantity from 3 to 5, services now Diagnosis at 30.00 USD,"
        " fees now Pallet handling (120.00 USD)."
    )


def test_a_change_that_changes_nothing_leaves_no_trace(request_: RepairRequest) -> None:
    change_repair_request(row(request_), details_of(request_), by=SYSTEM, seen_version=1)
    request_.refresh_from_db()
    assert request_.version == 1
    assert request_.events.count() == 1


def test_a_service_retired_since_may_stay(request_: RepairRequest) -> None:
    retire_rows(row(details_of(request_).scope[0].service), by=SYSTEM)
    details = replace(details_of(request_), quantity=9)
    assert change_repair_request(row(request_), details, by=SYSTEM).quantity == 9


def test_it_refuses_a_stale_form(request_: RepairRequest) -> None:
    details = details_of(request_)
    change_repair_request(row(request_), replace(details, quantity=5), by=SYSTEM, seen_version=1)
    with pytest.raises(Refused, match="Somebody else changed RR-"):
        change_repair_request(row(request_), replace(details, quantity=7), by=SYSTEM, seen_version=1)
    request_.refresh_from_db()
    assert request_.quantity == 5


def test_it_refuses_a_decided_request(request_: RepairRequest) -> None:
    deny_repair_requests(row(request_), "Too old.", by=SYSTEM)
    with pytest.raises(Refused, match="is denied and can no longer be changed: copy it to a new request"):
        change_repair_request(row(request_), replace(details_of(request_), quantity=5), by=SYSTEM)
    request_.refresh_from_db()
    assert request_.quantity == 3


def test_it_refuses_an_approved_request() -> None:
    request = factories.work_order().repair_request
    with pytest.raises(Refused, match="is approved and can no longer be changed"):
        change_repair_request(row(request), replace(details_of(request), quantity=5), by=SYSTEM)
