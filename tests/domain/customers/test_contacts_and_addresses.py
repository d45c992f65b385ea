"""The people and the places of a customer."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.customers.models import Customer
from hashmend.domain.customers.operations import (
    AddressDetails,
    ContactDetails,
    add_address,
    add_contact,
    change_address,
    change_contact,
    remove_addresses,
    remove_contacts,
)
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer() -> Customer:
    return factories.customer(alias="Nordwind")


def _told(customer: Customer) -> list[str]:
    return [event.sentence for event in customer.events.order_by("pk")][1:]


def test_a_contact_comes_changes_and_goes(customer: Customer) -> None:
    contact = add_contact(row(customer), ContactDetails("Ana Ruiz", email="ana@n.example"), by=SYSTEM)
    change_contact(row(contact), ContactDetails("Ana Ruiz", "Site manager", "ana@n.example"), by=SYSTEM)
    change_contact(row(contact), ContactDetails("Ana Ruiz", "Site manager", "ana@n.example"), by=SYSTEM)
    remove_contacts(customer.contacts.all(), by=SYSTEM)
    assert not customer.contacts.exists()
    assert _told(customer) == [
        "Ana Ruiz was added as a contact.",
        "The contact Ana Ruiz was changed: position from nothing to Site manager.",
        "Ana Ruiz is no longer a contact.",
    ]


def test_a_contact_needs_a_name(customer: Customer) -> None:
    with pytest.raises(Refused, match="needs a name"):
        add_contact(row(customer), ContactDetails(" "), by=SYSTEM)
    assert not customer.contacts.exists()


def test_a_contact_that_is_gone_cannot_be_changed(customer: Customer) -> None:
    contact = add_contact(row(customer), ContactDetails("Ana"), by=SYSTEM)
    gone = row(contact)
    remove_contacts(customer.contacts.all(), by=SYSTEM)
    with pytest.raises(Refused, match="no longer there"):
        change_contact(gone, ContactDetails("Bea"), by=SYSTEM)


def test_an_address_comes_changes_and_goes(customer: Customer) -> None:
    address = add_address(row(customer), AddressDetails("shipping", "Dock 4\n12345 Town", "Germany"), by=SYSTEM)
    change_address(row(address), AddressDetails("billing", "Dock 4\n12345 Town", "Germany"), by=SYSTEM)
    remove_addresses(customer.addresses.all(), by=SYSTEM)
    assert not customer.addresses.exists()
    assert _told(customer) == [
        "An address was added. Shipping: Dock 4.",
        "An address was changed. Billing: Dock 4: use from Shipping to Billing.",
        "An address was removed. Billing: Dock 4.",
    ]


@pytest.mark.parametrize(
    ("details", "why"),
    [(AddressDetails("holiday", "Beach 1"), "for shipping or for billing"), (AddressDetails("billing", " "), "lines")],
)
def test_an_address_needs_a_use_and_lines(customer: Customer, details: AddressDetails, why: str) -> None:
    with pytest.raises(Refused, match=why):
        add_address(row(customer), details, by=SYSTEM)
    assert not customer.addresses.exists()
