"""Lists by hand, eye and key: heads that stay, keys, selections, a page of 1,500 rows, columns and saved filters."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hashmend.domain.accounts.models import ListPreference
from hashmend.domain.batches import row as these
from hashmend.domain.catalogue.models import FailureType, PartType
from hashmend.domain.logistics.operations import Tracking, mark_picked_up, put_into_shipment
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import put_on_hold, update_status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests import factories_billing as billing
from tests import factories_logistics as logistics
from tests.browser.test_every_page import barriers
from tests.factories_board import an_order_of

PHONE = {"width": 390, "height": 844}


def signed_in(page: Page, client: Any, url: str, *roles: str) -> None:
    client.force_login(factories.staff(*roles))
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])


@pytest.fixture
def board(page: Page, live_server: Any, client: Any) -> tuple[WorkOrder, list[Job]]:
    """Thirty machines; a manager sees the Summary in pages of 25."""
    order, jobs = an_order_of(30)
    signed_in(page, client, live_server.url, "manager", "technician")
    page.goto(f"{live_server.url}/work-orders/{order}/?per=25")
    return order, list(jobs)


@pytest.fixture
def long(page: Page, live_server: Any, client: Any) -> Page:
    """Fifteen hundred failure types; an admin sees them all on one page."""
    FailureType.objects.bulk_create(
        FailureType(code=f"c{n:04}", name=f"Failure {n}", part_type=PartType.FAN) for n in range(1500)
    )
    signed_in(page, client, live_server.url, "admin")
    page.goto(f"{live_server.url}/desk/_components/?per=all")
    return page


def row(page: Page, job: Job) -> Any:
    return page.locator(f"#summary-{job.pk}")


def test_keys_go_through_the_rows_select_them_and_change_a_status(
    page: Page, board: tuple[WorkOrder, list[Job]]
) -> None:
    _, jobs = board
    page.keyboard.press("j")
    expect(row(page, jobs[0]).locator(".row-link")).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator("[data-bulk-words]")).to_have_text("3 selected")
    expect(row(page, jobs[2]).locator("[data-tick]")).to_be_checked()
    page.keyboard.press("k")
    page.keyboard.press("s")
    choice = row(page, jobs[2]).locator("select")
    expect(choice).to_be_focused()
    page.keyboard.type("jjx")
    expect(page.locator("[data-bulk-words]")).to_have_text("3 selected")
    choice.select_option("in-repair")
    expect(row(page, jobs[2]).locator(".status-cell")).to_contain_text("In repair")
    expect(page.locator("[data-bulk-words]")).to_have_text("3 selected")
    expect(row(page, jobs[2]).locator("select")).to_have_count(0)
    page.locator("body").click(position={"x": 640, "y": 5})
    page.keyboard.press("j")
    expect(row(page, jobs[3]).locator(".row-link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/miners/{jobs[3].position}/$"))


def test_chips_do_not_touch_the_bar_of_what_is_selected(page: Page, board: tuple[WorkOrder, list[Job]]) -> None:
    page.goto(f"{page.url}&status=received")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(".list-bar.is-active")).to_be_visible()
    chips, bar = page.locator(".chip").first.bounding_box(), page.locator(".list-bar").first.bounding_box()
    assert chips
    assert bar
    assert bar["y"] - (chips["y"] + chips["height"]) >= 6


def test_letters_stay_letters_in_fields_and_can_be_switched_off(page: Page, board: tuple[WorkOrder, list[Job]]) -> None:
    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("j?x")
    expect(search).to_have_value("j?x")
    expect(page.locator("#summary-keys")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(search).to_have_value("")
    expect(page.locator("#summary tr[data-href]")).to_have_count(25)
    page.keyboard.press("Escape")
    expect(row(page, board[1][0]).locator(".row-link")).to_be_focused()
    page.keyboard.press("?")
    keys = page.locator("#summary-keys")
    expect(keys).to_be_visible()
    expect(keys).to_contain_text("Change the status of the row")
    assert list(barriers(page)) == []
    keys.get_by_label("Letters act as keys").uncheck()
    page.keyboard.press("Escape")
    first, second = (row(page, job).locator(".row-link") for job in board[1][:2])
    expect(first).to_be_focused()
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.get_by_role("button", name="Keyboard: all keys of this list").click()
    keys.get_by_label("Letters act as keys").check()
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    expect(first).to_be_focused()


def test_a_selection_survives_sorting_paging_and_coming_back_and_nothing_else(
    page: Page, live_server: Any, board: tuple[WorkOrder, list[Job]]
) -> None:
    order, jobs = board
    words = page.locator("[data-bulk-words]")
    row(page, jobs[0]).locator("[data-tick]").check()
    row(page, jobs[2]).locator("[data-tick]").click(modifiers=["Shift"])
    expect(words).to_have_text("3 selected")
    page.keyboard.press("n")
    expect(page.locator(".list-which")).to_have_text("26 to 30 of 30")
    expect(words).to_have_text("3 selected, 3 not shown")
    page.get_by_role("link", name="Serial number").click()
    expect(page.locator("[aria-sort=ascending]")).to_contain_text("Serial number")
    expect(words).to_have_text("3 selected")
    row(page, jobs[1]).locator(".row-link").click()
    page.wait_for_url("**/miners/2/")
    page.go_back()
    expect(words).to_have_text("3 selected")
    page.reload()
    expect(words).to_have_text("3 selected")
    expect(page.locator("[data-bulk] .list-bulk summary")).to_have_text("Actions for 3 selected miners")
    page.goto(f"{live_server.url}/work-orders/{order}/")
    expect(words).to_have_text("30 miners")


def test_a_row_that_leaves_the_order_leaves_the_selection(page: Page, board: tuple[WorkOrder, list[Job]]) -> None:
    _, jobs = board
    for job in jobs[:3]:
        row(page, job).locator("[data-tick]").check()
    Job.objects.filter(pk=jobs[1].pk).delete()
    page.evaluate("document.body.dispatchEvent(new CustomEvent('order-changed'))")
    expect(page.locator("[data-bulk-words]")).to_have_text("2 selected")


@pytest.mark.parametrize("width", [1280, 390])
def test_fifteen_hundred_rows_stand_on_one_page_and_it_stays_quick(long: Page, width: int) -> None:
    long.set_viewport_size({"width": width, "height": 800})
    total = f"{FailureType.objects.count():,}"
    rows = long.locator("#failures tbody tr")
    expect(long.locator("[data-bulk-words]")).to_have_text(f"{total} failure types")
    assert rows.count() >= 1500
    took = long.evaluate(
        """async () => {
            const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            await frame();
            const before = performance.now();
            document.querySelectorAll("[data-tick]")[700].click();
            await frame();
            return performance.now() - before;
        }"""
    )
    assert took < 1000, f"One tick takes {took:.0f} ms."
    long.locator("#failures [data-tick-page]").check()
    expect(long.locator("[data-bulk-words]")).to_have_text(f"{total} selected")
    rows.nth(900).scroll_into_view_if_needed()
    bar, head = long.locator("#failures [data-bulk]"), long.locator("#failures thead")
    assert bar.bounding_box()["y"] == pytest.approx(0, abs=1)
    if width > 640:
        assert head.bounding_box()["y"] == pytest.approx(bar.bounding_box()["height"], abs=2)


def test_what_has_the_focus_is_never_hidden_behind_the_head(long: Page) -> None:
    long.locator("#failures tbody tr").nth(40).locator(".row-link").focus()
    for _ in range(30):
        long.keyboard.press("k")
    link = long.locator(".row-link:focus")
    head = long.locator("#failures thead").bounding_box()
    assert link.bounding_box()["y"] >= head["y"] + head["height"] - 1
    for _ in range(4):
        long.keyboard.press("Shift+Tab")
    held = long.evaluate("document.activeElement.getBoundingClientRect().top")
    head = long.locator("#failures thead").bounding_box()
    assert held >= head["y"] + head["height"] - 1


def test_a_table_wider_than_the_window_scrolls_in_a_region_that_keys_reach(
    page: Page, board: tuple[WorkOrder, list[Job]]
) -> None:
    page.set_viewport_size({"width": 640, "height": 700})
    region = page.get_by_role("region", name="Miners of the order, table")
    region.focus()
    page.keyboard.press("End")
    expect(page.locator(".list-card")).to_have_class(re.compile("is-wide"))
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    region.evaluate("place => { place.scrollTop = 300; place.scrollLeft = 40 }")
    assert page.locator(".list-table thead").bounding_box()["y"] == pytest.approx(region.bounding_box()["y"], abs=2)
    page.evaluate(
        """() => new Promise((done) => {
            window.Hashmend.after((part) => part.matches?.("[data-list]") && done());
            document.body.dispatchEvent(new CustomEvent("order-changed"));
        })"""
    )
    assert region.evaluate("place => [place.scrollTop > 0, place.scrollLeft > 0]") == [True, True]
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.locator(".list-table thead").bounding_box()["y"] == pytest.approx(region.bounding_box()["y"], abs=2)


@pytest.mark.parametrize("size", [{"width": 1280, "height": 800}, PHONE])
def test_columns_are_chosen_and_stay_chosen(page: Page, board: tuple[WorkOrder, list[Job]], size: Any) -> None:
    page.set_viewport_size(size)
    mac = page.locator("td[data-label=MAC]")
    expect(mac.first).to_be_visible()
    page.locator(".list-columns summary").click()
    page.locator(".list-columns").get_by_label("MAC").uncheck()
    expect(mac).to_have_count(0)
    expect(page.locator(".list-columns").get_by_label("MAC")).to_be_visible()
    if size == PHONE:
        assert list(barriers(page)) == []
    page.reload()
    expect(mac).to_have_count(0)
    page.locator(".list-columns summary").click()
    page.get_by_role("button", name="Show the usual ones").click()
    expect(mac.first).to_be_visible()


def test_a_filter_is_saved_chosen_renamed_and_deleted(page: Page, board: tuple[WorkOrder, list[Job]]) -> None:
    page.get_by_role("searchbox").fill("SN")
    page.wait_for_url("**q=SN**")
    saved = page.locator(".list-saved")
    saved.locator("summary").click()
    saved.get_by_label("Save the present filter as").fill("Mine")
    saved.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("Filter “Mine” saved.")
    page.get_by_role("link", name="Remove filter Text: SN").click()
    expect(page.locator(".chip")).to_have_count(0)
    saved.locator("summary").click()
    expect(saved.locator("[aria-current]")).to_have_count(0)
    saved.get_by_role("link", name="Mine").click()
    expect(page.locator(".chip").first).to_contain_text("Text: SN")
    expect(page.get_by_role("searchbox")).to_have_value("SN")
    saved.locator("summary").click()
    expect(saved.locator("[aria-current]")).to_contain_text("Mine")
    saved.get_by_role("button", name="Rename, replace, delete…").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("Name of Mine").fill("Ours")
    dialog.get_by_role("button", name="Rename Mine").click()
    expect(dialog.get_by_label("Name of Ours")).to_have_value("Ours")
    assert ListPreference.objects.get().name == "Ours"
    assert list(barriers(page)) == []
    dialog.get_by_role("button", name="Delete Ours").click()
    expect(dialog).to_contain_text("No filter of this list is saved.")
    dialog.get_by_role("button", name="Close").click()
    expect(saved.locator("[data-saved-query]")).to_have_count(0)


def test_on_a_phone_rows_are_sorted_and_all_are_selected(page: Page, board: tuple[WorkOrder, list[Job]]) -> None:
    page.set_viewport_size(PHONE)
    page.locator(".list-sorting summary").click()
    page.locator(".list-sorting").get_by_role("link", name="Serial number").click()
    page.wait_for_url("**sort=**")
    page.locator("[data-tick-page]").check()
    expect(page.locator("[data-bulk-words]")).to_have_text("25 selected")
    expect(page.get_by_role("button", name="Select all 30 miners")).to_be_visible()
    assert list(barriers(page)) == []


def test_on_a_tablet_the_tables_of_machines_fit_with_the_longest_serial_numbers(
    page: Page, live_server: Any, client: Any
) -> None:
    order = factories.work_order()
    model = factories.miner_model("Whatsminer M30S++")
    entries = [
        factories.machine(f"SYMHSA{n:026}", model=model, mac_typed=f"02:BB:87:CD:00:{n:02X}") for n in range(100, 140)
    ]
    jobs = factories.jobs(order, entries=entries)
    update_status(Job.objects.filter(pk__in=[job.pk for job in jobs[:20]]), "awaiting-approval", by=SYSTEM).or_refuse()
    signed_in(page, client, live_server.url, "manager")
    page.set_viewport_size({"width": 820, "height": 1000})
    for path in (f"/work-orders/{order}/", f"/work-orders/{order}/miners/", "/miners/"):
        page.goto(f"{live_server.url}{path}")
        width = page.locator(".list-scroll").evaluate("region => region.scrollWidth - region.clientWidth")
        assert width == 0, path


@pytest.mark.parametrize("width", [390, 820, 1024, 1100, 1440])
def test_the_lists_of_orders_freight_and_money_need_no_pushing_sideways(
    page: Page, live_server: Any, client: Any, width: int
) -> None:
    order = factories.work_order(
        factories.customer(alias="Northwind Mining"),
        due_on=factories.today() - timedelta(days=1),
        scope=factories.scope(factories.service("Repair", price="3456.50")),
    )
    put_on_hold(these(order), "Waits for the customer", by=SYSTEM).or_refuse()
    container = billing.ready_container(order)
    billing.paid(container)
    billing.issued(order=order)
    shipment = logistics.a_shipment(order.customer, tracking=Tracking("1Z5R89390357567127"))
    put_into_shipment(these(container), shipment, by=SYSTEM)
    mark_picked_up(these(shipment), by=SYSTEM).or_refuse()
    signed_in(page, client, live_server.url, "admin")
    page.set_viewport_size({"width": width, "height": 1000})
    for path in ("/work-orders/", "/containers/", "/shipments/", f"/shipments/{shipment}/", "/invoices/"):
        page.goto(f"{live_server.url}{path}")
        expect(page.locator(".list-table tbody tr").first).to_be_visible()
        assert page.locator(".list-scroll").evaluate("region => region.scrollWidth - region.clientWidth") == 0, path


CUT_OFF = """() => [...document.querySelectorAll("details.menu")].filter((menu) => {
    menu.open = true;
    const { left, right } = menu.querySelector(".menu-items").getBoundingClientRect();
    menu.open = false;
    return right > left && (left < 0 || right > window.innerWidth);
}).map((menu) => menu.querySelector("summary").textContent.trim())"""
"""The menus that do not stand in the window when they are open."""


@pytest.mark.parametrize("width", [390, 700, 820, 1280])
def test_every_menu_opens_within_the_window(page: Page, live_server: Any, client: Any, width: int) -> None:
    invoice = billing.issued()
    container = invoice.containers.get().container
    shipment = logistics.a_shipment_with(logistics.an_inbound_container(container.work_order))
    signed_in(page, client, live_server.url, "admin")
    page.set_viewport_size({"width": width, "height": 900})
    for path in (
        "/containers/", f"/containers/{container}/", f"/shipments/{shipment}/", f"/invoices/{invoice.public_id}/",
        f"/work-orders/{container.work_order}/", f"/customers/{container.work_order.customer.public_id}/",
    ):  # fmt: skip
        page.goto(f"{live_server.url}{path}")
        assert page.evaluate(CUT_OFF) == [], path
