"""The Messages tab of an order."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.messaging.models import Message
from hashmend.domain.messaging.operations import send_message
from hashmend.domain.work_orders.models import WorkOrder
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> WorkOrder:
    return factories.work_order()


@pytest.fixture
def address(order: WorkOrder) -> str:
    return f"/work-orders/{order.number}/messages/"


def _client(*roles: str) -> Client:
    client = Client()
    client.force_login(factories.staff(*roles))
    return client


@pytest.mark.parametrize("role", ["admin", "manager", "technician", "logistics", "billing"])
def test_every_role_of_the_centre_talks_with_the_customer(order: WorkOrder, address: str, role: str) -> None:
    client = _client(role)
    answer = client.post(f"{address}send/", {"message-body": "Arrived <b>today</b>.", "message-key": "k1"}, follow=True)
    assert b"Message sent." in answer.content
    assert b"Arrived &lt;b&gt;today&lt;/b&gt;." in answer.content
    client.post(f"{address}send/", {"message-body": "Arrived <b>today</b>.", "message-key": "k1"})
    assert Message.objects.count() == 1


def test_a_customer_never_opens_the_staff_page(order: WorkOrder, address: str) -> None:
    client = Client()
    client.force_login(factories.customer_user(order.customer))
    assert client.get(address).status_code == 403
    assert client.post(f"{address}note/", {"note-body": "x"}).status_code == 403


def test_an_empty_thread_says_what_it_is_for(address: str) -> None:
    assert b"No messages yet" in _client().get(address).content


def test_an_empty_message_is_not_sent_and_says_so(address: str) -> None:
    answer = _client().post(f"{address}send/", {"message-body": "  "})
    assert answer.status_code == 422
    assert b"Error: " in answer.content
    assert not Message.objects.exists()


def test_a_note_is_kept_apart_and_labelled(order: WorkOrder, address: str) -> None:
    client = _client()
    client.post(f"{address}note/", {"note-body": "Slow payer", "note-key": "n"})
    assert b"internal note" in client.get(address).content
    assert Message.objects.get().is_internal


def test_update_says_how_many_messages_are_new_and_sends_the_thread_alone(order: WorkOrder, address: str) -> None:
    client, buyer = _client(), factories.customer_user(order.customer, name="Nora")
    shown = send_message(order, "One", by=buyer.as_actor())
    part = {"HX-Request": "true", "HX-Target": "thread"}
    assert b"No new messages, checked " in client.get(address, {"after": shown.pk}, headers=part).content
    send_message(order, "Two", by=buyer.as_actor())
    answer = client.get(address, {"after": shown.pk}, headers=part)
    assert b"1 new message." in answer.content
    assert b"<html" not in answer.content


def test_new_messages_announce_themselves_without_being_read(order: WorkOrder, address: str) -> None:
    client, buyer = _client(), factories.customer_user(order.customer)
    send_message(order, "One", by=buyer.as_actor())
    answer = client.get(address, {"after": 0}, headers={"HX-Request": "true", "HX-Target": "checked"})
    assert b"1 new message: press Update." in answer.content
    assert b"New since your last visit" in client.get(address).content
    assert b"New since your last visit" not in client.get(address).content


@pytest.mark.parametrize("after", ["", "x", "-1", "٣", "9" * 40])
def test_a_hand_made_address_is_no_error(address: str, after: str) -> None:
    assert _client().get(address, {"after": after}).status_code == 200


def test_only_web_addresses_become_links(order: WorkOrder, address: str) -> None:
    send_message(order, "See https://x.test/a?b=1&c=2. javascript:alert(1)", by=factories.staff().as_actor())
    text = _client().get(address).content.decode()
    assert '<a href="https://x.test/a?b=1&amp;c=2" rel="noopener nofollow" target="_blank">' in text
    assert 'href="javascript' not in text


def test_a_long_thread_takes_as_many_queries_as_a_short_one(order: WorkOrder, address: str) -> None:

    client, mara = _client(), factories.staff().as_actor()
    counts = []
    for _ in range(2):
        for n in range(10):
            send_message(order, f"Message {n}", by=mara)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12
