"""The general search by keyboard, mouse and scanner, wide and narrow, in its dialog."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from hashmend.domain.work_orders.models import WorkOrder
from tests import factories


@pytest.fixture
def order(page: Page, live_server: Any, client: Any) -> WorkOrder:
    """Return an order with ten machines; a member of staff is signed in and sees the list of orders."""
    made = factories.work_order(factories.customer(alias="Nordfarm"))
    factories.jobs(made, entries=[factories.machine(f"FINDME{n:06d}") for n in range(10)])
    client.force_login(factories.staff())
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.goto(f"{live_server.url}/work-orders/")
    return made


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Search")


def findings(page: Page) -> list[str]:
    """Return what axe says against the dialog as it is now."""
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page, "#search").response["violations"]]


def test_ctrl_k_finds_by_typing_and_opens_by_enter(page: Page, order: WorkOrder) -> None:
    page.get_by_role("searchbox").first.focus()
    page.keyboard.press("Control+k")
    expect(field(page)).to_be_focused()
    expect(page.locator("#search-found")).to_contain_text("Type or scan")
    assert findings(page) == []
    page.keyboard.type("findme-00000")
    expect(page.get_by_role("option")).to_have_count(9)
    expect(page.locator("#search-said")).to_have_text("Found more than 8 miners.")
    assert findings(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("FINDME000008")
    expect(field(page)).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    assert findings(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("FINDME000008")


def test_esc_closes_and_gives_the_focus_back(page: Page, order: WorkOrder) -> None:
    before = page.get_by_role("searchbox").first
    before.focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("nothing like it")
    expect(page.locator("#search-found")).to_contain_text("Nothing found for")
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#search")).to_be_hidden()
    expect(before).to_be_focused()


def test_a_scan_opens_its_machine_on_a_phone_in_the_dark(page: Page, order: WorkOrder) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.reload()
    page.get_by_role("link", name="Search", exact=True).click()
    expect(field(page)).to_be_focused()
    page.keyboard.type("findme0000")
    expect(page.get_by_role("option").first).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    field(page).fill("")
    page.keyboard.type("SN: FINDME000007")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/work-orders/{order.number}/miners/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("FINDME000007")
