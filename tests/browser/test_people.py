"""People in a browser: the first admin, a colleague, their roles, and the way in and out."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hashmend.domain.catalogue.operations import load_catalogues
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories import PASSWORD


def sign_in(page: Page, site: str, email: str, password: str = PASSWORD) -> None:
    """Sign in with the keyboard alone: the first field has the focus."""
    page.goto(f"{site}/sign-in/")
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def get_in(page: Page, site: str, email: str) -> None:
    """Sign in with the right password."""
    sign_in(page, site, email)
    expect(page.locator(".topbar-user")).to_be_visible()


def sign_out(page: Page) -> None:
    """Sign out by the menu at the person's name."""
    page.locator(".topbar-user").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_an_empty_site_is_set_up_and_a_colleague_gets_in(page: Page, live_server: Any) -> None:
    page.goto(live_server.url)
    expect(page.get_by_role("heading", name="Set up Hashmend")).to_be_visible()
    page.get_by_label("Name").fill("Ada Admin")
    page.get_by_label("E-mail").fill("ada@shop.test")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Make the first admin").click()

    page.get_by_role("link", name="Users").click()
    page.get_by_role("link", name="Add user").click()
    page.get_by_label("Name").fill("Tom Tech")
    page.get_by_label("E-mail").fill("tom@shop.test")
    page.get_by_label("Technician").check()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_role("button", name="Add user").click()
    expect(page.get_by_role("heading", name="Tom Tech")).to_be_visible()
    expect(page.get_by_text("Tom Tech was added with the roles Technician.")).to_be_visible()
    sign_out(page)

    get_in(page, live_server.url, "tom@shop.test")
    expect(page.get_by_role("link", name="Catalogues")).to_be_visible()
    expect(page.get_by_role("link", name="Users")).to_have_count(0)


def test_a_wrong_password_is_said_and_the_address_kept(page: Page, live_server: Any) -> None:
    factories.staff("manager", email="mara@shop.test")

    sign_in(page, live_server.url, "mara@shop.test", "not the password")

    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("E-mail")).to_have_value("mara@shop.test")
    expect(page.get_by_label("Password")).to_have_value("")
    expect(page).to_have_title("Error: Sign in – Hashmend")


def test_after_signing_out_the_back_button_shows_nothing(page: Page, live_server: Any) -> None:
    factories.staff("manager", name="Mara Manager", email="mara@shop.test")
    get_in(page, live_server.url, "mara@shop.test")
    page.goto(f"{live_server.url}/account/")
    expect(page.get_by_text("mara@shop.test")).to_be_visible()
    sign_out(page)

    page.go_back()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.get_by_text("mara@shop.test")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_an_admin_finds_a_model_and_changes_it(page: Page, live_server: Any, width: int) -> None:
    load_catalogues(by=SYSTEM)
    factories.staff("admin", email="ada@shop.test")
    page.set_viewport_size({"width": width, "height": 800})
    get_in(page, live_server.url, "ada@shop.test")

    page.goto(f"{live_server.url}/catalogues/miner-models/")
    page.get_by_role("searchbox").fill("antminer l7")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Antminer L7", exact=True).click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Hashboards").fill("4")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_text("Antminer L7 was saved.")).to_be_visible()
    expect(page.get_by_text("Hashboard 4")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
