"""The charts of an order by hand and by keyboard, wide and on a phone; axe has no complaint."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from hashmend.domain.batches import row
from hashmend.domain.bench.operations import Found, note_failures
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of, machines


@pytest.fixture
def order(page: Page, live_server: Any, client: Any) -> WorkOrder:
    """Twelve machines in two pallets, four of them in repair with dead fans, two repaired; a manager is signed in."""
    order, jobs = an_order_of(8)
    machines(order, 4)
    update_status(these(jobs[:4]), Status.IN_REPAIR, by=SYSTEM)
    fan = Found("fan", failure_type_id=factories.failure_type("Fan stopped", "fan").pk)
    for job in jobs[:4]:
        note_failures(row(job), [fan], by=SYSTEM)
    update_status(these(jobs[4:6]), Status.REPAIRED, by=SYSTEM)
    client.force_login(factories.staff("manager"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    return order


def shown(page: Page, count: int) -> None:
    expect(page.locator("[data-bulk-words]")).to_have_text(f"{count} miners")


def complaints(page: Page) -> list[str]:
    found = Axe().run(page, context="#summary").response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


@pytest.mark.parametrize("width", [1280, 390])
def test_areas_are_chosen_by_hand_and_by_keyboard(page: Page, live_server: Any, order: WorkOrder, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{live_server.url}/work-orders/{order}/")
    page.locator("#status-in-repair").click()
    shown(page, 4)
    page.locator("#status-repaired").focus()
    page.keyboard.press("Enter")
    shown(page, 6)
    expect(page.locator("#status-repaired")).to_be_focused()
    expect(page.locator("#status-repaired")).to_have_attribute("aria-current", "true")
    page.locator(".more-charts > summary").click()
    page.locator("#failure-fan-stopped").focus()
    page.keyboard.press("Enter")
    shown(page, 4)
    expect(page.locator("#failure-fan-stopped")).to_be_focused()
    expect(page.locator("#failure-fan-stopped .chart-together")).to_contain_text("100")
    assert complaints(page) == []
    page.locator("#failure-fan-stopped").click()
    shown(page, 6)
    page.locator("#container-" + order.containers.inbound()[0].number).click()
    expect(page).to_have_url(re.compile("status=in-repair&status=repaired&container="))
    expect(page.locator(".chips li")).to_have_count(4)
    assert complaints(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="Clear all filters").click()
    shown(page, 12)
    expect(page.locator(".more-charts")).to_have_attribute("open", "")
    assert page.url.endswith(f"/work-orders/{order}/")
    page.go_back()
    shown(page, 6)
