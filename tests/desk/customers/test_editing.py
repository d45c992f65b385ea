"""Adding and changing customers, their contacts and addresses, over HTTP."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.customers.models import Address, Contact, Customer
from hashmend.domain.customers.operations import ContactDetails, CustomerDetails, add_contact, change_customer
from hashmend.kernel.actor import SYSTEM
from tests import factories

TYPED = {
    "alias": "Nordwind", "email": "ops@nordwind.example", "currency": "EUR", "tax_percent": "19", "payment_days": "30",
    "has_credit_terms": "on", "company_name": "Nordwind GmbH", "internal_note": "Likes calls.",
}  # fmt: skip


def _url(customer: Customer, verb: str) -> str:
    return f"/customers/{customer.public_id}/{verb}/"


def test_a_manager_adds_a_customer(signed_in) -> None:
    answer = signed_in("manager").post("/customers/new/", TYPED)
    customer = Customer.objects.get()
    assert answer.url == f"/customers/{customer.public_id}/"
    assert (customer.alias, customer.currency, str(customer.tax_percent)) == ("Nordwind", "EUR", "19.00")
    assert (customer.payment_days, customer.has_credit_terms) == (30, True)


@pytest.mark.parametrize("role", ["technician", "logistics", "billing", "customer"])
def test_others_may_not(signed_in, role: str) -> None:
    customer = factories.customer()
    client = signed_in(role)
    for url in ("/customers/new/", _url(customer, "edit"), _url(customer, "contacts/new")):
        assert client.get(url).status_code == 403
        assert client.post(url, TYPED).status_code == 403
    assert client.post(_url(customer, "retire")).status_code == 403
    assert Customer.objects.active().count() == (2 if role == "customer" else 1)


def test_errors_keep_all_that_was_typed(signed_in) -> None:
    answer = signed_in("manager").post("/customers/new/", TYPED | {"email": "nonsense", "payment_days": "-1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: New customer" in page
    assert 'value="nonsense"' in page
    assert "Likes calls." in page
    assert not Customer.objects.exists()


def test_a_taken_alias_is_refused_where_one_types(signed_in) -> None:
    factories.customer(alias="nordwind")
    answer = signed_in("manager").post("/customers/new/", TYPED)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Another customer is called Nordwind already: choose a different alias." in page
    assert "Nordwind GmbH" in page
    assert Customer.objects.count() == 1


def test_a_stale_form_is_refused_with_the_input_kept(signed_in) -> None:
    customer = factories.customer(alias="Nordwind")
    client = signed_in("manager")
    assert 'name="version" value="1"' in client.get(_url(customer, "edit")).content.decode()
    change_customer(row(customer), CustomerDetails("Nordwind", "new@nordwind.example"), by=SYSTEM)
    answer = client.post(_url(customer, "edit"), TYPED | {"version": "1", "phone": "+49 555"})
    assert answer.status_code == 409
    assert "Somebody else changed Nordwind after you opened it" in answer.content.decode()
    assert "+49 555" in answer.content.decode()
    customer.refresh_from_db()
    assert customer.email == "new@nordwind.example"


def test_a_change_is_saved_and_told(signed_in) -> None:
    customer = factories.customer(alias="Nordwind")
    client = signed_in("manager")
    assert client.post(_url(customer, "edit"), TYPED | {"version": "1"}).status_code == 302
    assert "currency from USD to EUR" in client.get(f"/customers/{customer.public_id}/").content.decode()


def test_retire_and_restore(signed_in) -> None:
    customer = factories.customer()
    client = signed_in("manager")
    client.post(_url(customer, "retire"))
    assert not Customer.objects.active().exists()
    assert client.post(_url(customer, "retire")).status_code == 409
    client.post(_url(customer, "restore"))
    assert Customer.objects.active().exists()


def test_contacts_and_addresses_come_change_and_go(signed_in) -> None:
    customer = factories.customer()
    client = signed_in("manager")
    client.post(_url(customer, "contacts/new"), {"name": "Ana"})
    contact = Contact.objects.get()
    client.post(_url(customer, f"contacts/{contact.pk}"), {"name": "Ana", "phone": "1"})
    client.post(_url(customer, "addresses/new"), {"use": "billing", "lines": "Street 1"})
    address = Address.objects.get()
    client.post(_url(customer, f"addresses/{address.pk}"), {"use": "shipping", "lines": "Street 2"})
    page = client.get(f"/customers/{customer.public_id}/").content.decode()
    assert "Street 2" in page
    assert "Ana" in page
    client.post(_url(customer, f"contacts/{contact.pk}/remove"))
    client.post(_url(customer, f"addresses/{address.pk}/remove"))
    assert not Contact.objects.exists()
    assert not Address.objects.exists()
    assert client.post(_url(customer, "contacts/new"), {"name": ""}).status_code == 422


def test_a_contact_is_reached_only_through_its_own_customer(signed_in) -> None:
    contact = add_contact(row(factories.customer()), ContactDetails("Ana"), by=SYSTEM)
    other = factories.customer()
    client = signed_in("admin")
    assert client.get(_url(other, f"contacts/{contact.pk}")).status_code == 404
    assert client.post(_url(other, f"contacts/{contact.pk}/remove")).status_code == 404
    assert Contact.objects.exists()
