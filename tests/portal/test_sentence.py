"""The sentence on top of a customer's order: its words, its grammar, and that each number is a filter."""

import re

import pytest
from django.test import Client

from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Logistics, Status
from hashmend.kernel.actor import SYSTEM
from hashmend.portal.orders.sentence import in_words, phrases_of
from tests import factories, factories_board, factories_logistics

L = Logistics
PHRASE = re.compile(r'<a id="(where-[^"]+)" href="([^"]+)"[^>]*>(.*?)</a>')


@pytest.mark.parametrize(
    ("places", "asked", "words"),
    [
        ({}, 0, ""),
        (
            {L.AT_RC: 30, L.BOXED: 11, L.DELIVERED: 80, L.SHIPPED: 5, L.NOT_RETURNED: 2}, 7,
            "You sent 128, we hold 41, 5 are on their way to you, 80 are back with you, 2 do not come back, 7 wait for"
            " your approval.",
        ),
        (
            dict.fromkeys(L, 1), 1,
            "You sent 6, 1 has not arrived yet, we hold 2, 1 is on its way to you, 1 is back with you, 1 does not come"
            " back, 1 waits for your approval.",
        ),
        ({L.AT_RC: 1500}, 0, "You sent 1,500, we hold 1,500."),
        ({L.NOT_ARRIVED: 40}, 0, "You announced 40; none of them has arrived yet."),
        ({L.NOT_ARRIVED: 1}, 0, "You announced 1, which has not arrived yet."),
        ({L.DELIVERED: 128}, 0, "All 128 are back with you."),
        ({L.DELIVERED: 1}, 0, "The 1 you sent is back with you."),
        ({L.DELIVERED: 126, L.NOT_RETURNED: 2}, 0, "You sent 128, 126 are back with you, 2 do not come back."),
    ],
)  # fmt: skip
def test_it_is_said_in_whole_words(places: dict[str, int], asked: int, words: str) -> None:
    assert in_words(phrases_of(places, {Status.AWAITING_APPROVAL: asked})) == words


@pytest.fixture
def order(db: None) -> WorkOrder:
    """Ten machines: two announced, three at the bench of which one waits, two boxed, one under way, two home."""
    order = factories.work_order()
    factories_board.machines(order, 2, received=False)
    jobs = factories_board.machines(order, 8)
    update_status(factories_logistics.these(jobs[0]), Status.AWAITING_APPROVAL, by=SYSTEM).or_refuse()
    update_status(factories_logistics.these(*jobs[3:]), Status.REPAIRED, by=SYSTEM).or_refuse()
    factories_board.packed(jobs[3:5])
    factories_board.packed(jobs[5:6], shipped=True)
    factories_board.packed(jobs[6:8], delivered=True)
    return order


@pytest.fixture
def client(order: WorkOrder) -> Client:
    client = Client()
    client.force_login(factories.customer_user(order.customer))
    return client


def _text(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_number_filters_the_table_to_exactly_that_many(client: Client, order: WorkOrder) -> None:
    page = _text(client, f"/portal/work-orders/{order}/")
    phrases = PHRASE.findall(page)
    assert [re.sub("<.*?>", "", words) for _, _, words in phrases] == [
        "You sent 10", "2 have not arrived yet", "we hold 5", "1 is on its way to you", "2 are back with you",
        "1 waits for your approval",
    ]  # fmt: skip
    for _, address, words in phrases:
        number = re.search(r"<strong>(\d+)</strong>", words)[1]  # type: ignore[index]
        shown = _text(client, address.replace("&amp;", "&"))
        assert shown.count('<tr role="row" id="summary-') == int(number), words


def test_the_chosen_number_is_marked_and_the_others_stay_as_they_are(client: Client, order: WorkOrder) -> None:
    address = f"/portal/work-orders/{order}/?logistics=delivered"
    alone = _text(client, address, **{"HX-Request": "true", "HX-Target": "summary"})
    assert re.search(r'id="sentence"[^>]* hx-swap-oob="true"', alone)
    assert re.search(r'id="where-delivered"[^>]*aria-current="true"', alone)
    assert alone.count('aria-current="true">') >= 1
    assert "You sent <strong>10</strong>" in alone


def test_an_order_without_machines_says_so(db: None) -> None:
    order = factories.work_order()
    client = Client()
    client.force_login(factories.customer_user(order.customer))
    assert "No machines are in this order yet." in _text(client, f"/portal/work-orders/{order}/")


def test_the_list_says_where_what_next_and_what_to_pay(client: Client, order: WorkOrder) -> None:
    page = _text(client, "/portal/")
    for number, words in ((2, "not here yet"), (5, "with us"), (1, "on the way to you"), (2, "back with you")):
        assert f"<li><strong>{number}</strong> {words}</li>" in page
    assert "1 waits for your approval" in page
    assert "5 of 10 finished" in page
