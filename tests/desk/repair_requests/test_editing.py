"""Making and changing a request: the scope editor, over HTTP."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import Service
from hashmend.domain.customers.models import Customer
from hashmend.domain.work_orders.models import RepairRequest
from hashmend.domain.work_orders.operations import change_repair_request, deny_repair_requests, details_of
from hashmend.kernel.actor import SYSTEM
from tests import factories

NEW = "/repair-requests/new/"


@pytest.fixture
def nordwind(db) -> Customer:
    return factories.customer(alias="Nordwind")


@pytest.fixture
def services(db) -> list[Service]:
    return [
        factories.service("Diagnosis", price="25.00", default_in_scope=True, position=1),
        factories.service("Board repair", price="80.00", position=2),
        factories.service("Reballing", price=None, position=3),
    ]


def _typed(services: list[Service], **more: object) -> dict[str, object]:
    diagnosis, boards, reballing = services
    return {
        "customer": "Nordwind", "quantity": "12", "families": "S19", "currency": "",
        f"service_{diagnosis.pk}": "on", f"price_{diagnosis.pk}": "",
        f"service_{boards.pk}": "on", f"price_{boards.pk}": "75,50",
        f"price_{reballing.pk}": "200",
        "fee_rows": "2", "fee_0": "Pallet handling", "amount_0": "120", "fee_1": "", "amount_1": "",
        **more,
    }  # fmt: skip


def test_a_new_form_ticks_what_the_catalogue_proposes(signed_in, nordwind, services) -> None:
    page = signed_in("manager").get(f"{NEW}?customer={nordwind.public_id}").content.decode()
    assert 'value="Nordwind"' in page
    assert f'name="service_{services[0].pk}"' in page
    ticks = {s.pk: "checked" in page.split(f'name="service_{s.pk}"')[1].split(">")[0] for s in services}
    assert ticks == {services[0].pk: True, services[1].pk: False, services[2].pk: False}
    assert "USD 80.00" in page
    assert "to be agreed" in page


def test_ticked_services_with_prices_and_fees_become_the_request(signed_in, nordwind, services) -> None:
    answer = signed_in("manager").post(NEW, _typed(services))
    asked = RepairRequest.objects.get()
    assert answer.url == f"/repair-requests/{asked.number}/"
    details = details_of(asked)
    assert [(str(line.service), line.price) for line in details.scope] == [
        ("Diagnosis", Decimal("25.00")),
        ("Board repair", Decimal("75.50")),
    ]
    assert [(fee.description, fee.amount) for fee in details.fees] == [("Pallet handling", Decimal("120.00"))]
    assert (asked.customer, asked.quantity, asked.currency) == (nordwind, 12, "USD")


def test_in_another_currency_a_price_left_empty_is_still_to_be_agreed(signed_in, nordwind, services) -> None:
    signed_in("manager").post(NEW, _typed(services, currency="EUR"))
    assert [line.price for line in details_of(RepairRequest.objects.get()).scope] == [None, Decimal("75.50")]


def test_errors_keep_all_input(signed_in, nordwind, services) -> None:
    boards = services[1]
    typed = _typed(services, quantity="0", amount_1="5", **{f"price_{boards.pk}": "lots"})
    answer = signed_in("manager").post(NEW, typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="lots"' in page
    assert 'value="Pallet handling"' in page
    assert "Say what this fee is for, or clear its amount." in page
    assert "checked" in page.split(f'name="service_{boards.pk}"')[1].split(">")[0]
    assert not RepairRequest.objects.exists()


def test_a_customer_that_is_not_there_is_said_at_the_field(signed_in, nordwind, services) -> None:
    answer = signed_in("manager").post(NEW, _typed(services, customer="Southpole"))
    assert answer.status_code == 422
    assert "“Southpole” is not in the list." in answer.content.decode()


def test_more_rows_for_fees_come_without_complaints(signed_in, nordwind, services) -> None:
    answer = signed_in("manager").post(NEW, _typed(services, quantity="", more="yes"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="fee_4"' in page
    assert 'value="Pallet handling"' in page
    assert "Error:" not in page
    assert not RepairRequest.objects.exists()


def test_a_document_comes_along(signed_in, nordwind, services) -> None:
    client = signed_in("manager")
    bad = _typed(services, document=SimpleUploadedFile("list.xlsx", b"PK"))
    assert client.post(NEW, bad).status_code == 422
    assert not RepairRequest.objects.exists()
    client.post(NEW, _typed(services, document=SimpleUploadedFile("list.pdf", factories.PDF)))
    assert RepairRequest.objects.get().document_original == "list.pdf"


def test_editing_shows_what_is_asked_for_and_saves_changes(signed_in, nordwind, services) -> None:
    client = signed_in("manager")
    client.post(NEW, _typed(services))
    asked = RepairRequest.objects.get()
    url = f"/repair-requests/{asked.number}/edit/"
    page = client.get(url).content.decode()
    assert 'value="75.50"' in page
    assert 'value="Pallet handling"' in page
    assert 'name="customer"' not in page
    typed = _typed(services, quantity="20", version="1", fee_0="", amount_0="")
    assert client.post(url, typed).url == f"/repair-requests/{asked.number}/"
    details = details_of(RepairRequest.objects.get())
    assert (details.quantity, details.fees) == (20, ())


def test_a_stale_edit_is_refused_with_the_input_kept(signed_in, nordwind, services) -> None:
    client = signed_in("manager")
    client.post(NEW, _typed(services))
    asked = RepairRequest.objects.get()
    change_repair_request(row(asked), factories.request_details(), by=SYSTEM)
    answer = client.post(f"/repair-requests/{asked.number}/edit/", _typed(services, quantity="77", version="1"))
    assert answer.status_code == 409
    assert "Somebody else changed" in answer.content.decode()
    assert 'value="77"' in answer.content.decode()


def test_a_decided_request_is_not_edited(signed_in, services) -> None:
    asked = factories.repair_request()
    deny_repair_requests(row(asked), "No.", by=SYSTEM)
    client = signed_in("manager")
    answer = client.post(f"/repair-requests/{asked.number}/edit/", _typed(services, version="1"))
    assert answer.status_code == 409
    assert "is denied and can no longer be changed" in answer.content.decode()
    assert "/edit/" not in client.get(f"/repair-requests/{asked.number}/").content.decode()


def test_a_document_is_attached_and_a_wrong_one_is_said(signed_in) -> None:
    asked = factories.repair_request()
    client = signed_in("manager")
    url = f"/repair-requests/{asked.number}/attach/"
    assert client.post(url, {"document": SimpleUploadedFile("a.pdf", b"nope")}).status_code == 422
    assert client.post(url, {"document": SimpleUploadedFile("a.pdf", factories.PDF)}).status_code == 302
    asked.refresh_from_db()
    assert asked.document_original == "a.pdf"


@pytest.mark.parametrize("role", ["technician", "logistics", "billing"])
def test_others_may_not(signed_in, services, nordwind, role: str) -> None:
    asked = factories.repair_request()
    client = signed_in(role)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, _typed(services)).status_code == 403
    assert client.post(f"/repair-requests/{asked.number}/edit/", _typed(services)).status_code == 403
    assert client.post(f"/repair-requests/{asked.number}/copy/").status_code == 403
    assert RepairRequest.objects.count() == 1
