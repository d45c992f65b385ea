"""Billing in the browser: from ready containers to a paid invoice, with the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hashmend.domain.billing.models import Invoice
from tests import factories
from tests import factories_billing as billing


@pytest.fixture
def clerk(page: Page, live_server: Any, client: Any) -> Callable[[str], Page]:
    """Return how somebody of billing opens a path."""
    client.force_login(factories.staff("billing"))
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([session])

    def opens(path: str) -> Page:
        page.goto(f"{live_server.url}{path}")
        return page

    return opens


def press(page: Page, name: str, role: Any = "button") -> None:
    """Press something by keyboard."""
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


@pytest.mark.both_databases
def test_a_clerk_bills_issues_and_records_a_payment_without_a_mouse(clerk: Callable[[str], Page]) -> None:
    container = billing.ready_container()
    order = container.work_order
    page = clerk(f"/work-orders/{order.number}/billing/")
    expect(page.get_by_label(f"Bill {container}")).to_be_checked()
    press(page, "Preview invoice")
    expect(page.get_by_text("Nothing is written until you create it.")).to_be_visible()
    press(page, "Create the draft")
    expect(page.get_by_role("heading", name="Draft invoice")).to_be_visible()
    page.get_by_label("Change status of Draft invoice").focus()
    page.keyboard.press("Enter")
    press(page, "Issue", "link")
    press(page, "Issue the invoice")
    expect(page.get_by_text("over USD 210.00 was issued, due on").first).to_be_visible()
    number = Invoice.objects.get().number
    expect(page.get_by_role("heading", name=f"{number}")).to_be_visible()
    page.get_by_label(f"Change status of {number}").focus()
    page.keyboard.press("Enter")
    press(page, "Record a payment", "link")
    expect(page.get_by_label("Amount")).to_have_value("210.00")
    page.get_by_label("Reference").fill("Wire 4711")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"USD 210.00 recorded for {number}.")).to_be_visible()
    expect(page.locator(".tag", has_text="Paid")).to_be_visible()
    with page.expect_download() as download:
        press(page, f"Download CSV {number}", "link")
    assert download.value.suggested_filename == f"{number}.csv"


def test_a_button_that_cannot_act_says_why_on_request(clerk: Callable[[str], Page]) -> None:
    invoice = billing.issued()
    page = clerk(f"/invoices/{invoice.public_id}/")
    why = page.get_by_text(f"{invoice} was issued and is never deleted: void it and make a new one.")
    expect(why).to_be_hidden()
    page.get_by_label(f"Delete {invoice}: not possible, why?").click()
    expect(why).to_be_visible()
    page.keyboard.press("Escape")
    expect(why).to_be_hidden()


def test_a_refusal_keeps_what_was_typed(clerk: Callable[[str], Page]) -> None:
    invoice = billing.issued()
    page = clerk(f"/invoices/{invoice.public_id}/payment/")
    page.get_by_label("Amount").fill("1,234")
    page.get_by_label("Reference").fill("Wire 9")
    press(page, "Record the payment")
    expect(page.get_by_text("1,234 can be read in two ways").first).to_be_visible()
    expect(page.get_by_label("Reference")).to_have_value("Wire 9")
    page.get_by_label("Amount").fill("1234,00")
    press(page, "Record the payment")
    expect(page.get_by_text("is more than the USD 210.00 open").first).to_be_visible()
    expect(page.get_by_label("Reference")).to_have_value("Wire 9")
