"""Bulk actions and their undo by keyboard, on a desktop and on a phone; axe looks at each dialog and notice."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import complete_services
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.browser.crawl import is_too_wide
from tests.browser.test_every_page import barriers
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of

Board = tuple[WorkOrder, list[Job]]


@pytest.fixture
def board(page: Page, live_server: Any, client: Any) -> Board:
    """Six machines, cleaned; another order of their customer knows no cleaning. A manager is at the Summary."""
    cleaning = factories.service("Cleaning")
    order, jobs = an_order_of(6, scope=factories.scope(cleaning, factories.service("Repair")))
    complete_services(these(jobs), [cleaning], by=SYSTEM)
    factories.work_order(order.customer)
    client.force_login(factories.staff("manager", "technician"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.goto(f"{live_server.url}/work-orders/{order}/")
    return order, list(jobs)


def settled(page: Page) -> None:
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def opened(page: Page, *jobs: Job, downs: int) -> Any:
    """Tick machines, open the menu and one of its entries, all by keyboard; return the dialog."""
    for job in jobs:
        page.get_by_label(f"Select {job.miner}", exact=True).focus()
        page.keyboard.press("Space")
    page.locator("[data-bulk] details.menu > summary").focus()
    for _ in range(downs):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    settled(page)
    return dialog


def looks_right(page: Page) -> None:
    settled(page)
    assert list(barriers(page)) == []
    assert not is_too_wide(page)


def test_a_status_for_many_is_set_and_undone_by_keyboard(page: Page, board: Board) -> None:
    _, jobs = board
    dialog = opened(page, *jobs[:3], downs=1)
    choice = dialog.get_by_label("New status")
    expect(choice).to_be_focused()
    choice.select_option("Stress test")  # letters typed slowly choose one status after the other
    expect(dialog.get_by_text("3 miners: Received → Stress test")).to_be_visible()
    expect(choice).to_be_focused()
    looks_right(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(dialog.get_by_role("button", name="Update 3")).to_be_focused()
    page.keyboard.press("Enter")
    notice = page.locator("#notices")
    expect(notice).to_contain_text("3 miners set to Stress test.")
    expect(page.locator("[data-bulk] details.menu > summary")).to_be_focused()
    looks_right(page)
    assert these(jobs).filter(status=Status.STRESS_TEST).count() == 3
    notice.get_by_role("button", name="Undo").focus()
    page.keyboard.press("Enter")
    expect(notice.get_by_text("Undone for 3 miners: each has the status again that it had before.")).to_be_focused()
    expect(notice.get_by_role("button", name="Undo")).to_have_count(0)
    expect(page.locator("#status-stress-test .chart-count")).to_have_count(0)
    assert not these(jobs).filter(status=Status.STRESS_TEST).exists()


def test_a_double_click_leaves_the_focus_where_a_click_does(page: Page, board: Board) -> None:
    _, jobs = board
    dialog = opened(page, *jobs[:3], downs=1)
    dialog.get_by_label("New status").select_option("Stress test")
    expect(dialog.get_by_text("3 miners: Received → Stress test")).to_be_visible()
    settled(page)
    dialog.get_by_role("button", name="Update 3").hover()
    _press(page, 1)
    expect(page.locator("dialog[open]")).to_have_count(0)
    _press(page, 2)  # where the button was lies a chart now, whose parts are filters
    expect(page.locator("#notices")).to_contain_text("3 miners set to Stress test.")
    menu = page.locator("[data-bulk] details.menu > summary")
    expect(menu).to_be_focused()
    _press(page, 3)
    settled(page)
    expect(menu).to_be_focused()
    _press(page, 1)  # a click of its own is one again
    expect(menu).not_to_be_focused()
    assert these(jobs).filter(status=Status.STRESS_TEST).count() == 3


def _press(page: Page, count: int) -> None:
    """Press the mouse where it is, as the first, second or third of quick clicks."""
    page.mouse.down(click_count=count)
    page.mouse.up(click_count=count)


def test_machines_move_on_a_phone_after_what_is_lacking_was_decided(page: Page, board: Board) -> None:
    order, jobs = board
    target = WorkOrder.objects.exclude(pk=order.pk).get()
    page.set_viewport_size({"width": 390, "height": 844})
    dialog = opened(page, *jobs[:2], downs=4)
    expect(dialog.get_by_label("Work order", exact=True)).to_be_hidden()
    dialog.get_by_label("To another open order").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(str(target))  # while the answer to the radio button is on its way
    page.keyboard.press("Tab")
    expect(dialog.get_by_text("Cleaning is not in the scope there")).to_be_visible()
    settled(page)
    dialog.get_by_label("Leave these miners here").focus()
    page.keyboard.press("Space")
    expect(dialog.get_by_text("none of them can be changed")).to_be_visible()
    settled(page)
    expect(dialog.get_by_label("Leave these miners here")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(dialog.get_by_label("Price of Cleaning there")).to_have_value("45.00")
    looks_right(page)
    dialog.get_by_role("button", name="Move 2").press("Enter")
    expect(page.locator("#notices")).to_contain_text(f"2 miners moved to {target}.")
    looks_right(page)
    page.locator("#notices").get_by_role("button", name="Undo").press("Enter")
    expect(page.locator("#notices")).to_contain_text("each is in the order again that it came from")
    assert order.jobs.count() == 6


def test_a_list_that_changed_closes_the_dialog_and_says_so_where_it_can_be_read(page: Page, board: Board) -> None:
    order, jobs = board
    dialog = opened(page, downs=2)
    expect(dialog.get_by_text("All 6 miners of")).to_be_visible()
    expect(dialog.get_by_text("6 services will be completed: Repair 6.")).to_be_visible()
    dialog.get_by_label("Only some of them").check()
    dialog.get_by_label("Cleaning:").check()
    expect(dialog.get_by_text("none of them can be changed")).to_be_visible()
    dialog.get_by_label("All 2 services of the scope").check()
    settled(page)
    looks_right(page)
    Job.objects.filter(pk=jobs[5].pk).update(work_order=WorkOrder.objects.exclude(pk=order.pk).get())
    dialog.get_by_role("button", name="Complete services for 6").click()
    expect(dialog).to_have_count(0)
    expect(page.locator("#notices")).to_contain_text("it is 5 miners now, not 6")
    expect(page.locator("[data-bulk-words]")).to_have_text("5 miners")
