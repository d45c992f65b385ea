"""A technician at the bench with a keyboard and a scanner: parts judged, read, missing, out, in and replaced."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import row
from hashmend.domain.bench.models import StressTest
from hashmend.domain.bench.operations import add_readings, start_test
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests.browser.crawl import is_too_wide
from tests.browser.test_every_page import barriers
from tests.browser.test_scanning import signed_in
from tests.factories_bench import profile, reading
from tests.factories_parts import bench_jobs, slot, spare

SCANNER = """label => {
  for (const key of [...label, "Enter"]) {
    const target = document.activeElement || document.body;
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  }
}"""
"""What a scanner does outside of fields: all keys in an instant, then Enter."""

SLOW_TO_SAVE = """
  const open = XMLHttpRequest.prototype.open, send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.open = function (method, ...rest) {
    this.isSaving = method.toUpperCase() === "POST";
    return open.call(this, method, ...rest);
  };
  XMLHttpRequest.prototype.send = function (...sent) {
    setTimeout(() => send.apply(this, sent), this.isSaving ? 700 : 0);
  };
"""
"""A server that answers at once what is asked for, and late what is sent."""


class Bench:
    """The page of a machine in a technician's hands; `keys` counts what was pressed and scanned."""

    def __init__(self, page: Page, site: str, job: Job) -> None:
        self.page, self.keys = page, 0
        self.url = f"{site}/work-orders/{job.work_order}/miners/{job.position}/"
        page.goto(self.url)

    def presses(self, key: str) -> None:
        """Press a key; a person takes a moment until the next."""
        self.keys += 1
        self.page.keyboard.press(key)
        self.page.wait_for_timeout(150)

    def scans(self, label: str) -> None:
        """Scan a label while no field has the focus."""
        self.keys += 1
        self.page.evaluate(SCANNER, label)

    def types(self, text: str) -> None:
        """Type into the field that has the focus, or scan into it, and end with Enter."""
        self.keys += 1
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def is_told(self, sentence: str) -> None:
        """Read the sentence among the notices."""
        expect(self.page.locator("#notices")).to_contain_text(sentence)

    def sees(self, line: str, *texts: str) -> None:
        """Read in a line of the index, which is the chosen one."""
        chosen = self.page.locator("[data-index-line][aria-current]")
        for text in (line, *texts):
            expect(chosen).to_contain_text(text)

    def look(self) -> None:
        """Check the page by axe's rules in light and dark, and that it fits a phone, a tablet and a desktop."""
        for theme in ("light", "dark"):
            self.page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
            assert list(barriers(self.page)) == []
        for width in (390, 820, 1280):
            self.page.set_viewport_size({"width": width, "height": 800})
            assert not is_too_wide(self.page), width


@pytest.mark.both_databases
def test_a_machine_is_judged_and_mended_by_keys_and_scanner_alone(page: Page, live_server: Any) -> None:
    (job,) = bench_jobs()
    spare("HB-9", shelf="A1")
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Bench(page, live_server.url, job)
    bench.presses("n")
    bench.sees("Hashboard 1", "Unknown")
    bench.scans("HB-1")
    bench.is_told("Hashboard 1 is HB-1.")
    bench.presses("n")
    bench.sees("Hashboard 2")
    bench.presses("2")
    bench.is_told("Hashboard 2 is faulty; it was unknown.")
    bench.sees("Hashboard 2", "Faulty")
    bench.presses("0")
    bench.is_told("8 parts are good that were unknown.")
    bench.presses("o")
    bench.types("R1")
    bench.is_told("Hashboard 2 is in spare stock, R1: the slot is empty.")
    bench.sees("Hashboard 2", "Empty")
    expect(page.locator("#slot")).to_contain_text("Spares that fit")
    bench.look()
    bench.scans("HB-9")
    bench.is_told("Hashboard 2: Hashboard HB-9 is in, from spare stock, A1.")
    bench.sees("Hashboard 2", "HB-9", "Good")
    bench.look()
    assert slot(job, position=2).serial == "HB-9"
    assert bench.keys == 8
    bench.presses("u")
    bench.is_told("Undone for 1 part")
    bench.sees("Hashboard 2", "Empty")


