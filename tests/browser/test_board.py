"""The board of an order by hand and eye: charts, status in place, bulk actions, the pen."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of, packed

Board = tuple[WorkOrder, list[Job]]


@pytest.fixture
def board(page: Page, live_server: Any, client: Any) -> Board:
    """Sixty machines, twenty of them repaired; a manager is signed in and sees the Summary."""
    factories.miner_model("Antminer S99")
    order, jobs = an_order_of(60)
    update_status(these(jobs[:20]), Status.REPAIRED, by=SYSTEM)
    client.force_login(factories.staff("manager", "technician"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.goto(f"{live_server.url}/work-orders/{order}/")
    return order, list(jobs)


def tick(page: Page, job: Job) -> None:
    page.get_by_label(f"Select {job.miner}", exact=True).check()


def offered(page: Page) -> list[str]:
    """Open the menu of actions and return what it offers."""
    page.locator("[data-bulk] details.menu > summary").click()
    names = page.locator("[data-bulk-action]:visible").all_inner_texts()
    page.keyboard.press("Escape")
    return [name.strip() for name in names]


def act(page: Page, name: str) -> None:
    page.locator("[data-bulk] details.menu > summary").click()
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("dialog[open]")).to_be_visible()


def test_charts_filter_the_table_and_the_address_restores_it(page: Page, board: Board) -> None:
    page.locator("#status-repaired").click()
    expect(page.locator("[data-bulk-words]")).to_have_text("20 miners")
    assert page.url.endswith("?status=repaired")
    page.locator("#logistics-at-rc").click()
    expect(page).to_have_url(re.compile("status=repaired&logistics=at-rc"))
    page.get_by_role("link", name="Remove filter Repair status: Repaired").click()
    expect(page.locator("[data-bulk-words]")).to_have_text("60 miners")
    page.go_back()
    expect(page.locator("[data-bulk-words]")).to_have_text("20 miners")
    page.reload()
    expect(page.locator("#status-repaired")).to_have_attribute("aria-current", "true")


@pytest.mark.both_databases
def test_a_status_changes_in_place_and_charts_and_selection_follow(page: Page, board: Board) -> None:
    _, jobs = board
    tick(page, jobs[1])
    cell = page.locator(f"#status-{jobs[0].pk}")
    cell.get_by_role("link").click()
    expect(cell.locator("select")).to_be_focused()
    cell.locator("select").select_option("in-repair")
    expect(page.locator("#notices")).to_contain_text(f"{jobs[0].miner} set to In repair.")
    expect(page.locator("#status-repaired .chart-count")).to_contain_text(re.compile("^19 of"))
    expect(page.locator("#status-in-repair .chart-count")).to_contain_text(re.compile("^1 of"))
    expect(page.locator("[data-bulk-words]")).to_have_text("1 selected")
    expect(cell.get_by_role("link")).to_have_text("In repair")
    expect(page.locator("#latest")).to_contain_text("went from Repaired to In repair")


def test_escape_keeps_the_status(page: Page, board: Board) -> None:
    _, jobs = board
    cell = page.locator(f"#status-{jobs[0].pk}")
    cell.get_by_role("link").click()
    expect(cell.locator("select")).to_be_focused()
    page.keyboard.press("Escape")
    expect(cell.locator("select")).to_have_count(0)
    expect(cell.get_by_role("link")).to_be_focused()


def test_a_refused_status_falls_back_and_says_why(page: Page, board: Board) -> None:
    _, jobs = board
    cell = page.locator(f"#status-{jobs[0].pk}")
    cell.get_by_role("link").click()
    box = packed(jobs[:1], shipped=True)
    cell.locator("select").select_option("in-repair")
    expect(page.locator("#notices")).to_contain_text(f"left the repair centre in {box}")
    expect(cell.locator("select")).to_have_value("repaired")


def test_the_menu_follows_the_number_of_selected_miners(page: Page, board: Board) -> None:
    _, jobs = board
    all_of_them = ["Update status", "Complete services"]
    assert offered(page) == all_of_them
    for_some = [*all_of_them, "Assign to outbound container", "Move to another work order"]
    for number, job in enumerate(jobs[:4], 1):
        tick(page, job)
        assert offered(page) == [*for_some, *(["Consolidate"] if number in (2, 3) else [])]
    page.locator("[data-clear-selection]").click()
    assert offered(page) == all_of_them


def test_a_bulk_status_tells_first_and_clears_the_selection(page: Page, board: Board) -> None:
    _, jobs = board
    packed(jobs[:1], shipped=True)
    for job in jobs[:3]:
        tick(page, job)
    act(page, "Update status")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("2 can be changed, 1 cannot")
    dialog.get_by_label("New status").select_option("stress-test")
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_label("New status")).to_have_value("stress-test")
    dialog.get_by_role("button", name="Update 2").click()
    expect(page.locator("#notices")).to_contain_text("2 miners set to Stress test. 1 skipped")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("#status-stress-test .chart-count")).to_contain_text(re.compile("^2 of"))
    expect(page.locator("[data-bulk] details.menu > summary")).to_be_focused()
    expect(page.locator("[data-bulk-words]")).to_have_text("60 miners")


def test_nothing_ticked_under_a_filter_asks_which_are_meant(page: Page, board: Board) -> None:
    page.locator("#status-repaired").click()
    expect(page.locator("[data-bulk-words]")).to_have_text("20 miners")
    act(page, "Update status")
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("radio")).to_have_count(2)
    expect(dialog.get_by_role("radio").first).not_to_be_checked()
    dialog.get_by_role("radio").nth(1).check()
    dialog.get_by_label("New status").select_option("in-repair")
    page.locator("dialog[open]").get_by_role("button", name="Update 20").click()
    expect(page.locator("#notices")).to_contain_text("20 miners set to In repair.")
    assert Job.objects.filter(status=Status.IN_REPAIR).count() == 20


def test_finished_machines_go_into_a_new_pallet(page: Page, board: Board) -> None:
    _, jobs = board
    tick(page, jobs[0])
    act(page, "Assign to outbound container")
    page.locator("dialog[open]").get_by_role("button", name="Assign 1").click()
    expect(page.locator("#notices")).to_contain_text("1 miner put into a new container.")
    expect(page.locator(f"#summary-{jobs[0].pk}").get_by_role("img", name="Boxed")).to_be_visible()


def test_the_pen_edits_in_place_by_keyboard(page: Page, live_server: Any, board: Board) -> None:
    order, jobs = board
    page.goto(f"{live_server.url}/work-orders/{order}/miners/")
    pen = page.get_by_role("link", name=f"Edit {jobs[0].miner}", exact=True)
    pen.click()
    row = page.locator(f"#miners-{jobs[0].pk}")
    expect(row.locator("[name=serial]")).to_be_focused()
    expect(row).not_to_have_class(re.compile("htmx-"))
    page.keyboard.press("Escape")
    expect(pen).to_be_focused()
    pen.press("Enter")
    expect(row.locator("[name=serial]")).to_be_focused()
    expect(row).not_to_have_class(re.compile("htmx-"))
    row.locator("[name=serial]").fill(str(jobs[1].miner))
    page.keyboard.press("Enter")
    expect(row.locator(".pen-why")).to_contain_text(f"is in {order} as #2 already")
    row.locator("[name=serial]").fill("HKX-1")
    row.locator("[name=model]").fill("Antminer S99")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text(f"{jobs[0].miner} is HKX-1 now.")
    expect(page.get_by_role("link", name="Edit HKX-1", exact=True)).to_be_focused()
    expect(row).to_contain_text("Antminer S99")
    expect(row).to_contain_text(f"formerly {jobs[0].miner}")
    assert page.url.endswith("/miners/")


def test_a_row_opens_the_page_of_the_machine(page: Page, live_server: Any, board: Board) -> None:
    order, jobs = board
    page.goto(f"{live_server.url}/work-orders/{order}/miners/")
    page.locator(f"#miners-{jobs[2].pk} td[data-label=MAC]").click()
    expect(page).to_have_url(f"{live_server.url}/work-orders/{order}/miners/3/")
    page.locator("summary", has_text="Set status").click()
    page.get_by_role("button", name="In repair", exact=True).click()
    expect(page.locator("#notices")).to_contain_text(f"{jobs[2].miner} set to In repair.")
