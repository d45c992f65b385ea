"""Customers ask for repairs and see what became of it; of nobody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.customers.models import Customer
from hashmend.domain.customers.operations import retire_customers
from hashmend.domain.work_orders.models import RepairRequest
from hashmend.domain.work_orders.operations import (
    approve_repair_request,
    attach_document,
    change_repair_request,
    deny_repair_requests,
    details_of,
)
from hashmend.kernel.actor import SYSTEM
from tests import factories

URL = "/portal/repair-requests/"


@pytest.fixture
def customer(db) -> Customer:
    return factories.customer(alias="Nordwind")


@pytest.fixture
def buyer(customer: Customer) -> Client:
    client = Client()
    client.force_login(factories.customer_user(customer, name="Bea"))
    return client


def test_a_customer_sees_the_own_requests_only(buyer: Client, customer: Customer) -> None:
    mine, strangers = factories.repair_request(customer), factories.repair_request()
    attach_document(row(strangers), factories.pdf(), by=SYSTEM)
    page = buyer.get(URL).content.decode()
    assert mine.number in page
    assert strangers.number not in page
    assert buyer.get(f"{URL}{mine.number}/").status_code == 200
    assert buyer.get(f"{URL}{strangers.number}/").status_code == 404
    assert buyer.get(f"{URL}{strangers.number}/document/").status_code == 404
    exported = b"".join(buyer.get(f"{URL}?export=csv").streaming_content).decode()
    assert mine.number in exported
    assert strangers.number not in exported
    assert strangers.number not in buyer.get(f"{URL}?q={strangers.number}").content.decode().replace(
        f'value="{strangers.number}"', ""
    ).replace(f"Text: {strangers.number}", "").replace(f"q={strangers.number}", "")


@pytest.mark.parametrize("role", ["admin", "manager", "technician", "logistics", "billing"])
def test_staff_stay_out_of_the_portal(role: str, customer: Customer) -> None:
    client = Client()
    client.force_login(factories.staff(role))
    asked = factories.repair_request(customer)
    for url in (URL, f"{URL}new/", f"{URL}{asked.number}/", f"{URL}{asked.number}/document/"):
        assert client.get(url).status_code == 403


def test_anonymous_is_sent_to_sign_in(client: Client, db) -> None:
    assert client.get(URL).url == f"/sign-in/?next={URL}"


def test_prices_show_only_once_it_is_approved(buyer: Client, customer: Customer) -> None:
    asked = factories.repair_request(customer, fees=(factories.fee(),))
    change_repair_request(row(asked), factories.request_details(fees=(factories.fee(amount="333.00"),)), by=SYSTEM)
    page = buyer.get(f"{URL}{asked.number}/").content.decode()
    assert "Hashboard repair" in page
    for secret in ("80.00", "25.00", "333.00", "Pallet handling"):
        assert secret not in page
    factories.agreement(customer)
    order = approve_repair_request(row(asked), by=SYSTEM)
    page = buyer.get(f"{URL}{asked.number}/").content.decode()
    for words in ("USD 80.00", "USD 333.00", order.number, f"{asked} was approved."):
        assert words in page


def test_a_denial_tells_its_reason(buyer: Client, customer: Customer) -> None:
    asked = factories.repair_request(customer)
    deny_repair_requests(row(asked), "We do not repair this model.", by=SYSTEM)
    assert "We cannot do this one: We do not repair this model." in buyer.get(f"{URL}{asked.number}/").content.decode()


def test_a_customer_asks_for_repairs(buyer: Client, customer: Customer) -> None:
    service = factories.service("Board repair", price="80.00")
    other = factories.service("Reballing", price=None)
    typed = {
        "quantity": "40", "families": "S19", "description": "Dead fans", "services": [service.pk, other.pk],
        "document": SimpleUploadedFile("list.pdf", factories.PDF),
    }  # fmt: skip
    page = buyer.get(f"{URL}new/").content.decode()
    assert "Board repair" in page
    assert "80.00" not in page
    answer = buyer.post(f"{URL}new/", typed)
    asked = RepairRequest.objects.get()
    assert answer.url == f"{URL}{asked.number}/"
    assert (asked.customer, asked.created_by.name, asked.state) == (customer, "Bea", RepairRequest.State.UNDER_REVIEW)
    assert [(str(x.service), x.price) for x in details_of(asked).scope] == [
        ("Board repair", service.price_amount),
        ("Reballing", None),
    ]
    handed = buyer.get(f"{URL}{asked.number}/document/")
    assert b"".join(handed.streaming_content) == factories.PDF
    assert handed["Content-Security-Policy"] == "sandbox"


def test_nobody_asks_in_the_name_of_another(buyer: Client, customer: Customer) -> None:
    stranger = factories.customer()
    buyer.post(f"{URL}new/", {"quantity": "1", "customer": stranger.alias, "customer_id": stranger.pk})
    assert RepairRequest.objects.get().customer == customer


def test_errors_keep_the_input(buyer: Client, db) -> None:
    typed = {"quantity": "0", "description": "Dead fans", "document": SimpleUploadedFile("x.pdf", b"nope")}
    answer = buyer.post(f"{URL}new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dead fans" in page
    assert "x.pdf is not a PDF" in page
    assert not RepairRequest.objects.exists()


def test_a_retired_customer_is_refused_with_the_input_kept(buyer: Client, customer: Customer) -> None:
    retire_customers(row(customer), by=SYSTEM)
    answer = buyer.post(f"{URL}new/", {"quantity": "3", "description": "Dead fans"})
    assert answer.status_code == 409
    assert "Dead fans" in answer.content.decode()
    assert not RepairRequest.objects.exists()


def test_statements_do_not_grow_with_the_rows(buyer: Client, customer: Customer) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert buyer.get(URL).status_code == 200
        return len(captured)

    factories.work_order(customer)
    few = statements()
    for _ in range(5):
        factories.work_order(customer)
    assert statements() == few
