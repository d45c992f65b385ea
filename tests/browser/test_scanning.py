"""A scanner at the dock and at the packing table: it types fast, ends with Enter and never waits for an answer."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.work_orders.models import Job
from tests import factories
from tests.factories_logistics import an_inbound_container, an_order, an_outbound_container, finished_jobs, jobs_in


def signed_in(page: Page, live_server: Any, *roles: str) -> None:
    client = Client()
    client.force_login(factories.staff(*roles))
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.mark.both_databases
def test_forty_scans_back_to_back_all_land_once_in_order(page: Page, live_server: Any) -> None:
    container = an_inbound_container()
    jobs_in(container, "SN007")
    signed_in(page, live_server, Role.LOGISTICS)
    page.goto(f"{live_server.url}/containers/{container}/inventory/")
    expect(page.get_by_label("Serial number")).to_be_focused()
    for n in range(40):
        page.keyboard.type(f"sn{n:03d}")
        page.keyboard.press("Enter")
    expect(page.locator("[data-scan-count]")).to_have_text("40", timeout=60_000)
    lines = page.locator("#scans li")
    expect(lines.filter(has_text="is in")).to_have_count(1)
    expect(lines.first).to_contain_text("SN039")
    expect(page.locator(".scan-line.is-waiting")).to_have_count(0)
    expect(page.get_by_label("Serial number")).to_be_focused()
    serials = [job.miner.serial for job in Job.objects.order_by("position").select_related("miner")]
    assert serials == ["SN007", *[f"SN{n:03d}" for n in range(40) if n != 7]]


def test_model_is_kept_and_the_rest_is_not_and_a_wrong_code_says_what_it_is(page: Page, live_server: Any) -> None:
    factories.miner_model("Antminer Q1")
    container = an_inbound_container()
    signed_in(page, live_server, Role.TECHNICIAN)
    page.goto(f"{live_server.url}/containers/{container}/inventory/")
    page.get_by_role("combobox", name="Model").fill("Antminer Q1")
    page.get_by_label("Asset tag").fill("T-1")
    page.get_by_label("Serial number").fill("A1")
    page.keyboard.press("Enter")
    expect(page.locator("#scans")).to_contain_text("Antminer Q1")
    expect(page.get_by_role("combobox", name="Model")).to_have_value("Antminer Q1")
    expect(page.get_by_label("Asset tag")).to_have_value("")
    page.keyboard.type(container.number)
    page.keyboard.press("Enter")
    expect(page.locator("#scans li").first).to_contain_text(f"This is container {container}")


def test_scans_that_could_not_be_sent_wait_and_are_sent_again(page: Page, live_server: Any) -> None:
    container = an_inbound_container()
    signed_in(page, live_server, Role.LOGISTICS)
    page.goto(f"{live_server.url}/containers/{container}/inventory/")
    page.route("**/inventory/scan/", lambda route: route.fulfill(status=429))
    page.keyboard.type("A1")
    page.keyboard.press("Enter")
    expect(page.locator("#scans li").first).to_contain_text("not taken. Try again in a moment.")
    page.unroute("**/inventory/scan/")
    page.get_by_role("button", name="Send again").click()
    expect(page.locator("[data-scan-count]")).to_have_text("1")
    assert Job.objects.get().miner.serial == "A1"


def test_on_a_phone_the_last_scan_is_told_where_one_looks(page: Page, live_server: Any) -> None:
    container = an_inbound_container()
    jobs_in(container, "A1")
    signed_in(page, live_server, Role.LOGISTICS)
    page.set_viewport_size({"width": 390, "height": 600})
    page.goto(f"{live_server.url}/containers/{container}/inventory/")
    told = page.get_by_label("Last scan")
    for code, says in (("a1", "A1 is in"), ("b2", "B2")):
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        expect(told).to_contain_text(says)
        expect(told.locator(".is-waiting")).to_have_count(0)
        expect(told).to_be_in_viewport(ratio=1)
    expect(told.locator("li")).to_have_count(1)
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(told).to_be_hidden()
    expect(page.locator("#scans li").first).to_be_in_viewport()


def test_sn_and_then_mac_when_that_is_asked_for(page: Page, live_server: Any) -> None:
    container = an_inbound_container()
    signed_in(page, live_server, Role.LOGISTICS)
    page.goto(f"{live_server.url}/containers/{container}/inventory/")
    page.get_by_role("link", name="Scan SN, then MAC").click()
    expect(page.get_by_role("link", name="Scan serial numbers only")).to_be_visible()
    expect(page.get_by_label("Serial number")).to_be_focused()
    for code in ("A1", "02:00:00:00:00:01", "A2", "02:00:00:00:00:02"):
        page.keyboard.type(code)
        page.keyboard.press("Enter")
    expect(page.locator("[data-scan-count]")).to_have_text("2")
    macs = {job.miner.serial: job.miner.mac for job in Job.objects.select_related("miner")}
    assert macs == {"A1": "020000000001", "A2": "020000000002"}


def test_machines_are_scanned_into_a_box(page: Page, live_server: Any) -> None:
    order = an_order()
    finished_jobs(order, *(f"P{n}" for n in range(10)))
    container = an_outbound_container(order)
    signed_in(page, live_server, Role.LOGISTICS)
    page.goto(f"{live_server.url}/containers/{container}/packing/")
    for n in range(10):
        page.keyboard.type(f"p{n}")
        page.keyboard.press("Enter")
    expect(page.locator("[data-scan-count]")).to_have_text("10", timeout=30_000)
    assert container.outbound_jobs.count() == 10
