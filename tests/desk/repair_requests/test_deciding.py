"""Approving, denying, copying; and an order in one step, over HTTP."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hashmend.domain.work_orders.models import RepairRequest, WorkOrder
from tests import factories

S = RepairRequest.State


def _url(asked: RepairRequest, verb: str) -> str:
    return f"/repair-requests/{asked.number}/{verb}/"


def _state(asked: RepairRequest) -> str:
    return RepairRequest.objects.get(pk=asked.pk).state


def test_approval_asks_first_and_then_opens_the_order(signed_in) -> None:
    customer = factories.customer()
    factories.agreement(customer)
    asked = factories.repair_request(customer)
    client = signed_in("manager")
    page = client.get(_url(asked, "approve")).content.decode()
    assert "Its scope and prices are then fixed." in page
    assert _state(asked) == S.UNDER_REVIEW
    due = factories.today() + timedelta(9)
    answer = client.post(_url(asked, "approve"), {"due_on": due.isoformat(), "version": "1"})
    order = WorkOrder.objects.get()
    assert answer.url == f"/work-orders/{order.number}/"
    assert (order.due_on, _state(asked)) == (due, S.APPROVED)


def test_without_an_agreement_the_refusal_is_shown_and_nothing_changes(signed_in) -> None:
    asked = factories.repair_request(factories.customer(alias="Nordwind"))
    answer = signed_in("manager").post(_url(asked, "approve"), {"version": "1"})
    assert answer.status_code == 409
    assert "Nordwind has no repair service agreement in term today" in answer.content.decode()
    assert _state(asked) == S.UNDER_REVIEW
    assert not WorkOrder.objects.exists()


def test_denying_needs_a_reason_and_is_final(signed_in) -> None:
    asked = factories.repair_request()
    client = signed_in("manager")
    assert client.post(_url(asked, "deny"), {"reason": ""}).status_code == 422
    assert client.post(_url(asked, "deny"), {"reason": "No boards left."}).status_code == 302
    assert _state(asked) == S.DENIED
    page = client.get(f"/repair-requests/{asked.number}/").content.decode()
    assert "No boards left." in page
    assert "Approve</a>" not in page
    assert client.post(_url(asked, "deny"), {"reason": "Again."}).status_code == 409


def test_a_copy_goes_on_in_the_editor(signed_in) -> None:
    asked = factories.repair_request()
    answer = signed_in("manager").post(_url(asked, "copy"))
    copy = RepairRequest.objects.exclude(pk=asked.pk).get()
    assert answer.url == f"/repair-requests/{copy.number}/edit/"


@pytest.mark.parametrize("role", ["technician", "logistics", "billing", "customer"])
def test_others_may_not_decide(signed_in, role: str) -> None:
    asked = factories.repair_request()
    client = signed_in(role)
    for verb in ("approve", "deny"):
        assert client.get(_url(asked, verb)).status_code == 403
        assert client.post(_url(asked, verb), {"reason": "x"}).status_code == 403
    assert client.get("/work-orders/new/").status_code == 403
    assert client.post("/work-orders/new/").status_code == 403
    assert _state(asked) == S.UNDER_REVIEW


def test_an_order_is_opened_in_one_step(signed_in) -> None:
    customer = factories.customer(alias="Nordwind")
    service = factories.service(price="40.00")
    client = signed_in("manager")
    typed = {
        "customer": "nordw", "quantity": "5", f"service_{service.pk}": "on", "fee_rows": "2",
        "due_on": "2030-01-31", "document": SimpleUploadedFile("scope.pdf", factories.PDF),
    }  # fmt: skip
    refused = client.post("/work-orders/new/", typed)
    assert refused.status_code == 409
    assert "Nordwind has no repair service agreement in term today" in refused.content.decode()
    assert 'value="nordw"' in refused.content.decode()
    assert not RepairRequest.objects.exists()

    factories.agreement(customer)
    typed["document"] = SimpleUploadedFile("scope.pdf", factories.PDF)
    answer = client.post("/work-orders/new/", typed)
    order = WorkOrder.objects.get()
    assert answer.url == f"/work-orders/{order.number}/"
    assert (order.customer, order.repair_request.document_original) == (customer, "scope.pdf")
    assert str(order.due_on) == "2030-01-31"


def test_an_order_needs_a_service(signed_in) -> None:
    customer = factories.customer(alias="Nordwind")
    factories.agreement(customer)
    answer = signed_in("manager").post("/work-orders/new/", {"customer": "Nordwind", "quantity": "5", "fee_rows": "2"})
    assert answer.status_code == 409
    assert "has no service in its scope: choose at least one first" in answer.content.decode()
    assert not RepairRequest.objects.exists()


def test_a_missing_price_is_said_at_its_field(signed_in) -> None:
    customer = factories.customer(alias="Nordwind")
    factories.agreement(customer)
    service = factories.service("Reballing", price=None)
    client = signed_in("manager")
    typed = {"customer": "Nordwind", "quantity": "5", "fee_rows": "2", f"service_{service.pk}": "on"}
    answer = client.post("/work-orders/new/", typed)
    assert answer.status_code == 422
    assert "Price of Reballing: Give a price: the catalogue has none in USD." in answer.content.decode()
    assert not RepairRequest.objects.exists()
    assert client.post("/work-orders/new/", typed | {f"price_{service.pk}": "0"}).status_code == 302
    assert str(WorkOrder.objects.get().repair_request.scope.get().price) == "0.00"
