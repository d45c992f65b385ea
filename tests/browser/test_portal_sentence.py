"""The customer's sentence by hand and eye: a number filters the table, the chip takes it back, axe has no complaint."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_board import machines, packed
from tests.factories_logistics import these


@pytest.fixture
def order(page: Page, live_server: Any, client: Any) -> WorkOrder:
    """Twelve machines: nine here of which two wait for a word, three home again; the customer sees the Summary."""
    order = factories.work_order()
    jobs = machines(order, 12)
    update_status(these(*jobs[:2]), Status.AWAITING_APPROVAL, by=SYSTEM).or_refuse()
    update_status(these(*jobs[9:]), Status.REPAIRED, by=SYSTEM).or_refuse()
    packed(jobs[9:], delivered=True)
    client.force_login(factories.customer_user(order.customer))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    return order


@pytest.mark.parametrize("width", [1280, 390])
def test_a_number_filters_and_its_chip_takes_it_back(
    page: Page, live_server: Any, order: WorkOrder, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/portal/work-orders/{order}/")
    sentence = page.locator("#sentence")
    expect(sentence).to_have_text("You sent 12, we hold 9, 3 are back with you, 2 wait for your approval.")
    assert complaints(page) == []
    number = page.get_by_role("link", name="3 are back with you")
    number.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-bulk-words]")).to_have_text("3 miners")
    expect(page).to_have_url(f"{live_server.url}/portal/work-orders/{order}/?logistics=delivered")
    expect(number).to_have_attribute("aria-current", "true")
    expect(number).to_be_focused()
    expect(sentence).to_have_text("You sent 12, we hold 9, 3 are back with you, 2 wait for your approval.")
    assert complaints(page) == []
    page.get_by_role("link", name="Remove filter Logistics: Delivered").click()
    expect(page.locator("[data-bulk-words]")).to_have_text("12 miners")
    expect(page.locator("#sentence [aria-current]")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def complaints(page: Page) -> list[str]:
    """Return what axe calls serious or critical."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:300]}" for one in found if one["impact"] in {"serious", "critical"}
    ]
