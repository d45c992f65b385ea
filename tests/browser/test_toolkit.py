"""The toolkit in a real browser: selection, dialogs, menus, errors, and a page without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from hashmend.domain.accounts.models import User
from hashmend.domain.catalogue.models import FailureType, PartType
from tests import factories


@pytest.fixture
def ana() -> User:
    """Return an admin, with fifty failure types to list."""
    parts = [PartType.HASHBOARD] * 40 + [PartType.FAN] * 10
    FailureType.objects.bulk_create(
        FailureType(code=f"{part}_{n:02}", name=f"Failure {n} of a {part}", part_type=part)
        for n, part in enumerate(parts)
    )
    return factories.staff(name="Ana", email="ana@demo.test")


@pytest.fixture
def shown(page: Page, live_server, ana: User) -> Page:  # type: ignore[no-untyped-def]
    """Return the component page, signed in through the form."""
    _sign_in(page, live_server.url)
    return page


def _sign_in(page: Page, url: str) -> None:
    page.goto(f"{url}/sign-in/?next=/desk/_components/")
    page.get_by_label("E-mail").fill("ana@demo.test")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Components")


def _actions(page: Page) -> list[str]:
    page.locator("#failures .list-bulk summary").click()
    found = page.locator("#failures [data-bulk-action]:visible").all_inner_texts()
    page.keyboard.press("Escape")
    return found


def test_the_menu_follows_the_number_of_selected_rows(shown: Page) -> None:
    ticks = shown.locator("[data-tick]")
    assert _actions(shown) == ["Count"]
    ticks.nth(0).check()
    assert _actions(shown) == ["Count", "Count the chosen"]
    ticks.nth(1).check()
    assert "Compare two or three" in _actions(shown)
    ticks.nth(3).click(modifiers=["Shift"])
    expect(shown.locator("[data-bulk-words]")).to_have_text("4 selected")
    assert "Compare two or three" not in _actions(shown)
    expect(shown.locator("#failures .list-bulk summary")).to_have_text("Actions for 4 selected failure types")


def test_a_selection_survives_paging_and_counts_what_is_not_shown(shown: Page) -> None:
    shown.locator("[data-tick]").nth(0).check()
    shown.get_by_label("Page 2", exact=True).click()
    shown.wait_for_url("**page=2")
    expect(shown.locator("[data-bulk-words]")).to_have_text("1 selected, 1 not shown")
    shown.get_by_label("Select all failure types on this page").check()
    expect(shown.locator("[data-bulk-words]")).to_have_text("26 selected, 1 not shown")
    total = FailureType.objects.count()
    shown.get_by_role("button", name=f"Select all {total} failure types").click()
    expect(shown.locator("[data-bulk-words]")).to_have_text(f"{total} selected")
    shown.get_by_role("button", name="Clear selection").click()
    expect(shown.locator("[data-bulk-words]")).to_have_text(f"{total} failure types")


def test_the_header_tick_knows_three_states(shown: Page) -> None:
    header = shown.locator("[data-tick-page]")
    shown.locator("[data-tick]").nth(0).check()
    assert header.evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    header.check()
    assert header.evaluate("box => [box.checked, box.indeterminate]") == [True, False]


def test_a_bulk_action_asks_acts_says_so_and_clears_the_selection(shown: Page) -> None:
    shown.locator("[data-tick]").nth(0).check()
    shown.locator("#failures .list-bulk summary").click()
    shown.get_by_role("button", name="Count the chosen").click()
    expect(shown.locator("dialog[open]")).to_contain_text("1 failure type")
    shown.keyboard.press("Escape")
    expect(shown.locator("#failures .list-bulk summary")).to_be_focused()
    shown.keyboard.press("Enter")
    shown.get_by_role("button", name="Count the chosen").click()
    shown.get_by_role("button", name="Count 1").click()
    expect(shown.locator("#notices")).to_contain_text("1 failure type counted.")
    expect(shown.locator("[data-bulk-words]")).not_to_contain_text("selected")


def test_typing_filters_after_a_pause_and_the_address_and_chips_follow(shown: Page) -> None:
    shown.get_by_role("searchbox", name="Search").fill("fan")
    shown.wait_for_url("**?q=fan")
    expect(shown.locator("#quiet")).to_contain_text("filtered by Text: fan")
    shown.get_by_label("Remove filter Text: fan").click()
    shown.wait_for_url("**/_components/")
    expect(shown.get_by_role("searchbox", name="Search")).to_have_value("")
    shown.go_back()
    expect(shown.get_by_role("searchbox", name="Search")).to_have_value("fan")


def test_the_last_input_wins_whatever_the_network_does(shown: Page) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        held.append(route) if len(held) == 0 else route.continue_()

    shown.route("**/_components/?q=*", hold_the_first)
    shown.get_by_role("searchbox", name="Search").press_sequentially("f", delay=10)
    shown.wait_for_timeout(320)
    shown.get_by_role("searchbox", name="Search").press_sequentially("an", delay=10)
    shown.wait_for_url("**?q=fan")
    held[0].abort()
    expect(shown.locator("#quiet")).to_contain_text("Text: fan")
    expect(shown.get_by_role("searchbox", name="Search")).to_have_value("fan")
    expect(shown.locator("#notices .notice")).to_have_count(0)


def test_a_row_opens_on_a_click_but_not_on_its_tick_or_copy_button(shown: Page) -> None:
    row = shown.locator("#failures tbody tr").first
    row.locator("[data-tick]").check()
    row.get_by_role("button").click()
    assert "row=" not in shown.url
    row.locator("td").nth(1).click()
    shown.wait_for_url("**?row=*")


def test_ctrl_click_opens_a_row_in_a_new_tab(shown: Page, context: BrowserContext) -> None:
    with context.expect_page() as opened:
        shown.locator("#failures tbody tr").first.locator("td").nth(1).click(modifiers=["ControlOrMeta"])
    assert "row=" in opened.value.url
    assert "row=" not in shown.url


def test_the_skip_link_can_be_read_and_leads_to_the_content(shown: Page) -> None:
    shown.goto(shown.url.replace("/desk/_components/", "/catalogues/"))
    shown.keyboard.press("Tab")
    skip = shown.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    text, words = skip.evaluate("e => [getComputedStyle(e).color, getComputedStyle(document.body).color]")
    assert text == words
    shown.keyboard.press("Enter")
    expect(shown.locator("main")).to_be_focused()


def test_menus_work_with_the_keyboard(shown: Page) -> None:
    summary = shown.locator(".page-actions summary")
    summary.focus()
    shown.keyboard.press("ArrowDown")
    expect(shown.get_by_role("link", name="Edit", exact=True)).to_be_focused()
    shown.keyboard.press("ArrowDown")
    expect(shown.get_by_role("link", name="Download CSV", exact=True)).to_be_focused()
    shown.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(shown.get_by_role("link", name="Download CSV", exact=True)).to_be_hidden()


def test_a_lost_connection_is_said_in_words_and_can_be_tried_again(page: Page, live_server, ana: User) -> None:  # type: ignore[no-untyped-def]
    _sign_in(page, live_server.url)
    page.route("**?page=2", lambda route: route.fulfill(status=429, body="busy"))
    page.get_by_label("Page 2", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("Too many requests at once")
    page.unroute("**?page=2")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".list-which")).to_contain_text("26 to 50")


def test_signed_out_meanwhile_loses_no_work(shown: Page, context: BrowserContext) -> None:
    shown.locator("[data-tick]").nth(0).check()
    shown.locator("#failures .list-bulk summary").click()
    context.clear_cookies(name="sessionid")
    shown.get_by_role("button", name="Count the chosen").click()
    expect(shown.locator("#notices")).to_contain_text("You were signed out.")
    with context.expect_page() as opened:
        shown.get_by_role("link", name="Sign in").click()
    again = opened.value
    again.get_by_label("E-mail").fill("ana@demo.test")
    again.get_by_label("Password").fill(factories.PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    again.wait_for_url("**/")
    again.close()
    shown.get_by_role("button", name="Try again").click()
    shown.get_by_role("button", name="Count 1").click()
    expect(shown.locator("#notices")).to_contain_text("1 failure type counted.")


def test_something_final_is_asked_first_and_the_safe_choice_has_the_focus(shown: Page) -> None:
    shown.get_by_role("button", name="Count all", exact=True).click()
    expect(shown.get_by_role("button", name="Keep as it is")).to_be_focused()
    shown.keyboard.press("Enter")
    expect(shown.locator("dialog[open]")).to_have_count(0)
    expect(shown.get_by_role("button", name="Count all", exact=True)).to_be_focused()
    shown.keyboard.press("Enter")
    shown.get_by_role("button", name="Count them all").click()
    expect(shown.locator("#notices")).to_contain_text("counted.")


def test_photos_go_on_with_the_arrow_keys(shown: Page) -> None:
    first = shown.locator("[data-gallery] a").first
    first.click()
    expect(shown.locator("dialog figcaption")).to_have_text("Photo 1")
    shown.keyboard.press("ArrowRight")
    expect(shown.locator("dialog figcaption")).to_have_text("Photo 2")
    shown.keyboard.press("Escape")
    expect(first).to_be_focused()


def test_the_chosen_appearance_stays(shown: Page) -> None:
    shown.locator(".topbar-user").click()
    shown.get_by_label("Dark").check()
    assert shown.locator("html").get_attribute("data-bs-theme") == "dark"
    shown.reload()
    assert shown.locator("html").get_attribute("data-bs-theme") == "dark"


@pytest.fixture
def plain(browser: Browser, live_server, ana: User) -> Iterator[Page]:  # type: ignore[no-untyped-def]
    """Return the component page in a browser without scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(10_000)
    _sign_in(page, live_server.url)
    yield page
    context.close()


def test_lists_and_bulk_actions_work_without_scripts(plain: Page) -> None:
    plain.locator("summary", has_text="Part").first.click()
    plain.get_by_label("Fan", exact=False).first.check()
    plain.get_by_role("button", name="Apply").click()
    expect(plain.locator(".chip").first).to_have_text("Part: Fan")
    plain.locator("[data-tick]").nth(0).check()
    plain.locator("#failures .list-bulk summary").click()
    plain.get_by_role("button", name="Count the chosen").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Count failure types")
    plain.get_by_role("button", name="Count 1").click()
    expect(plain.locator("#notices")).to_contain_text("1 failure type counted.")


def test_on_a_phone_nothing_scrolls_sideways_and_the_menu_opens(shown: Page, ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(name="Ana-Wilhelmina " * 6)
    shown.reload()
    shown.set_viewport_size({"width": 320, "height": 700})
    assert shown.evaluate("document.documentElement.scrollWidth") <= 320
    expect(shown.locator("#sidebar")).to_be_hidden()
    shown.get_by_label("Menu", exact=True).click()
    expect(shown.locator("#sidebar")).to_be_visible()
