"""The manager: customer, agreement, repair request, approval, another order, and the end."""

from playwright.sync_api import expect

from tests import factories
from tests.browser.life.person import Person

ALIAS = "Northern Hash"
SERVICES = {"Diagnostics": "25.00", "Cleaning": "10.00", "Repair level 1 (part swap)": "80.00"}


def makes_the_customer(manager: Person) -> None:
    """Make a customer out of alias and e-mail, and upload the signed agreement."""
    manager.goes("Customers", "New customer")
    manager.fill("Alias", ALIAS)
    manager.fill("E-mail", "fleet@northern-hash.test")
    manager.look("customer-new")
    manager.press("Add customer")
    manager.arrives(ALIAS)
    manager.sees("No agreement yet.")
    manager.page.get_by_label("Signed agreement (PDF)").set_input_files(
        {"name": "agreement.pdf", "mimeType": "application/pdf", "buffer": factories.PDF}
    )
    manager.fill("Holds from", factories.today().isoformat())
    manager.press("Upload")
    manager.sees("Version 1", "Active", "agreement.pdf")
    manager.look("customer")


def asks_for_repair(manager: Person) -> None:
    """Write the repair request: how many, which models, the services with their prices, a fee."""
    page = manager.page
    manager.goes("New repair request")
    page.get_by_label("Machines", exact=True).fill("1200")
    page.get_by_label("Model families").fill("S19, M30S, M50")
    chooses_services(manager, SERVICES)
    manager.fill("Description of fee 1", "Pallet handling")
    manager.fill("Amount of fee 1", "120.00")
    manager.look("request-new")
    manager.press("Create request")
    manager.arrives("RR-")
    manager.sees("Under review", "Diagnostics", "USD 80.00", "Pallet handling", "USD 120.00")
    manager.look("request")


def chooses_services(manager: Person, prices: dict[str, str]) -> None:
    """Untick what the catalogue proposes; tick these services and write their prices."""
    proposed = manager.page.locator("input[name^=service_]:checked")
    while proposed.count():
        proposed.first.uncheck()
    for service, price in prices.items():
        field = manager.page.get_by_label(f"Price of {service}", exact=True)
        field.fill(price)
        manager.page.get_by_role("row").filter(has=field).get_by_role("checkbox").check()


def approves(manager: Person) -> str:
    """Approve the request, which opens the order; return its number."""
    manager.goes("Approve")
    manager.look("request-approve")
    manager.press("Approve")
    manager.arrives("RWO-")
    return manager.page.url.rstrip("/").rpartition("/")[2]


def opens_another_order(manager: Person) -> str:
    """Open a second, small order of the customer in one step; return its number."""
    page = manager.page
    manager.goes("Customers", ALIAS, "New work order")
    page.get_by_label("Machines", exact=True).fill("5")
    chooses_services(manager, SERVICES)
    manager.press("Open work order")
    manager.arrives("RWO-")
    return page.url.rstrip("/").rpartition("/")[2]


def moves_a_machine(manager: Person, order: str, serial: str, target: str) -> None:
    """Move one machine to the other order."""
    page = manager.page
    page.goto(f"{manager.site}/work-orders/{order}/?q={serial}")
    manager.row(serial).get_by_role("checkbox").check()
    dialog = manager.chooses("Move to another work order")
    dialog.get_by_label("To another open order").check()
    expect(dialog.get_by_label("To another open order")).to_be_checked()
    dialog.get_by_label("Work order", exact=True).fill(target)
    dialog.get_by_label("Work order", exact=True).blur()
    manager.look("move")
    dialog.get_by_role("button", name="Move 1").click()
    manager.is_told(f"1 miner moved to {target}.")
    page.goto(f"{manager.site}/work-orders/{target}/")
    expect(manager.row(serial)).to_be_visible()


def cannot_complete(manager: Person, order: str, *missing: str) -> None:
    """Ask to complete the order and read what is missing."""
    manager.page.goto(f"{manager.site}/work-orders/{order}/")
    manager.menu("Order", "Complete the order")
    manager.sees("What is missing", *missing)
    expect(manager.page.get_by_role("button", name=f"Complete {order}")).to_have_count(0)
    manager.look("complete-refused")


def completes(manager: Person, order: str) -> None:
    """Complete the order, and with it the request."""
    manager.page.goto(f"{manager.site}/work-orders/{order}/")
    manager.menu("Order", "Complete the order")
    manager.look("complete")
    manager.press(f"Complete {order}")
    manager.is_told(f"{order} is complete, and with it RR-")
    manager.sees("Complete")
    manager.goes("Repair requests")
    expect(manager.row("1,200")).to_contain_text("Completed")


def exports_the_filtered_list(manager: Person, order: str, other: str) -> None:
    """Find the order in the list by a filter and save exactly what is shown."""
    manager.goes("Work orders")
    manager.sees(order, other)
    manager.page.get_by_role("list", name="State").get_by_role("link", name="Complete").click()
    expect(manager.page.locator(".list-table tbody tr")).to_have_count(1)
    manager.look("work-orders")
    lines = manager.downloads("Export 1 row (CSV)").splitlines()
    assert len(lines) == 2, lines
    assert order in lines[1], lines
    assert other not in lines[1], lines


def reads_the_history(manager: Person, order: str) -> None:
    """Read the whole story of the order, who and when, in sentences."""
    manager.page.goto(f"{manager.site}/work-orders/{order}/")
    manager.menu("Order", "History")
    manager.arrives(f"History of {order}")
    manager.sees(f"{order} is complete", "The stay of LATE0002", "Logistics One", "Manager One")
    manager.look("history")