def test_an_emptied_serial_number_is_saved_with_enter(page: Page, live_server: Any) -> None:
    (job,) = bench_jobs()
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Bench(page, live_server.url, job)
    bench.presses("n")
    bench.sees("Hashboard 1")
    bench.scans("HB-1")
    bench.is_told("Hashboard 1 is HB-1.")
    bench.presses("b")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    bench.is_told("Hashboard 1 has no serial number now.")
    assert slot(job).serial == ""


@pytest.mark.parametrize("width", [320, 390, 820])
def test_the_fields_of_photos_show_all_they_say(page: Page, live_server: Any, width: int) -> None:
    (job,) = bench_jobs()
    signed_in(page, live_server, Role.TECHNICIAN)
    page.set_viewport_size({"width": width, "height": 800})
    Bench(page, live_server.url, job)
    for name in ("camera", "files"):
        field = page.locator(f"#photos-{name}").bounding_box()
        assert field
        assert field["width"] >= 250, name
    assert not is_too_wide(page)


SLOW = {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1}
PRESSED = """keys => keys.forEach((key, at) => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: performance.now() - 5000 + 150 * at });
  document.body.dispatchEvent(event);
})"""
"""Keys that somebody pressed at a person's pace, and that a device that hung takes all at once."""


def test_no_key_is_lost_while_parts_are_fetched(page: Page, live_server: Any) -> None:
    (job,) = bench_jobs()
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Bench(page, live_server.url, job)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    for key in "0nnnn":
        bench.presses(key)
    bench.sees("Control board", "Good")
    for key in "2p2p2":
        bench.presses(key)
    bench.sees("Hashboard 2", "Faulty")
    conditions = [slot(job, *at).condition for at in (("control_board",), ("hashboard", 3), ("hashboard", 1))]
    assert conditions == ["faulty", "faulty", "good"]
    page.evaluate(PRESSED, list("nppn"))
    bench.sees("Hashboard 2", "Faulty")
    page.evaluate(PRESSED, list("3nnn"))
    bench.is_told("Hashboard 2 is unknown; it was faulty.")
    bench.sees("PSU")


def test_a_label_scanned_while_a_part_is_fetched_is_for_that_part(page: Page, live_server: Any) -> None:
    (job,) = bench_jobs()
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Bench(page, live_server.url, job)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    bench.presses("n")
    bench.scans("HB-1")
    bench.is_told("Hashboard 1 is HB-1.")
    bench.presses("n")
    bench.scans("HB-2")
    bench.presses("2")
    bench.is_told("Hashboard 2 is HB-2.")
    bench.sees("Hashboard 2", "Faulty")
    assert [slot(job, position=at).serial for at in (1, 2)] == ["HB-1", "HB-2"]


def test_an_answer_that_comes_after_the_next_part_was_chosen_is_heard(page: Page, live_server: Any) -> None:
    (job,) = bench_jobs()
    signed_in(page, live_server, Role.TECHNICIAN)
    page.add_init_script(SLOW_TO_SAVE)
    bench = Bench(page, live_server.url, job)
    sent = (("#repair-type", "no such repair", "called “no such repair”"), ("#diagnosis-words", "smells", "smells."))
    for field, words, answer in sent:
        page.locator("#index-hashboard-1").click()
        bench.sees("Hashboard 1")
        page.locator(field).fill(words)
        page.locator(field).press("Enter")
        page.locator("#index-hashboard-2").click()
        bench.sees("Hashboard 2")
        bench.is_told(answer)
    expect(page.locator("#index-hashboard-1")).to_contain_text("1 open failure")
    page.locator("#notices").get_by_role("button", name="Undo").click()
    bench.is_told("Undone for 1 failure")


def test_readings_are_typed_one_after_the_other(page: Page, live_server: Any) -> None:
    (job,) = bench_jobs()
    start_test(row(job), profile(least_share=None), by=SYSTEM)
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Bench(page, live_server.url, job)
    bench.presses("t")
    for minute in ("40", "50"):
        page.keyboard.type("99")
        page.locator("#stress-minute").focus()
        bench.types(minute)
        bench.is_told(f"Read in minute {minute}.")
        expect(page.locator("#stress-ths")).to_be_focused()
    assert [one["ths"] for one in StressTest.objects.get().readings] == [99, 99]


