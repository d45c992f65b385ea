"""The pages behind an order's menu: complete, cancel, hold, due date."""

import re
from html import unescape

import pytest
from django.test import Client

from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.statuses import Status
from tests import factories

VERBS = ("complete", "cancel", "hold", "due-date")


@pytest.fixture
def order(db) -> WorkOrder:
    return factories.work_order()


def _url(order: WorkOrder, verb: str) -> str:
    return f"/work-orders/{order.number}/{verb}/"


def _fresh(order: WorkOrder) -> WorkOrder:
    return WorkOrder.objects.get(pk=order.pk)


@pytest.mark.parametrize("role", ["technician", "logistics", "billing", "customer"])
def test_others_may_not(signed_in, order: WorkOrder, role: str) -> None:
    client: Client = signed_in(role)
    for verb in VERBS:
        assert client.get(_url(order, verb)).status_code == 403
        assert client.post(_url(order, verb), {"reason": "x"}).status_code == 403
    assert client.post(_url(order, "resume")).status_code == 403
    assert _fresh(order).is_open


def test_asking_changes_nothing_and_names_the_order(signed_in, order: WorkOrder) -> None:
    client = signed_in("manager")
    for verb in VERBS:
        assert order.number in client.get(_url(order, verb)).content.decode()
    assert order.events.count() == 1
    assert client.get("/work-orders/RWO-2020-0001/complete/").status_code == 404


def test_completing_lists_what_is_missing_before_and_after_the_try(signed_in, order: WorkOrder) -> None:
    job = factories.jobs(order, status=Status.IN_REPAIR)[0]
    factories.jobs(order, status=Status.EXPECTED)
    client = signed_in("manager")
    page = client.get(_url(order, "complete")).content.decode()
    assert f"1 machine has no outcome yet ({job.miner})" in page
    address = re.findall('href="([^"]+)">Show them', page)[1]
    shown = client.get(unescape(address)).content.decode()
    assert f"Select {job.miner}" in shown
    assert shown.count("Select SN") == 1
    assert f"Complete {order}</button>" not in page
    answer = client.post(_url(order, "complete"))
    assert answer.status_code == 409
    assert f"1 machine has no outcome yet ({job.miner})" in answer.content.decode()
    assert "1 machine has not arrived" in answer.content.decode()
    assert _fresh(order).is_open


def test_a_finished_order_is_completed(signed_in, order: WorkOrder) -> None:
    factories.jobs(order, status=Status.SCRAPPED)
    client = signed_in("manager")
    assert f"Complete {order}</button>" in client.get(_url(order, "complete")).content.decode()
    assert client.post(_url(order, "complete")).url == f"/work-orders/{order.number}/"
    assert _fresh(order).state == WorkOrder.State.COMPLETE
    assert client.post(_url(order, "complete")).status_code == 409


def test_cancelling_needs_a_reason_and_is_refused_while_machines_are_here(signed_in, order: WorkOrder) -> None:
    client = signed_in("manager")
    assert client.post(_url(order, "cancel"), {"reason": ""}).status_code == 422
    job = factories.jobs(order, status=Status.RECEIVED)[0]
    answer = client.post(_url(order, "cancel"), {"reason": "Changed their mind."})
    assert answer.status_code == 409
    assert str(job.miner) in answer.content.decode()
    assert "Changed their mind." in answer.content.decode()
    assert _fresh(order).is_open
    other = factories.work_order()
    assert client.post(_url(other, "cancel"), {"reason": "Changed their mind."}).status_code == 302
    assert _fresh(other).cancelled_reason == "Changed their mind."


def test_hold_and_resume(signed_in, order: WorkOrder) -> None:
    client = signed_in("manager")
    client.post(_url(order, "hold"), {"reason": "No boards."})
    assert _fresh(order).hold_reason == "No boards."
    page = client.get(_url(order, "hold")).content.decode()
    assert "No boards." in page
    assert f"Resume {order}" in page
    assert client.post(_url(order, "resume")).status_code == 302
    assert _fresh(order).hold_reason == ""
    assert client.post(_url(order, "resume")).status_code == 409


def test_the_due_date_is_set_and_taken_away(signed_in, order: WorkOrder) -> None:
    client = signed_in("manager")
    assert client.post(_url(order, "due-date"), {"due_on": "2030-02-30"}).status_code == 422
    client.post(_url(order, "due-date"), {"due_on": "2030-02-28"})
    assert str(_fresh(order).due_on) == "2030-02-28"
    client.post(_url(order, "due-date"), {"due_on": ""})
    assert _fresh(order).due_on is None
