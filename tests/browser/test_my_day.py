"""A technician's day with a scanner: bench and machine, a rack full of machines, wrong labels; wide and on a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect

from hashmend.domain.accounts.models import User
from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations import add_positions, place_job, start_test
from hashmend.domain.bench.operations.positions import numbered
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import take_jobs, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories, factories_bench
from tests.factories_logistics import an_inbound_container

WIDTHS = [pytest.param((1280, 900), id="wide"), pytest.param((390, 844), id="phone")]


def on_the_day(page: Page, live_server: Any, size: tuple[int, int] = (1280, 900), path: str = "/my-day/") -> User:
    user, client = factories.staff("technician", name="Theo Lind"), Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{live_server.url}{path}")
    return user


def machines(*serials: str) -> list[Job]:
    return factories.jobs(factories.work_order(), entries=[factories.machine(serial) for serial in serials])


def scan(page: Page, *codes: str) -> None:
    for code in codes:
        page.keyboard.type(code)
        page.keyboard.press("Enter")


@pytest.mark.parametrize("size", WIDTHS)
def test_a_bench_then_a_machine_puts_it_there_and_opens_it(page: Page, live_server: Any, size: tuple[int, int]) -> None:
    add_positions(["B-03"], "bench", by=SYSTEM)
    (job,) = machines("SNBENCH1")
    user = on_the_day(page, live_server, size)
    expect(page.get_by_label("Scan a position, then a miner")).to_be_focused()
    scan(page, "b03")
    expect(page.locator("#day-at")).to_have_text("B-03 is chosen: scan the miner that is put there.")
    expect(page.locator("#scans li").first).to_contain_text("B-03 is free")
    scan(page, "snbench1")
    page.wait_for_url(f"**/miners/{job.position}/")
    expect(page.locator("#place")).to_contain_text("It is yours.")
    expect(page.locator("#place")).to_contain_text("Stands at B-03")
    job.refresh_from_db()
    assert (job.technician, BenchPosition.objects.get().job) == (user, job)


@pytest.mark.both_databases
def test_a_rack_is_filled_without_waiting_for_an_answer(page: Page, live_server: Any) -> None:
    add_positions(numbered("R1-01", 20), "burn-in", by=SYSTEM)
    jobs = machines(*(f"SNRACK{n:02}" for n in range(20)))
    on_the_day(page, live_server)
    for n in range(20):
        scan(page, f"r1-{n + 1:02}", f"snrack{n:02}")
    expect(page.locator(".tile-used")).to_have_count(20)
    expect(page.locator("#scans li")).to_have_count(40)
    expect(page.locator("#scans li").first).to_contain_text("SNRACK19 is at R1-20.")
    expect(page.locator("#scans .is-wrong, #scans .is-waiting")).to_have_count(0)
    placed = BenchPosition.objects.order_by("code").values_list("job", flat=True)
    assert list(placed) == [job.pk for job in jobs]
    expect(page.get_by_label("Scan a position, then a miner")).to_be_focused()
    expect(page.locator("#day-at")).to_have_text("A miner alone opens its page.")


def test_wrong_labels_say_what_they_are_and_the_position_stays_chosen(page: Page, live_server: Any) -> None:
    add_positions(["R1-01"], "burn-in", by=SYSTEM)
    container, (job,) = an_inbound_container(), machines("SNRIGHT1")
    on_the_day(page, live_server)
    scan(page, "R1-01", container.number, "NOSUCH1")
    first = page.locator("#scans li").first
    expect(first).to_contain_text("No machine carries NOSUCH1")
    expect(page.locator("#scans li").nth(1)).to_contain_text(f"This is container {container}, a miner was expected.")
    scan(page, "SNRIGHT1")
    expect(first).to_contain_text("SNRIGHT1 is at R1-01.")
    assert BenchPosition.objects.get().job == job


def test_a_taken_position_names_who_is_there_and_offers_to_make_room(page: Page, live_server: Any) -> None:
    (rack,) = add_positions(["R1-01"], "burn-in", by=SYSTEM)
    other, job = machines("SNTHERE1", "SNWANTS1")
    place_job(row(other), row(rack), by=SYSTEM)
    on_the_day(page, live_server)
    scan(page, "R1-01")
    expect(page.locator("#scans li").first).to_contain_text("SNTHERE1 (Received) stands at R1-01.")
    scan(page, "SNWANTS1")
    expect(page.locator("#scans li").first).to_contain_text("SNTHERE1 (Received) stands at R1-01: take it off first")
    page.wait_for_load_state("networkidle")  # the day followed the scan: SQLite in memory lets nobody write meanwhile
    page.get_by_role("button", name="Take that one off and put SNWANTS1 there").click()
    expect(page.locator("#notices")).to_contain_text("SNWANTS1 is at R1-01.")
    expect(page.locator(".tile")).to_contain_text("SNWANTS1")
    assert BenchPosition.objects.get().job == job


def test_the_scan_field_of_a_machine_knows_positions_too(page: Page, live_server: Any) -> None:
    add_positions(["B-03"], "bench", by=SYSTEM)
    one, other = machines("SNFIRST1", "SNOTHER1")
    on_the_day(page, live_server, path=f"/work-orders/{one.work_order}/miners/{one.position}/")
    page.keyboard.press("/")
    scan(page, "B-03")
    page.wait_for_url("**/my-day/?at=B-03")
    expect(page.get_by_label("Scan a position, then a miner")).to_be_focused()
    scan(page, "SNOTHER1")
    page.wait_for_url(f"**/miners/{other.position}/")
    expect(page.locator("#place")).to_contain_text("Stands at B-03")


@pytest.mark.parametrize("size", WIDTHS)
def test_machines_are_taken_and_given_back_in_place(page: Page, live_server: Any, size: tuple[int, int]) -> None:
    (job,) = machines("SNTAKEN1")
    on_the_day(page, live_server, size)
    page.get_by_role("button", name="Take SNTAKEN1").click()
    expect(page.locator("#mine-new")).to_contain_text("SNTAKEN1")
    expect(page.locator("#to-take")).not_to_contain_text("SNTAKEN1")
    page.get_by_role("button", name="Give SNTAKEN1 back").click()
    expect(page.locator("#to-take")).to_contain_text("SNTAKEN1")
    job.refresh_from_db()
    assert job.technician is None


@pytest.mark.parametrize("size", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_full_day_fits_and_axe_has_no_complaint(
    page: Page, live_server: Any, size: tuple[int, int], scheme: Any
) -> None:
    add_positions(numbered("B-01", 4), "bench", by=SYSTEM)
    racks = add_positions(numbered("R1-01", 4), "burn-in", by=SYSTEM)
    jobs = machines("SYMEAYLKHC21061086276582131950773", *(f"SNFULL{n}" for n in range(5)))
    user = on_the_day(page, live_server, size)
    page.emulate_media(color_scheme=scheme)
    take_jobs(Job.objects.all(), by=user.as_actor()).or_refuse()
    for job, place in zip(jobs[:3], racks, strict=False):
        place_job(row(job), row(place), by=SYSTEM)
    start_test(row(jobs[0]), factories_bench.profile(least_share=None), by=SYSTEM)
    update_status(row(jobs[1]), Status.REPAIRED, by=SYSTEM).or_refuse()
    update_status(row(jobs[3]), Status.AWAITING_PARTS, by=SYSTEM).or_refuse()
    update_status(row(jobs[4]), Status.AWAITING_APPROVAL, by=SYSTEM).or_refuse()
    page.reload()
    expect(page.locator("#done-today")).to_contain_text("1 of about 10")
    expect(page.locator(".tile-clear")).to_contain_text("Repaired: carry it away.")
    expect(page.locator("#mine-test")).to_contain_text("left")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_labels_are_printed_without_the_rest_of_the_page(page: Page, live_server: Any) -> None:
    add_positions(numbered("B-01", 9), "bench", by=SYSTEM)
    on_the_day(page, live_server, path="/positions/labels/")
    expect(page.locator(".label")).to_have_count(9)
    page.emulate_media(media="print")
    expect(page.locator(".label").first).to_be_visible()
    expect(page.locator(".sidebar")).to_be_hidden()
    tops = {round(page.locator(".label").nth(n).bounding_box()["y"]) for n in range(3)}  # type: ignore[index]
    assert len(tops) == 1
