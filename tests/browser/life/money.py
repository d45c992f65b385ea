"""Billing: invoices by container, issued, paid, saved as CSV."""

import csv
from io import StringIO

from playwright.sync_api import expect

from tests.browser.life.person import Person


def makes_an_invoice(billing: Person, order: str, container: str, *, other: str, total: str) -> None:
    """Preview and create the invoice of one container; the page of the draft opens."""
    page = billing.page
    page.goto(f"{billing.site}/work-orders/{order}/billing/")
    billing.look("billing-ready")
    if other:
        page.get_by_label(f"Bill {other}").uncheck()
    billing.press("Preview invoice")
    billing.sees(container, total)
    billing.look("invoice-new")
    billing.press("Create the draft")
    billing.arrives("Draft invoice")


def issues(billing: Person, total: str) -> str:
    """Issue the draft that is open; return the invoice's number."""
    billing.menu("Change status", "Issue")
    billing.look("invoice-issue")
    billing.press("Issue the invoice")
    billing.is_told(f"over {total} was issued")
    number = billing.page.locator("h1").inner_text().split()[0]
    billing.look("invoice")
    return number


def records_the_payment(billing: Person, total: str) -> None:
    """Record that all of it was paid."""
    billing.menu("Change status", "Record a payment")
    expect(billing.page.get_by_label("Amount")).not_to_have_value("")
    billing.page.get_by_label("Reference").fill("Wire 4711")
    billing.look("invoice-payment")
    billing.press("Record the payment")
    billing.is_told(f"{total} recorded")
    expect(billing.page.locator(".page-heading-words")).to_contain_text("Paid")


def saves_as_csv(billing: Person, order: str, number: str, amount: str) -> None:
    """Save the invoice from its header in the tab: the lines add up to its total."""
    billing.page.goto(f"{billing.site}/work-orders/{order}/billing/")
    text = billing.downloads(f"Download CSV {number}")
    rows = list(csv.reader(StringIO(text)))
    assert any(amount in row for row in rows), text[:2000]
    billing.look("billing")
