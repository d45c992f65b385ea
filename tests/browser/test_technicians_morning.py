"""A technician's morning: ten machines, one after the other, with a keyboard and a scanner only."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.bench.models import Failure, Repair, StressTest
from hashmend.domain.parts.models import Condition, Part
from hashmend.domain.work_orders.models import Job, ServiceDone
from hashmend.domain.work_orders.statuses import Status
from tests import factories_bench
from tests.browser.test_parts import Bench
from tests.browser.test_scanning import signed_in
from tests.factories_diagnosis import on_the_bench
from tests.factories_parts import spare

MOST_KEYS = 150
"""Keys pressed for ten machines, each letter that is typed counted, without what the scanner types: 15 a machine."""


class Hand(Bench):
    """The bench with every letter counted that a person types."""

    def types(self, text: str) -> None:
        """Type into the field that has the focus, and end with Enter."""
        self.keys += len(text)
        super().types(text)

    def scans_into(self, label: str) -> None:
        """Scan into the field that has the focus."""
        super().types(label)
        self.keys -= 1

    def scans(self, label: str) -> None:
        """Scan a label, which costs no key."""
        super().scans(label)
        self.keys -= 1

    def goes_into(self, key: str, field: str) -> None:
        """Press the key of a field and type only once it has the focus: the page takes quick letters for a scan."""
        self.presses(key)
        expect(self.page.locator(f"#{field}")).to_be_focused()

    def steps_to(self, line: str, steps: int) -> None:
        """Press n until the line of the index is the chosen one, seeing each step arrive."""
        lines = self.page.locator("[data-index-line]")
        for at in range(1, steps + 1):
            self.presses("n")
            expect(lines.nth(at)).to_have_attribute("aria-current", "true")
        self.sees(line)

    def takes(self, job: Job) -> None:
        """Scan the label of a machine and stand before it."""
        with self.page.expect_navigation():
            self.scans(str(job.miner))
        expect(self.page).to_have_url(self.url.replace("/miners/1/", f"/miners/{job.position}/"))
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(str(job.miner))

    def mends_a_board(self, board: int, *, again: bool) -> None:
        """Find one board without chips, reflow it, judge it good and begin the stress test."""
        self.steps_to(f"Hashboard {board}", board)
        if again:
            self.presses("r")
            self.is_told("0 ASIC found")
        else:
            self.goes_into("d", "diagnosis-failure")
            self.types("0 chips")
            self.is_told("0 ASIC found")
            self.leaves_the_field()
        self.goes_into("f", "repair-type")
        self.types("reflow")
        self.is_told("Re-solder chip (reflow)")
        self.leaves_the_field()
        self.presses("0")
        self.is_told("good that were unknown")

    def is_tested(self, job: Job) -> None:
        """Scan the machine once more, for its own panel, and begin its stress test."""
        self.takes(job)
        self.sees("Machine")
        self.goes_into("t", "stress-profile")
        self.presses("Tab")
        self.presses("Enter")
        self.is_told(f"Stress test of {job.miner} began")
        expect(self.page.locator("#index-machine")).to_be_focused()

    def ends_as(self, status: Status) -> None:
        """Tick the first service of the scope, and give the machine its outcome."""
        self.presses("w")
        self.presses("Space")
        self.is_told("Done for")
        self.presses("s")
        menu = self.page.locator("#bench details[data-menu][open]")
        expect(menu).to_be_visible()
        choices = menu.locator("[data-menu-key]").all_inner_texts()
        self.presses(str(1 + [text.strip().split("\n")[0] for text in choices].index(status.label)))
        self.is_told(f"set to {status.label}.")

    def leaves_the_field(self) -> None:
        """Give the letters their meaning as keys again."""
        self.presses("Escape")
        expect(self.page.locator("[data-index-line][aria-current]")).to_be_focused()


@pytest.mark.long
def test_ten_machines_by_keyboard_and_scanner(page: Page, live_server: Any) -> None:
    jobs = on_the_bench(10)
    factories_bench.profile(least_share=None)
    spare("FAN-7", part_type="fan")
    spare("CB-7", part_type="control_board")
    signed_in(page, live_server, Role.TECHNICIAN)
    bench = Hand(page, live_server.url, jobs[0])
    for at, job in enumerate(jobs[:6]):
        bench.takes(job)
        bench.mends_a_board(1 + at % 3, again=at > 0)
        bench.is_tested(job)
    nothing_is_wrong(bench, jobs[6])
    a_fan_is_missing(bench, jobs[7])
    a_control_board_is_replaced(bench, jobs[8])
    nothing_can_be_done(bench, jobs[9])
    assert Repair.objects.count() == 6
    assert StressTest.objects.filter(verdict="running").count() == 8
    assert list(
        Job.objects.filter(pk__in=[jobs[6].pk, jobs[9].pk]).order_by("pk").values_list("status", flat=True)
    ) == [
        Status.NO_FAULT_FOUND,
        Status.BEYOND_REPAIR,
    ]
    assert bench.keys <= MOST_KEYS, bench.keys


def nothing_is_wrong(bench: Hand, job: Job) -> None:
    """Judge all parts good, tick the diagnosis, and say that no fault was found."""
    bench.takes(job)
    bench.presses("0")
    bench.is_told("9 parts are good that were unknown.")
    bench.ends_as(Status.NO_FAULT_FOUND)
    assert ServiceDone.objects.filter(job=job).count() == 1


def a_fan_is_missing(bench: Hand, job: Job) -> None:
    """Report the first fan missing and scan the spare that goes into its slot."""
    bench.takes(job)
    bench.presses("0")
    bench.is_told("9 parts are good")
    bench.steps_to("Fan 1", 6)
    bench.presses("m")
    bench.is_told("is reported missing")
    bench.sees("Fan 1", "Empty")
    bench.scans("FAN-7")
    bench.sees("Fan 1", "FAN-7")
    bench.is_tested(job)
    assert Part.objects.get(serial="FAN-7").miner_id == job.miner_id


def a_control_board_is_replaced(bench: Hand, job: Job) -> None:
    """Replace the control board by a spare and scan the labels that the machine tells now."""
    former = str(job.miner)
    bench.takes(job)
    bench.presses("0")
    bench.is_told("9 parts are good")
    bench.steps_to("Control board", 4)
    bench.goes_into("x", "coming-serial")
    bench.scans_into("CB-7")
    expect(bench.page.get_by_label("Machine: new MAC")).to_be_focused()
    bench.scans_into("02:00:00:00:AA:07")
    expect(bench.page.get_by_label("Machine: new serial number")).to_be_focused()
    bench.scans_into("SYNNEWBOARD000007")
    bench.is_told(f"The machine is SYNNEWBOARD000007 now, formerly {former}")
    bench.sees("Control board", "CB-7")
    bench.is_tested(Job.objects.select_related("miner").get(pk=job.pk))


def nothing_can_be_done(bench: Hand, job: Job) -> None:
    """Find the first board burnt, judge it scrap, and give the machine up."""
    bench.takes(job)
    bench.steps_to("Hashboard 1", 1)
    bench.goes_into("d", "diagnosis-failure")
    bench.types("burnt board")
    bench.is_told("Burnt board")
    bench.leaves_the_field()
    bench.presses("4")
    bench.is_told("is scrap")
    bench.takes(job)
    bench.ends_as(Status.BEYOND_REPAIR)
    assert Failure.objects.filter(job=job, part__condition=Condition.SCRAP).count() == 1
