"""The dock: shipments, pallets, the customer's list, scans, damage; and later boxes, pallets and the way home."""

from playwright.sync_api import expect

from tests.browser.life.person import PATIENCE, Person
from tests.lists import MANIFESTS
from tests.pictures import photo

FLEET = MANIFESTS / "01_hosting_fleet_export.csv"
UPS = "1Z999AA10123456784"


def announces_three_pallets(logistics: Person, order: str) -> str:
    """Make the inbound shipment with its tracking and three pallets, and put them in it; return its number."""
    page = logistics.page
    page.goto(f"{logistics.site}/work-orders/{order}/logistics/")
    logistics.sees("No inbound containers yet")
    inbound = page.get_by_role("region", name="Inbound")
    inbound.get_by_role("link", name="New shipment").click()
    page.get_by_label("Tracking number").fill(UPS)
    logistics.look("shipment-new")
    logistics.press("Make shipment")
    logistics.is_told("was made.")
    inbound.get_by_role("link", name="New containers").click()
    page.get_by_label("How many").fill("3")
    logistics.look("containers-new")
    logistics.press("Make containers")
    expect(inbound.get_by_role("checkbox")).to_have_count(3)
    for tick in inbound.get_by_role("checkbox").all():
        tick.check()
    shipment = page.get_by_label("Shipment", exact=True)
    shipment.select_option(index=1)
    logistics.look("logistics-unassigned")
    logistics.press("Assign to shipment")
    logistics.is_told("3 containers")
    expect(inbound).to_contain_text("UPS")
    logistics.look("logistics")
    return page.locator("details.shipment-group h3").first.inner_text()


def receives(logistics: Person, shipment: str) -> list[str]:
    """Note that the shipment came and receive its pallets, all at once; return their numbers."""
    page = logistics.page
    page.goto(f"{logistics.site}/shipments/{shipment}/")
    logistics.sees("In transit", "UPS", UPS)
    assert UPS in (page.get_by_role("link", name="Track").get_attribute("href") or "")
    logistics.menu("Delivered", "Mark delivered")
    logistics.sees("Delivered")
    logistics.look("shipment")
    pallets = page.locator("#containers tbody th a").all_inner_texts()
    logistics.goes("Containers")
    page.get_by_label("Select all containers on this page").check()
    logistics.chooses("Receive").get_by_role("button", name="Receive 3").click()
    logistics.is_told("3 containers received.")
    logistics.look("containers")
    return pallets


def imports_the_list(logistics: Person, pallet: str, site: str, good: int) -> None:
    """Upload the list, say that the site names the pallet, take one site's rows."""
    page = logistics.page
    page.goto(f"{logistics.site}/containers/{pallet}/")
    logistics.goes("Import a list")
    page.get_by_label("The list").set_input_files(FLEET)
    logistics.press("Upload")
    logistics.sees("1,200 machines recognised")
    page.get_by_label("Site").select_option("Container")
    with page.expect_navigation():
        page.get_by_role("button", name="Read again").click()
    page.get_by_label("Take the rows of").select_option(label=site)
    logistics.press("Preview")
    logistics.sees(f"{good:,} machines will be imported in one go")
    page.get_by_role("button", name=f"Import {good:,} machines").click()
    logistics.is_told(f"{good:,} machines imported into {pallet}.")


def saves_the_rows_to_mend(logistics: Person, pallet: str) -> None:
    """Save what was left out of a list, with its reason."""
    opens_the_list_of(logistics, pallet)
    logistics.sees("Twice in the list")
    rows = logistics.downloads("Rows to mend").splitlines()
    assert len(rows) == 2, rows
    assert "already: that row counts." in rows[1]


def imports_again(logistics: Person, pallet: str) -> None:
    """Open the same list once more: nothing is left to import."""
    opens_the_list_of(logistics, pallet)
    logistics.sees("Nothing to import.")
    expect(logistics.page.get_by_role("button", name="Import")).to_have_count(0)
    logistics.look("preview")
    logistics.goes("How it is read")
    expect(logistics.page.get_by_role("button", name="Preview")).to_be_visible()
    logistics.look("columns")


def opens_the_list_of(logistics: Person, pallet: str) -> None:
    """Open the list that was imported into a pallet."""
    logistics.page.goto(f"{logistics.site}/containers/{pallet}/")
    logistics.goes("Import a list")
    logistics.page.get_by_role("link", name=FLEET.name).first.click()


def scans_in(logistics: Person, pallet: str, *serials: str) -> None:
    """Scan machines that are on no list."""
    page = logistics.page
    page.goto(f"{logistics.site}/containers/{pallet}/inventory/")
    expect(page.get_by_label("Serial number")).to_be_focused()
    before = int(page.locator("[data-scan-count]").inner_text())
    page.get_by_role("combobox", name="Model").fill("Antminer S19 Pro")
    page.get_by_label("Serial number").focus()
    for serial in serials:
        page.keyboard.type(serial)
        page.keyboard.press("Enter")
    expect(page.locator("[data-scan-count]")).to_have_text(str(before + len(serials)), timeout=PATIENCE)
    logistics.look("inventory")


def records_damage(logistics: Person, pallet: str) -> None:
    """Note damage on a pallet with several photos at once, look at one, and see the report."""
    page = logistics.page
    page.goto(f"{logistics.site}/containers/{pallet}/")
    logistics.goes("Record damage")
    page.get_by_label("Description").fill("Forklift went through the wrapping.")
    files = [
        {"name": name, "mimeType": "image/jpeg", "buffer": photo(name).read()}
        for name in ("front.jpg", "side.jpg", "top.jpg")
    ]
    page.get_by_label("Photos").set_input_files(files)  # type: ignore[arg-type]
    logistics.look("damage-new")
    logistics.press("Record damage")
    logistics.is_told(f"Damage on {pallet} was noted with 3 photos.")
    page.locator("[data-gallery] a").first.click()
    expect(page.locator("dialog[open] figcaption")).to_contain_text("front.jpg")
    page.keyboard.press("Escape")
    logistics.look("container")
    logistics.goes("Damage report")
    logistics.sees("Forklift went through the wrapping.", "top.jpg")
    logistics.look("damage-report")


def closes_the_inventory(logistics: Person, pallets: list[str]) -> None:
    """Close the inventory of every pallet at once."""
    logistics.goes("Containers")
    for pallet in pallets:
        logistics.row(pallet).get_by_role("checkbox").check()
    logistics.chooses("Close inventory").get_by_role("button", name="Close inventory").click()
    expect(logistics.row(pallets[0])).to_contain_text("Inventoried")
