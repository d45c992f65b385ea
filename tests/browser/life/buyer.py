"""The customer's user in the portal, and the admin who lets them in."""

from playwright.sync_api import expect

from tests import factories
from tests.browser.life.person import PATIENCE, Person

EMAIL, NAME = "ada@northern-hash.test", "Ada Buyer"


def is_let_in(admin: Person, customer: str) -> None:
    """Add the customer's user, as an admin."""
    admin.goes("Users", "Add user")
    admin.page.get_by_label("Name").fill(NAME)
    admin.page.get_by_label("E-mail").fill(EMAIL)
    admin.page.get_by_label("Customer").fill(customer)
    admin.page.get_by_label("Password", exact=True).fill(factories.PASSWORD)
    admin.page.get_by_label("Password again").fill(factories.PASSWORD)
    admin.press("Add user")
    admin.arrives(NAME)


def sees_the_order(buyer: Person, order: str, *words: str) -> None:
    """Open the order from the own list: charts and table, nothing to change."""
    buyer.page.goto(f"{buyer.site}/portal/")
    buyer.look("portal-orders")
    buyer.row(order).get_by_role("link").first.click()
    buyer.arrives(order)
    buyer.sees(*words)
    expect(buyer.page.get_by_role("checkbox", name="Select")).to_have_count(0)
    buyer.sees_not("Update status", "Complete services")
    buyer.look("portal-summary")


def filters(buyer: Person, words: str, count: int) -> None:
    """Press one of the numbers on top: the table shows just those."""
    buyer.page.locator("a[id^=where-]").filter(has_text=words).click()
    expect(buyer.page.locator("[data-bulk-words]")).to_contain_text(f"{count} miner", timeout=PATIENCE)


def sees_the_way(buyer: Person, order: str, *words: str) -> None:
    """See the containers with their shipments and tracking, and open one of them."""
    buyer.page.goto(f"{buyer.site}/portal/work-orders/{order}/logistics/")
    buyer.sees(*words)
    buyer.look("portal-logistics")
    buyer.page.locator(".list-group-item a").first.click()
    buyer.arrives("C-0")
    buyer.look("portal-container")


def sees_the_damage(buyer: Person, pallet: str) -> None:
    """See the photos of what came in damaged."""
    buyer.page.goto(f"{buyer.site}/portal/containers/{pallet}/")
    buyer.sees("Forklift went through the wrapping.")
    expect(buyer.page.locator("[data-gallery] img")).to_have_count(3)
    for image in buyer.page.locator("[data-gallery] img").all():
        image.scroll_into_view_if_needed()
        expect(image).to_have_js_property("complete", True)
        assert image.evaluate("image => image.naturalWidth") > 0


def sees_the_invoice(buyer: Person, number: str, total: str) -> None:
    """Find the invoice among the own, read it, save it."""
    buyer.goes("Invoices")
    buyer.row(number).get_by_role("link").first.click()
    buyer.sees(number, total)
    buyer.look("portal-invoice")
    assert number in buyer.downloads("CSV")


def opens_the_messages(buyer: Person, order: str) -> None:
    """Open the conversation of the order."""
    buyer.page.goto(f"{buyer.site}/portal/work-orders/{order}/messages/")


def writes(buyer: Person, order: str, message: str) -> None:
    """Write to the repair centre."""
    opens_the_messages(buyer, order)
    buyer.page.get_by_role("textbox", name="Message").fill(message)
    buyer.press("Send")
    buyer.sees(message)


def fetches(reader: Person, message: str, half_typed: str) -> None:
    """Press Update: the message comes, what is half typed stays."""
    field = reader.page.get_by_role("textbox", name="Message")
    field.fill(half_typed)
    reader.press("Update")
    expect(reader.page.locator("#thread")).to_contain_text(message, timeout=PATIENCE)
    expect(field).to_have_value(half_typed)


def reads_the_history(buyer: Person, order: str, *sentences: str, never: str) -> None:
    """Read what happened, without what is internal."""
    buyer.page.goto(f"{buyer.site}/portal/work-orders/{order}/history/")
    buyer.sees(*sentences)
    buyer.sees_not(never)
    buyer.look("portal-history")
