"""A customer's list from the container's page to its machines, with mouse and keyboard, with and without scripts."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import Job
from tests import factories
from tests.browser.crawl import is_too_wide
from tests.factories_logistics import an_inbound_container, an_order, jobs_in
from tests.lists import MANIFESTS, known_catalogue

ODD = (
    "Geräteliste;;;\nPalette;Gerätetyp;Seriennummer;MAC-Adresse\nP1;S19 Pro;SYNAXYZBJABBC0001;02:35:3D:B3:2D:B1\n"
    ";S19 Pro;SYNAXYZBJABBC0001;02:35:3D:B3:2D:B2\n;Das große;SYNAXYZBJABBC0003;02:35:3D:B3:2D\n"
    ";S19;SYNAXYZBJABBC0009;\n"
)


@pytest.fixture
def container(live_server) -> Container:  # type: ignore[no-untyped-def]
    """Return a received container, and somebody of the dock to fill it; one machine is in another order."""
    known_catalogue()
    factories.staff("logistics", name="Lou", email="lou@demo.test")
    jobs_in(an_inbound_container(), "SYNAXYZBJABBC0009")
    return an_inbound_container(an_order(factories.customer()))


def signed_in(page: Page, site: str, container: Container) -> None:
    """Sign in and open the container's page."""
    page.goto(f"{site}/sign-in/?next=/containers/{container.number}/")
    page.get_by_label("E-mail").fill("lou@demo.test")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(container.number)


def look(page: Page, name: str) -> None:
    """Check that the page fits its window; keep a picture where `HASHMEND_PICTURES` says."""
    if folder := os.environ.get("HASHMEND_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]
    assert not is_too_wide(page), name


@pytest.fixture(params=[1280, 390])
def sized(request: pytest.FixtureRequest, page: Page) -> Iterator[Page]:
    """Return the page at desktop and at phone width."""
    page.set_viewport_size({"width": request.param, "height": 800})
    return page


def test_a_list_with_traps_is_corrected_previewed_and_imported(sized: Page, live_server, container: Container) -> None:  # type: ignore[no-untyped-def]
    page = sized
    signed_in(page, live_server.url, container)
    page.get_by_role("link", name="Import a list").click()
    look(page, "upload")
    page.get_by_label("The list").set_input_files(
        {"name": "liste.csv", "mimeType": "text/csv", "buffer": ODD.encode("cp1252")}
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("4 machines recognised")).to_be_visible()
    expect(page.get_by_text("cp1252, columns parted by semicolons")).to_be_visible()
    look(page, "columns")
    page.get_by_label("Model for “Das große”").fill("Antminer S21")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("2 machines will be imported in one go")).to_be_visible()
    expect(page.get_by_text("SYNAXYZBJABBC0001 is in row 3 already")).to_be_visible()
    look(page, "preview")
    page.get_by_role("link", name="In another order").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Import 2 machines").click()
    expect(page.get_by_text(f"2 machines imported into {container}. 2 rows were left out.")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Rows to mend").click()
    assert "is in row 3 already" in download.value.path().read_text(encoding="utf-8-sig")
    assert Job.objects.filter(inbound_container=container).count() == 2


@pytest.mark.both_databases
def test_twelve_hundred_machines_from_a_fleet_export(page: Page, live_server, container: Container) -> None:  # type: ignore[no-untyped-def]
    signed_in(page, live_server.url, container)
    page.get_by_role("link", name="Import a list").click()
    page.get_by_label("The list").set_input_files(MANIFESTS / "01_hosting_fleet_export.csv")
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("1,188 machines will be imported")).to_be_visible()
    look(page, "fleet")
    page.get_by_role("link", name="Next page").click()
    expect(page.get_by_text("101–200 of 1,200")).to_be_visible()
    page.get_by_role("button", name="Import 1,188 machines").click()
    expect(page.get_by_text(f"1,188 machines imported into {container}.")).to_be_visible(timeout=30_000)


def test_it_works_without_scripts(browser: Browser, live_server, container: Container) -> None:  # type: ignore[no-untyped-def]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    signed_in(page, live_server.url, container)
    page.goto(f"{live_server.url}/containers/{container.number}/import/")
    page.get_by_label("The list").set_input_files(MANIFESTS / "08_scanner_dump.csv")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_text("A scanner's dump: 96 machines, 5 scanned twice.")).to_be_visible()
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Import 96 machines").click()
    expect(page.get_by_text(f"96 machines imported into {container}.")).to_be_visible()
    context.close()