def test_what_was_begun_to_type_goes_with_the_test_that_ends(page: Page, live_server: Any) -> None:
    (job,) = bench_jobs()
    test = start_test(row(job), profile(least_share=None), by=SYSTEM)
    add_readings(row(test), [reading(60, temp_c=95)], by=SYSTEM)
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Bench(page, live_server.url, job)
    bench.presses("t")
    page.keyboard.type("7")
    bench.presses("Escape")
    bench.presses("v")
    bench.is_told("failed and is In repair again.")
    expect(page.locator("#stress-ths")).to_have_count(0)
    expect(page.locator("#stress-profile")).to_be_visible()


def test_missing_found_and_replaced_with_old_and_new_in_one_step(page: Page, live_server: Any) -> None:
    (job,) = bench_jobs()
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Bench(page, live_server.url, job)
    bench.presses("n")
    bench.sees("Hashboard 1")
    bench.presses("m")
    bench.sees("Hashboard 1", "Empty")
    expect(page.locator("#slot")).to_contain_text("is missing from here")
    bench.presses("m")
    bench.sees("Hashboard 1", "Unknown")
    page.get_by_label("Old part: serial number").fill("HB-OLD")
    bench.presses("Escape")
    bench.presses("x")
    bench.types("HB-NEW")
    bench.is_told("No spare carries HB-NEW")
    expect(page.get_by_label("New part: serial number")).to_have_value("HB-NEW")
    page.get_by_label("New, not in the stock yet").check()
    page.get_by_role("button", name="Replace", exact=True).click()
    bench.is_told("Hashboard 1 (HB-OLD) was replaced by HB-NEW; the old one is in spare stock.")
    bench.sees("Hashboard 1", "HB-NEW")
    assert Part.objects.get(serial="HB-OLD").place == "stock"


def test_a_control_board_is_asked_for_its_labels(page: Page, live_server: Any) -> None:
    (job,) = bench_jobs()
    spare("CB-9", part_type="control_board")
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Bench(page, live_server.url, job)
    page.goto(f"{bench.url}?slot=control_board-1")
    bench.presses("x")
    bench.types("CB-9")
    expect(page.get_by_label("Machine: new MAC")).to_be_focused()
    bench.look()
    bench.types("02:00:00:00:AA:01")
    expect(page.get_by_label("Machine: new serial number")).to_be_focused()
    bench.types("SYNNEWBOARD000001")
    bench.is_told(f"The machine is SYNNEWBOARD000001 now, formerly {job.miner}; MAC 02:00:00:00:AA:01.")
    expect(page.get_by_role("heading", level=1)).to_contain_text("SYNNEWBOARD000001")
    bench.presses("u")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(job.miner))
    bench.presses("m")
    bench.sees("Control board", "Empty")
    bench.scans("CB-9")
    expect(page.get_by_label("Serial number of the spare")).to_have_value("CB-9")
    expect(page.get_by_label("Machine: new MAC")).to_be_focused()


def test_the_next_machine_is_a_scan_away_and_keys_are_listed(page: Page, live_server: Any) -> None:
    first, second = bench_jobs(2)
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Bench(page, live_server.url, first)
    bench.scans(str(second.miner))
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(second.miner))
    bench.presses("[")
    expect(page.get_by_role("heading", level=1)).to_contain_text(str(first.miner))
    bench.presses("n")
    bench.sees("Hashboard 1")
    bench.presses("?")
    keys = page.get_by_role("dialog")
    for words in (
        "Condition of the part: faulty",
        "Report the part missing",
        "Next machine",
        "Undo what was done last",
    ):
        expect(keys).to_contain_text(words)


def test_the_warranty_is_updated_from_the_head_of_the_page(page: Page, live_server: Any) -> None:
    (job,) = bench_jobs()
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Bench(page, live_server.url, job)
    update = page.locator(".bench-head").get_by_role("link", name="Update")
    update.click()
    expect(page.get_by_label("OEM warranty", exact=True)).to_be_in_viewport()
    page.goto(f"{bench.url}?slot=hashboard-1")
    update.click()
    expect(page.locator("#warranty")).to_be_in_viewport()
    assert page.url == f"{bench.url}#warranty"
