"""Forms that replace the page: what was typed while the session ended or nobody answers stays and is saved."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from hashmend.demo.photos import damaged_pallet
from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import Damage, Shipment
from hashmend.domain.work_orders.models import RepairRequest
from tests import factories
from tests.factories_logistics import a_shipment, an_inbound_container

SIGNED_OUT = "You were signed out. Sign in again in the new tab, then try again here; nothing you typed is lost."
NO_ANSWER = "The server did not answer. Check the connection; what you typed is still here."
NOTE = "Pays late.\nAsk for Ingrid."

Opener = Callable[[str], Page]


@pytest.fixture
def opened(page: Page, live_server: Any) -> Opener:
    """Return what opens a page of the site, with an admin signed in."""
    factories.staff("admin", name="Ana", email="ana@demo.test")

    def opening(path: str) -> Page:
        page.goto(f"{live_server.url}/sign-in/?next={path}")
        _sign_in(page)
        page.wait_for_url(f"**{path}")
        return page

    return opening


def _sign_in(page: Page) -> None:
    page.get_by_label("E-mail").fill("ana@demo.test")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def _sign_in_beside(page: Page) -> None:
    """Sign in again in the new tab that the notice leads to."""
    with page.context.expect_page() as beside:
        page.locator("#notices").get_by_role("link", name="Sign in").click()
    _sign_in(beside.value)
    expect(beside.value.locator(".topbar-user")).to_be_visible()
    beside.value.close()


def _with_a_customer(page: Page) -> None:
    page.get_by_label("Alias").fill("Fjordhash")
    page.get_by_label("E-mail").fill("mail@fjordhash.test")
    page.get_by_label("Internal note").fill(NOTE)


def _with_photo(page: Page) -> None:
    page.get_by_label("Description").fill("Corner crushed")
    photo = damaged_pallet(1, "corner.jpg")
    file: Any = {"name": "corner.jpg", "mimeType": "image/jpeg", "buffer": photo.read()}
    page.get_by_label("Photos").set_input_files(file)


def test_a_customer_typed_while_the_session_ended_is_saved_after_signing_in_again(opened: Opener) -> None:
    page = opened("/customers/new/")
    _with_a_customer(page)
    page.context.clear_cookies()
    save = page.get_by_role("button", name="Add customer")
    save.click()
    expect(page.locator("#notices")).to_contain_text(SIGNED_OUT)
    expect(page.get_by_label("Internal note")).to_have_value(NOTE)
    expect(save).not_to_have_attribute("aria-disabled", "true")

    save.click()  # once more too early: said once
    expect(page.locator("#notices .notice")).to_have_count(1)
    expect(page.locator("#notices")).to_contain_text(SIGNED_OUT)
    _sign_in_beside(page)
    save.click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Fjordhash")
    assert Customer.objects.get().internal_note.split() == NOTE.split()


def test_photos_of_damage_chosen_while_the_session_ended_are_saved_too(opened: Opener) -> None:
    container = an_inbound_container()
    page = opened(f"/containers/{container.number}/damage/new/")
    _with_photo(page)
    page.context.clear_cookies()
    page.get_by_role("button", name="Record damage").click()
    expect(page.locator("#notices")).to_contain_text(SIGNED_OUT)
    expect(page.get_by_text("corner.jpg")).to_be_visible()
    _sign_in_beside(page)

    page.get_by_role("button", name="Try again").click()

    page.wait_for_url(lambda url: not url.endswith("/new/"))
    damage = Damage.objects.get()
    assert (damage.description, damage.photos.get().original_name) == ("Corner crushed", "corner.jpg")


def test_what_is_sent_without_a_connection_stays_and_is_saved_with_one(opened: Opener) -> None:
    container = an_inbound_container()
    page = opened(f"/containers/{container.number}/damage/new/")
    _with_photo(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Record damage").click()
    expect(page.locator("#notices")).to_contain_text(NO_ANSWER)
    expect(page.get_by_label("Description")).to_have_value("Corner crushed")
    page.context.set_offline(False)

    page.get_by_role("button", name="Try again").click()

    page.wait_for_url(lambda url: not url.endswith("/new/"))
    assert Damage.objects.get().photos.count() == 1


def test_a_server_that_is_being_updated_is_said_in_words(opened: Opener) -> None:
    known = opened("/customers/new/")
    page = known.context.new_page()  # its console may tell of the error
    page.goto(known.url)
    _with_a_customer(page)
    page.route("**/account/here/", lambda route: route.fulfill(status=503))
    page.get_by_role("button", name="Add customer").click()
    expect(page.locator("#notices")).to_contain_text("The server is busy or being updated.")
    page.unroute("**/account/here/")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fjordhash")


def test_a_double_click_while_the_server_is_asked_saves_once(opened: Opener) -> None:
    page = opened("/customers/new/")
    _with_a_customer(page)
    asked: list[Route] = []
    page.route("**/account/here/", lambda route: asked.append(route))
    save = page.get_by_role("button", name="Add customer")
    save.dblclick()
    expect(save).to_have_attribute("aria-disabled", "true")
    save.press("Enter")
    assert len(asked) == 1
    asked[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fjordhash")
    assert Customer.objects.count() == 1


def test_the_button_that_was_pressed_is_sent_along(opened: Opener) -> None:
    factories.service("Cleaning")
    page = opened("/repair-requests/new/")
    rows = page.locator("[name=fee_rows]")
    before = int(rows.input_value())
    page.locator("textarea[name=description]").fill("Silent machines")
    page.get_by_role("button", name="More rows").click()
    expect(rows).not_to_have_value(str(before))
    expect(page.locator("textarea[name=description]")).to_have_value("Silent machines")
    expect(page.locator(".error-summary")).to_have_count(0)
    assert not RepairRequest.objects.exists()


def test_what_is_asked_before_something_final_is_asked_once(opened: Opener) -> None:
    shipment = a_shipment(factories.customer())
    page = opened(f"/shipments/{shipment.number}/")
    page.locator(".page-actions summary").click()
    page.get_by_role("button", name="Remove the shipment").click()
    page.get_by_role("button", name=f"Remove {shipment}").click()
    page.wait_for_url("**/shipments/")
    assert not Shipment.objects.exists()


def test_who_was_signed_out_elsewhere_can_still_sign_out(opened: Opener) -> None:
    page = opened("/customers/")
    page.context.clear_cookies(name="sessionid")
    page.locator(".topbar-user").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
