"""What a customer asks for, noted for review."""

from decimal import Decimal

import pytest

from hashmend.domain.batches import row
from hashmend.domain.catalogue.operations import retire_rows
from hashmend.domain.customers.models import Customer
from hashmend.domain.customers.operations import retire_customers
from hashmend.domain.work_orders.models import RepairRequest
from hashmend.domain.work_orders.operations import FeeLine, RequestDetails, ScopeLine, create_repair_request, details_of
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return factories.customer(alias="Nordwind", currency="EUR")


def test_it_keeps_what_was_asked_for(customer: Customer) -> None:
    details = factories.request_details(
        quantity=128, families="S19, M30S", description="Dust and dead fans", fees=(factories.fee(),), currency="USD"
    )
    request = create_repair_request(row(customer), details, by=SYSTEM)
    assert details_of(RepairRequest.objects.get(pk=request.pk)) == details
    assert request.state == RepairRequest.State.UNDER_REVIEW
    assert request.number.startswith("RR-")


def test_the_currency_is_the_customers_own_unless_told_otherwise(customer: Customer) -> None:
    assert create_repair_request(row(customer), factories.request_details(), by=SYSTEM).currency == "EUR"


def test_a_price_may_be_agreed_later(customer: Customer) -> None:
    scope = (ScopeLine(factories.service(price=None)),)
    request = create_repair_request(row(customer), factories.request_details(scope=scope), by=SYSTEM)
    assert request.scope.get().price is None


def test_the_customers_own_person_can_ask(customer: Customer) -> None:
    buyer = factories.customer_user(customer, name="Bea")
    request = create_repair_request(row(customer), factories.request_details(), by=buyer.as_actor())
    assert request.created_by == buyer
    event = request.events.get()
    assert (event.actor_label, event.sentence) == (
        "Bea",
        f"{request} asks for 3 machines: Diagnosis, Hashboard repair.",
    )


def test_the_history_for_the_customer_tells_no_price(customer: Customer) -> None:
    request = create_repair_request(row(customer), factories.request_details(), by=SYSTEM)
    assert "25.00" not in str([event.data for event in request.events.all()])


def _twice() -> tuple[ScopeLine, ...]:
    one = ScopeLine(factories.service())
    return (one, one)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (lambda: {"quantity": 0}, "1 to 100,000 machines"),
        (lambda: {"quantity": 100_001}, "1 to 100,000 machines"),
        (lambda: {"scope": _twice()}, "stands in the scope twice"),
        (
            lambda: {"scope": (ScopeLine(factories.service("Wash"), Decimal("-1")),)},
            "The price of Wash is negative",
        ),
        (lambda: {"fees": (FeeLine(" ", Decimal("1")),)}, "A fee needs a description"),
        (lambda: {"fees": (FeeLine("Rebate", Decimal("-5")),)}, "an amount of zero or more"),
    ],
)
def test_it_refuses_what_no_request_may_have(customer: Customer, values: object, why: str) -> None:
    details = factories.request_details(**values())  # type: ignore[operator]
    with pytest.raises(Refused, match=why):
        create_repair_request(row(customer), details, by=SYSTEM)
    assert not RepairRequest.objects.exists()


def test_it_refuses_a_retired_service(customer: Customer) -> None:
    service = factories.service("Reballing")
    retire_rows(row(service), by=SYSTEM)
    service.refresh_from_db()
    with pytest.raises(Refused, match="Reballing is retired from the catalogue"):
        create_repair_request(row(customer), RequestDetails(1, scope=(ScopeLine(service),)), by=SYSTEM)


def test_it_refuses_a_retired_customer(customer: Customer) -> None:
    retire_customers(row(customer), by=SYSTEM)
    with pytest.raises(Refused, match="Nordwind is retired: the repair centre has to restore the customer first"):
        create_repair_request(row(customer), factories.request_details(), by=SYSTEM)
    assert not RepairRequest.objects.exists()
