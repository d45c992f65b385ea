"""The consolidation screen by hand, by tap and by keyboard, on a desktop and on a phone; axe looks at each state."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from hashmend.domain.consolidation.machines import read
from hashmend.domain.fitting.operations import set_condition
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.browser.crawl import is_too_wide
from tests.browser.test_bulk import settled
from tests.browser.test_every_page import barriers
from tests.desk.consolidation.conftest import Order, lacking
from tests.domain.fitting.places import everything
from tests.factories_parts import slot


@pytest.fixture
def order(page: Page, live_server: Any, client: Any) -> Order:
    """Four machines, of which the first can be completed by the second. A technician is at the Summary."""
    order = lacking(4)
    client.force_login(factories.staff("technician"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])
    page.goto(f"{live_server.url}{order.url}?status=received")
    return order


def chosen(page: Page, order: Order, number: int) -> None:
    for job in order.jobs[:number]:
        page.get_by_label(f"Select {job.miner}", exact=True).check()


def opened(page: Page, order: Order) -> None:
    """Open the screen for the first two machines, from the table."""
    chosen(page, order, 2)
    page.locator("[data-bulk] details.menu > summary").click()
    page.get_by_role("button", name="Consolidate").click()
    expect(page.get_by_role("heading", name="Consolidate 2 miners")).to_be_visible()


def place(page: Page, job: Job, label: str) -> Locator:
    return page.get_by_role("button", name=f"{label} of {job.miner}:")


def looks_right(page: Page) -> None:
    settled(page)
    assert list(barriers(page)) == []
    assert not is_too_wide(page)


def confirmed(page: Page, order: Order) -> None:
    """Accept the warnings, consolidate, and take it back."""
    before = everything()
    page.get_by_label("I have read 1 warning").check()
    page.get_by_role("button", name="Consolidate").click()
    notice = page.locator(".notice-success")
    expect(notice).to_contain_text(f"{order.jobs[0].miner} becomes complete.")
    assert page.url.endswith("?status=received")
    rows = Job.objects.filter(pk__in=[job.pk for job in order.jobs[:2]])
    assert [machine.is_complete for machine in read(rows).all] == [True, False]
    notice.get_by_role("button", name="Undo").click()
    expect(page.locator("#notices")).to_contain_text("Undone for 2 miners")
    assert everything() == before


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4])
def test_the_menu_offers_it_for_exactly_two_or_three(page: Page, order: Order, number: int) -> None:
    chosen(page, order, number)
    page.locator("[data-bulk] details.menu > summary").click()
    expect(page.get_by_role("button", name="Update status", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Consolidate")).to_have_count(1 if number in (2, 3) else 0)


def test_suggest_confirm_and_undo(page: Page, order: Order) -> None:
    opened(page, order)
    looks_right(page)
    page.get_by_role("button", name="Suggest").click()
    expect(page.locator(".is-completed")).to_contain_text(str(order.jobs[0].miner))
    expect(page.locator(".is-donor")).to_contain_text(str(order.jobs[1].miner))
    expect(page.locator("#consolidation-said")).to_contain_text("becomes complete")
    looks_right(page)
    confirmed(page, order)


def test_a_part_is_dragged(page: Page, order: Order) -> None:
    opened(page, order)
    place(page, order.jobs[1], "Hashboard 1").drag_to(place(page, order.jobs[0], "Hashboard 1"))
    expect(page.locator(".is-completed")).to_contain_text(str(order.jobs[0].miner))
    confirmed(page, order)


def test_it_works_by_keyboard_alone(page: Page, order: Order) -> None:
    opened(page, order)
    good = place(page, order.jobs[1], "Hashboard 1")
    good.focus()
    page.keyboard.press("Enter")
    expect(good).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    expect(good).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    expect(place(page, order.jobs[0], "Hashboard 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".is-completed")).to_contain_text(str(order.jobs[0].miner))
    expect(place(page, order.jobs[0], "Hashboard 1")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(place(page, order.jobs[0], "Hashboard 2")).to_be_focused()
    page.locator("#accept").focus()
    page.keyboard.press("Space")
    page.locator("#consolidation-save").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".notice-success")).to_contain_text("becomes complete")


def test_back_brings_filter_and_selection_along(page: Page, order: Order) -> None:
    opened(page, order)
    page.get_by_role("button", name="Suggest").click()
    expect(page.locator(".is-completed")).to_have_count(1)
    page.get_by_role("link", name="Back").click()
    expect(page.locator("[data-bulk-words]")).to_have_text("2 selected")
    assert page.url.endswith("?status=received")


def test_on_a_phone_parts_are_tapped(browser: Browser, page: Page, order: Order) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, order)
    looks_right(page)
    place(page, order.jobs[1], "Hashboard 1").click()
    expect(place(page, order.jobs[0], "Fan 1")).to_be_hidden()
    looks_right(page)
    place(page, order.jobs[0], "Hashboard 1").click()
    expect(page.locator(".is-completed")).to_contain_text(str(order.jobs[0].miner))
    looks_right(page)
    confirmed(page, order)


def test_suggestions_for_the_order_are_accepted_where_they_stand(page: Page, order: Order) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(page.url.split("?")[0].split("consolidations")[0] + "consolidations/")
        looks_right(page)
    page.get_by_label("I have read 1 warning").check()
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#suggestions")).to_contain_text("No move completes one of")
    page.locator("#notices").get_by_role("button", name="Undo").click()
    expect(page.locator("#suggestions")).to_contain_text(f"{order.jobs[0].miner} becomes complete")


def test_it_works_without_a_script(browser: Browser, page: Page, order: Order, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(f"{live_server.url}{order.screen()}")
    select = plain.locator(f"#place-{order.jobs[0].miner_id}-hashboard-1")
    select.select_option(label=f"{order.jobs[1].miner} · Hashboard 1 · good")
    plain.get_by_role("button", name="Check").click()
    expect(plain.locator(".is-completed")).to_contain_text(str(order.jobs[0].miner))
    plain.get_by_label("I have read 1 warning").check()
    plain.get_by_role("button", name="Consolidate").click()
    expect(plain.locator(".notice-success")).to_contain_text("becomes complete")
    context.close()


def test_what_has_to_be_accepted_is_asked_for_where_it_stands(page: Page, order: Order) -> None:
    opened(page, order)
    page.get_by_role("button", name="Suggest").click()
    page.get_by_role("button", name="Consolidate").click()
    expect(page.locator("#accept")).to_be_focused()
    expect(page.locator("#accept")).to_be_in_viewport()
    place(page, order.jobs[1], "Fan 1").click()
    place(page, order.jobs[0], "Fan 2").click()
    expect(page.locator(".part-place.is-changed")).to_have_count(4)
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_role("heading", name="Nothing is moved yet")).to_be_visible()


def test_a_change_of_somebody_else_is_told_where_one_looks(page: Page, order: Order) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{page.url.partition('/work-orders/')[0]}{order.screen()}")
    page.get_by_role("button", name="Suggest").click()
    page.get_by_label("I have read 1 warning").check()
    set_condition(Part.objects.filter(pk=slot(order.jobs[1]).pk), "faulty", by=SYSTEM)
    page.get_by_role("button", name="Consolidate").click()
    answer = page.get_by_text("Somebody changed Hashboard 1")
    expect(answer).to_be_in_viewport()
