"""The conversation in two browsers: the customer's and the repair centre's."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from hashmend.domain.accounts.models import User
from hashmend.domain.messaging.models import Message
from hashmend.domain.messaging.operations import send_message
from hashmend.domain.work_orders.models import WorkOrder
from tests import factories

Both = tuple[WorkOrder, Page, Page]


def window_of(browser: Browser, site: str, person: User) -> Page:
    client = Client()
    client.force_login(person)
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return context.new_page()


@pytest.fixture
def both(browser: Browser, live_server: Any) -> Iterator[Both]:
    """Return an order with the Messages tab open on both sides."""
    order, site = factories.work_order(), live_server.url
    staff = window_of(browser, site, factories.staff("manager", name="Mara Manager"))
    buyer = window_of(browser, site, factories.customer_user(order.customer, name="Kari Kunde"))
    staff.goto(f"{site}/work-orders/{order.number}/messages/")
    buyer.goto(f"{site}/portal/work-orders/{order.number}/messages/")
    yield order, staff, buyer
    staff.context.close()
    buyer.context.close()


def send(page: Page, words: str) -> None:
    page.get_by_label("Message", exact=True).fill(words)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Message sent.")).to_be_visible()


def update(page: Page) -> None:
    page.get_by_role("button", name="Update").click()


def test_update_fetches_what_is_new_and_keeps_a_half_typed_answer(both: Both) -> None:
    _, staff, buyer = both
    send(buyer, "When do they come home?")
    send(buyer, "And how many?")
    staff.get_by_label("Message", exact=True).fill("Half an answer")
    update(staff)
    expect(staff.get_by_text("2 new messages.")).to_be_visible()
    expect(staff.get_by_text("When do they come home?")).to_be_visible()
    expect(staff.get_by_text("New since your last visit")).to_be_visible()
    expect(staff.get_by_label("Message", exact=True)).to_have_value("Half an answer")
    update(staff)
    expect(staff.get_by_text("No new messages, checked")).to_be_visible()


def test_update_keeps_the_place_where_somebody_reads(both: Both) -> None:
    order, staff, _ = both
    kari = User.objects.get(name="Kari Kunde").as_actor()
    for n in range(40):
        send_message(order, f"Message {n}", by=kari)
    staff.reload()
    thread = staff.locator("#thread")
    assert thread.evaluate("t => t.scrollTop + t.clientHeight >= t.scrollHeight - 2"), "It opens at the newest."
    thread.evaluate("t => t.scrollTop = 120")
    send_message(order, "One more", by=kari)
    update(staff)
    expect(staff.get_by_text("1 new message.")).to_be_visible()
    assert thread.evaluate("t => t.scrollTop") == 120


def test_what_is_typed_is_shown_literally_and_only_web_addresses_become_links(both: Both) -> None:
    _, staff, buyer = both
    send(buyer, "<img src=x onerror=alert(1)> javascript:alert(1) https://example.com/a?b=1 =1+1")
    update(staff)
    said = staff.locator(".said-body").last
    expect(said).to_have_text("<img src=x onerror=alert(1)> javascript:alert(1) https://example.com/a?b=1 =1+1")
    links = said.locator("a")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", "https://example.com/a?b=1")
    expect(links).to_have_attribute("rel", "noopener nofollow")


def test_a_note_stays_in_the_house_and_is_labelled(both: Both) -> None:
    _, staff, buyer = both
    staff.get_by_text("Write an internal note").click()
    staff.get_by_label("Internal note", exact=True).fill("STAFFONLY: check their credit")
    staff.get_by_role("button", name="Keep the note").click()
    expect(staff.get_by_text("internal note", exact=False).first).to_be_visible()
    update(buyer)
    expect(buyer.get_by_text("No new messages, checked")).to_be_visible()
    expect(buyer.get_by_text("STAFFONLY")).to_have_count(0)


@pytest.mark.both_databases
def test_a_double_click_sends_once_and_nothing_sends_nothing(both: Both) -> None:
    _, _, buyer = both
    buyer.get_by_label("Message", exact=True).fill("Only once")
    buyer.get_by_role("button", name="Send").dblclick()
    expect(buyer.get_by_text("Message sent.")).to_be_visible()
    assert Message.objects.count() == 1
    buyer.get_by_label("Message", exact=True).fill("   ")
    buyer.keyboard.press("Control+Enter")
    expect(buyer.locator(".said")).to_have_count(1)
    assert Message.objects.count() == 1
    expect(buyer.get_by_role("alert")).to_contain_text("Message: This field is required.")


def test_what_could_not_be_sent_stays_and_is_sent_once_later(both: Both) -> None:
    _, _, buyer = both
    buyer.get_by_label("Message", exact=True).fill("Written in a tunnel")
    buyer.context.set_offline(True)
    buyer.get_by_role("button", name="Send").click()
    expect(buyer.get_by_text("what you typed is still here")).to_be_visible()
    expect(buyer.get_by_label("Message", exact=True)).to_have_value("Written in a tunnel")
    buyer.context.set_offline(False)
    buyer.get_by_role("button", name="Try again").click()
    expect(buyer.locator(".said-body")).to_have_text("Written in a tunnel")
    assert Message.objects.count() == 1


def test_what_was_typed_outlives_the_session(both: Both) -> None:
    _, _, buyer = both
    buyer.get_by_label("Message", exact=True).fill("Typed for an hour")
    kept = buyer.context.cookies()
    buyer.context.clear_cookies(name="sessionid")
    buyer.get_by_role("button", name="Send").click()
    expect(buyer.get_by_text("You were signed out")).to_be_visible()
    expect(buyer.get_by_label("Message", exact=True)).to_have_value("Typed for an hour")
    buyer.context.add_cookies([cookie for cookie in kept if cookie["name"] == "sessionid"])
    buyer.get_by_role("button", name="Try again").click()
    expect(buyer.locator(".said-body")).to_have_text("Typed for an hour")
