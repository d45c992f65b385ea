"""Changing, retiring and restoring a customer."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hashmend.domain.batches import row
from hashmend.domain.customers.models import Customer
from hashmend.domain.customers.operations import (
    CustomerDetails,
    change_customer,
    restore_customers,
    retire_customers,
)
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db

DETAILS = CustomerDetails(alias="Nordwind", email="a@b.example")


@pytest.fixture
def customer() -> Customer:
    return factories.customer(alias="Nordwind", email="a@b.example")


def test_it_tells_every_change_with_before_and_after(customer: Customer) -> None:
    details = replace(DETAILS, currency="EUR", tax_percent=Decimal("19.00"), has_credit_terms=True, phone="+49 1")
    change_customer(row(customer), details, by=SYSTEM, seen_version=1)
    customer.refresh_from_db()
    assert (customer.currency, customer.tax_percent, customer.version) == ("EUR", Decimal("19.00"), 2)
    assert customer.events.newest_first().first().sentence == (
        "Nordwind was changed: phone from nothing to +49 1, currency from USD to EUR, tax percent from 0.00 to 19.00,"
        " has credit terms from no to yes."
    )


def test_a_change_that_changes_nothing_leaves_no_trace(customer: Customer) -> None:
    change_customer(row(customer), DETAILS, by=SYSTEM, seen_version=1)
    customer.refresh_from_db()
    assert customer.version == 1
    assert customer.events.count() == 1


def test_an_internal_note_is_named_but_not_told(customer: Customer) -> None:
    change_customer(row(customer), replace(DETAILS, internal_note="Pays late."), by=SYSTEM)
    assert customer.events.newest_first().first().sentence == "Nordwind was changed: internal note."


def test_it_refuses_a_stale_form(customer: Customer) -> None:
    change_customer(row(customer), replace(DETAILS, phone="1"), by=SYSTEM, seen_version=1)
    with pytest.raises(Refused, match="Somebody else changed Nordwind after you opened it"):
        change_customer(row(customer), replace(DETAILS, phone="2"), by=SYSTEM, seen_version=1)
    customer.refresh_from_db()
    assert customer.phone == "1"


def test_it_refuses_the_alias_of_another(customer: Customer) -> None:
    factories.customer(alias="Other")
    with pytest.raises(Refused, match="Another customer is called other already"):
        change_customer(row(customer), replace(DETAILS, alias="other"), by=SYSTEM)
    customer.refresh_from_db()
    assert customer.alias == "Nordwind"


def test_it_refuses_without_email(customer: Customer) -> None:
    with pytest.raises(Refused, match="needs an alias and an e-mail"):
        change_customer(row(customer), replace(DETAILS, email=" "), by=SYSTEM)


def test_a_retired_customer_can_be_restored(customer: Customer) -> None:
    assert retire_customers(row(customer), by=SYSTEM).done == [customer]
    assert not Customer.objects.active().exists()
    assert [r.why for r in retire_customers(row(customer), by=SYSTEM).refused] == ["Nordwind is retired already."]
    assert restore_customers(row(customer), by=SYSTEM).done == [customer]
    assert [r.why for r in restore_customers(row(customer), by=SYSTEM).refused] == ["Nordwind is an active customer."]
    assert Customer.objects.active().get() == customer
    assert [e.kind for e in customer.events.order_by("pk")][1:] == ["customer.retired", "customer.restored"]
