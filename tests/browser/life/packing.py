"""The way home: boxes and pallets, packed by scan and by ticks, marked ready, shipped."""

from playwright.sync_api import expect

from tests.browser.life.bench import selects_all
from tests.browser.life.person import PATIENCE, Person

FEDEX = "986578788855"


def makes_a_box(logistics: Person, order: str) -> str:
    """Make an outbound box and return its number."""
    page = logistics.page
    page.goto(f"{logistics.site}/work-orders/{order}/logistics/")
    outbound = page.get_by_role("region", name="Outbound")
    outbound.get_by_role("link", name="New containers").click()
    page.get_by_label("Kind").select_option("Box")
    page.get_by_label("Label").fill("Fragile")
    logistics.press("Make containers")
    row = outbound.locator(".container-row").first
    expect(row).to_contain_text("Fragile")
    return row.get_by_role("link").first.locator(".serial").inner_text()


def scans_into(logistics: Person, container: str, *serials: str, unfinished: str) -> None:
    """Scan finished machines into a container; one that is not finished says so."""
    page = logistics.page
    page.goto(f"{logistics.site}/containers/{container}/packing/")
    for serial in (*serials, unfinished):
        page.keyboard.type(serial)
        page.keyboard.press("Enter")
    expect(page.locator("[data-scan-count]")).to_have_text(str(len(serials)), timeout=PATIENCE)
    expect(page.locator("#scans li").first).to_contain_text("finish it before it is packed")
    logistics.look("packing")


def packs_the_rest(logistics: Person, order: str, *, finished: int, packed: int) -> str:
    """From the Summary, put all finished machines on a new pallet; those in a box stay there. Return its number."""
    page = logistics.page
    page.goto(f"{logistics.site}/work-orders/{order}/?status=repaired")
    selects_all(logistics, finished)
    dialog = logistics.chooses("Assign to outbound container")
    dialog.get_by_label("New pallet").check()
    expect(dialog).to_contain_text("take it out first, or move it")
    logistics.look("assign")
    dialog.get_by_role("button", name=f"Assign {finished - packed:,}").click()
    logistics.is_told(f"{finished - packed:,} miners put into a new container.")
    page.goto(f"{logistics.site}/work-orders/{order}/logistics/")
    rows = page.get_by_role("region", name="Outbound").locator(".container-row")
    expect(rows).to_have_count(2)
    return rows.last.get_by_role("link").first.locator(".serial").inner_text()


def marks_ready(logistics: Person, *containers: str) -> None:
    """Mark containers ready for billing."""
    for container in containers:
        logistics.page.goto(f"{logistics.site}/containers/{container}/")
        logistics.press("Ready for billing")
        expect(logistics.page.locator(".page-heading-words")).to_contain_text("Ready for billing")
    logistics.look("container-ready")


def makes_the_way_home(logistics: Person, order: str) -> str:
    """Make the outbound shipment, without tracking yet; return its number."""
    page = logistics.page
    page.goto(f"{logistics.site}/work-orders/{order}/logistics/")
    page.get_by_role("region", name="Outbound").get_by_role("link", name="New shipment").click()
    expect(page.get_by_label("Outbound")).to_be_checked()
    logistics.press("Make shipment")
    logistics.is_told("was made.")
    return page.locator("#notices").inner_text().split()[0]


def cannot_assign(logistics: Person, order: str, shipment: str, container: str, why: str) -> None:
    """Try to put a container into the shipment too early: the refusal names it and the way out."""
    assigns(logistics, order, shipment, container)
    logistics.sees(f"{container} is {why}", "Nothing was changed.")
    logistics.look("assign-refused")
    logistics.goes("Back")


def assigns(logistics: Person, order: str, shipment: str, *containers: str) -> None:
    """Tick containers in the group without a shipment and assign them."""
    page = logistics.page
    page.goto(f"{logistics.site}/work-orders/{order}/logistics/")
    outbound = page.get_by_role("region", name="Outbound")
    for container in containers:
        outbound.get_by_label(f"Select {container}").check()
    options = outbound.get_by_label("Shipment", exact=True)
    options.select_option(shipment)
    outbound.get_by_role("button", name="Assign to shipment").click()


def ships(logistics: Person, shipment: str) -> None:
    """Give the shipment its tracking and note that it was picked up."""
    page = logistics.page
    page.goto(f"{logistics.site}/shipments/{shipment}/")
    logistics.goes("Give tracking")
    page.get_by_label("Tracking number").fill(FEDEX)
    logistics.press("Save tracking")
    logistics.sees("Ready to ship", "FedEx")
    logistics.menu("Picked up", "Mark picked up")
    logistics.sees("In transit")
    logistics.look("shipment-out")


def delivers(logistics: Person, shipment: str) -> None:
    """Note that the shipment arrived at the customer's door."""
    logistics.page.goto(f"{logistics.site}/shipments/{shipment}/")
    logistics.menu("Delivered", "Mark delivered")
    expect(logistics.page.locator(".page-heading-words")).to_contain_text("Delivered")
    logistics.sees("was delivered")
