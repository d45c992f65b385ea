"""The list of customers and the page of one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.customers.models import Customer
from hashmend.domain.customers.operations import (
    AddressDetails,
    ContactDetails,
    add_address,
    add_contact,
    retire_customers,
)
from hashmend.kernel.actor import SYSTEM
from tests import factories

URL = "/customers/"


@pytest.fixture
def nordwind(db) -> Customer:
    return factories.customer(
        alias="Nordwind", company_name="Nordwind Hosting GmbH", email="ops@nordwind.example", internal_note="Pays late."
    )


@pytest.mark.parametrize("role", ["admin", "manager", "technician", "logistics", "billing"])
def test_staff_see_all_customers(signed_in, nordwind: Customer, role: str) -> None:
    client = signed_in(role)
    assert "Nordwind Hosting GmbH" in client.get(URL).content.decode()
    assert "ops@nordwind.example" in client.get(f"{URL}{nordwind.public_id}/").content.decode()


def test_a_customer_opens_none_of_it(signed_in, nordwind: Customer) -> None:
    client = signed_in("customer")
    assert client.get(URL).status_code == 403
    assert client.get(f"{URL}{nordwind.public_id}/").status_code == 403


def test_anonymous_is_sent_to_sign_in(client, nordwind: Customer) -> None:
    assert client.get(URL).url == f"/sign-in/?next={URL}"


def test_who_does_not_exist_is_a_404(signed_in) -> None:
    assert signed_in("admin").get(f"{URL}abcdefghjkmn/").status_code == 404


def test_the_empty_list_offers_the_first_step_to_those_who_may(signed_in) -> None:
    assert f'href="{URL}new/"' in signed_in("manager").get(URL).content.decode()
    technician = signed_in("technician").get(URL).content.decode()
    assert "No customers yet" in technician
    assert f'href="{URL}new/"' not in technician


def test_it_finds_by_contact_and_filters(signed_in, nordwind: Customer) -> None:
    add_contact(row(nordwind), ContactDetails("Ana Ruiz"), by=SYSTEM)
    other = factories.customer(alias="Southpole", currency="EUR")
    factories.agreement(other)
    retired = factories.customer(alias="Gone")
    retire_customers(row(retired), by=SYSTEM)
    client = signed_in("manager")

    def shown(query: str) -> set[str]:
        page = client.get(f"{URL}?{query}").content.decode()
        return {name for name in ("Nordwind", "Southpole", "Gone") if f">{name}</a>" in page}

    assert shown("") == {"Nordwind", "Southpole", "Gone"}
    assert shown("q=ruiz") == {"Nordwind"}
    assert shown("state=retired") == {"Gone"}
    assert shown("currency=EUR") == {"Southpole"}
    assert shown("without_agreement=1") == {"Nordwind", "Gone"}
    assert shown("with_orders=1") == set()


def test_the_csv_has_exactly_the_filtered_rows(signed_in, nordwind: Customer) -> None:
    factories.customer(alias="=Evil")
    client = signed_in("manager")
    everything = b"".join(client.get(f"{URL}?export=csv").streaming_content).decode("utf-8-sig")
    assert [line.split(",")[0] for line in everything.splitlines()] == ["Customer", "'=Evil", "Nordwind"]
    some = b"".join(client.get(f"{URL}?q=nord&export=csv").streaming_content).decode("utf-8-sig")
    assert len(some.splitlines()) == 2


def test_the_page_shows_people_places_agreements_orders_and_history(signed_in, nordwind: Customer) -> None:
    add_contact(row(nordwind), ContactDetails("Ana Ruiz", "Site manager", phone="+49 1"), by=SYSTEM)
    add_address(row(nordwind), AddressDetails("shipping", "Dock 4\n12345 Town", "Germany"), by=SYSTEM)
    factories.customer_user(nordwind, name="Bea Buyer")
    order = factories.work_order(nordwind)
    asked = factories.repair_request(nordwind)
    page = signed_in("manager").get(f"{URL}{nordwind.public_id}/").content.decode()
    for words in (
        "Ana Ruiz", "Site manager", "Dock 4<br>12345 Town", "Bea Buyer", "Version 1", order.number, asked.number,
        "Pays late.", "Nordwind became a customer.", "Active",
    ):  # fmt: skip
        assert words in page, words


def test_statements_do_not_grow_with_the_rows(signed_in) -> None:
    client = signed_in("manager")

    def statements(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    first = factories.customer()
    for _ in range(2):
        factories.work_order(first)
    few = (statements(URL), statements(f"{URL}{first.public_id}/"))
    for _ in range(6):
        buyer = factories.customer()
        factories.work_order(buyer)
        factories.work_order(first)
        add_contact(row(first), ContactDetails("Ana"), by=SYSTEM)
        factories.customer_user(first)
        factories.agreement(first)
    assert (statements(URL), statements(f"{URL}{first.public_id}/")) == few
