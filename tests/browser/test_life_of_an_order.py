"""One work order from the dock to the customer's door: 1,200 machines on three pallets, every person in turn."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser

from hashmend.domain.catalogue.operations import load_catalogues
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.browser.life import bench, buyer, dock, money, office, packing
from tests.browser.life.person import Person

People = Callable[[str], Person]

SITES = {"TX-01": 400, "TX-02": 395, "TX-03": 393}
"""How many machines of the list each site adds: twelve are in it twice."""

LISTED = sum(SITES.values())
ALL = LISTED + 3

WAITS, BOXED = "SYNFPOCBBJIBG375W", "SYNBQ9IBBJEBEGDAB"
"""Two machines of the list."""

TYPO, CORRECTED = "LATE0001", "SYNFPOCBBJIBLATE1"
BOX_TOTAL, REST_TOTAL = "USD 465.00", "USD 136,505.00"
"""The first invoice also bills what was done for the machine that was scrapped and never leaves."""


@pytest.fixture
def people(browser: Browser, live_server: Any) -> Iterator[People]:
    """Return a function that gives the browser of the person with an e-mail address."""
    known: dict[str, Person] = {}

    def person(email: str) -> Person:
        if email not in known:
            known[email] = Person(browser, live_server.url, email)
        return known[email]

    yield person
    for one in known.values():
        one.leave()


@pytest.fixture
def shop(people: People) -> People:
    """Return the people of a repair centre with its catalogues, each signed in."""
    load_catalogues(by=SYSTEM)
    for role in ("admin", "manager", "technician", "logistics", "billing"):
        factories.staff(role, name=f"{role.title()} One", email=f"{role}@shop.test")
        people(f"{role}@shop.test").sign_in("My day" if role == "technician" else "Work orders")
    return people


@pytest.mark.long
@pytest.mark.both_databases
def test_one_order_from_the_dock_to_the_customers_door(shop: People) -> None:
    order, other = it_begins(shop)
    pallets = it_comes_in(shop, order)
    it_is_repaired(shop, order, other, pallets)
    box, rest, home = it_is_packed(shop, order)
    it_is_billed_and_leaves(shop, order, (box, rest), home)
    it_is_delivered_and_done(shop, order, other, home)
    said = StringIO()
    call_command("invariants", stdout=said)
    assert "rules hold" in said.getvalue()


def it_begins(shop: People) -> tuple[str, str]:
    """A customer, their agreement, their request, its approval; their user looks in. Return two orders."""
    manager, admin = shop("manager@shop.test"), shop("admin@shop.test")
    office.makes_the_customer(manager)
    office.asks_for_repair(manager)
    order = office.approves(manager)
    other = office.opens_another_order(manager)
    buyer.is_let_in(admin, office.ALIAS)
    ada = shop(buyer.EMAIL)
    ada.sign_in("Work orders")
    buyer.sees_the_order(ada, order, "No miners yet")
    buyer.writes(ada, order, "When can our truck unload?")
    # An open conversation asks every 20 s: into the locks of a database in memory, during imports.
    ada.goes("Work orders")
    ada.arrives("Work orders")
    return order, other


def it_comes_in(shop: People, order: str) -> list[str]:
    """Three pallets come, are received, inventoried by list and by scan; one is damaged. Return their numbers."""
    logistics, ada = shop("logistics@shop.test"), shop(buyer.EMAIL)
    pallets = dock.receives(logistics, dock.announces_three_pallets(logistics, order))
    for pallet, (site, good) in zip(pallets, SITES.items(), strict=True):
        dock.imports_the_list(logistics, pallet, site, good)
    dock.saves_the_rows_to_mend(logistics, pallets[1])
    dock.imports_again(logistics, pallets[0])
    dock.scans_in(logistics, pallets[2], TYPO, "LATE0002", "LATE0003")
    dock.records_damage(logistics, pallets[0])
    dock.closes_the_inventory(logistics, pallets)
    buyer.sees_the_order(ada, order, f"You sent {ALL:,}", f"we hold {ALL:,}")
    buyer.sees_the_damage(ada, pallets[0])
    return pallets


def it_is_repaired(shop: People, order: str, other: str, pallets: list[str]) -> None:
    """Charts and table, status in place and in bulk, services; a machine moves, one is scrapped, one waits."""
    technician = shop("technician@shop.test")
    bench.opens_the_summary(technician, order)
    bench.filters_by_a_chart(technician, pallets[1], SITES["TX-02"], ALL)
    bench.sets_in_place(technician, TYPO, "In diagnosis")
    bench.starts_all(technician, order, ALL, left=1)
    bench.completes_services(technician, pallets[0], here=SITES["TX-01"])
    bench.completes_the_rest(technician, order, total=ALL, done=SITES["TX-01"])
    office.moves_a_machine(shop("manager@shop.test"), order, "LATE0003", other)
    bench.corrects_a_serial(technician, order, TYPO, CORRECTED)
    bench.opens_the_summary(technician, order)
    bench.sets_in_place(technician, "LATE0002", "Scrapped")
    bench.finishes_the_shown(technician, order, "status=in-diagnosis", ALL - 2)
    bench.opens_the_summary(technician, order)
    bench.sets_in_place(technician, WAITS, "Awaiting approval")
    bench.reads_the_page_of_a_machine(
        technician, order, CORRECTED, f"{TYPO} was taken in from {pallets[2]}", f"Done for {TYPO}: Diagnostics",
        f"{CORRECTED} went from In diagnosis to Repaired.", "Technician One",
    )  # fmt: skip
    ada = shop(buyer.EMAIL)
    buyer.opens_the_messages(ada, order)
    bench.writes(technician, order, "May we replace a hashboard?", note="The board is burnt.")
    buyer.fetches(ada, "May we replace a hashboard?", "Half a thought")
    ada.sees_not("The board is burnt.")
    buyer.sees_the_order(ada, order, "1 waits for your approval")
    buyer.filters(ada, "waits for your approval", 1)
    buyer.writes(ada, order, "Yes, please do.")
    buyer.fetches(technician, "Yes, please do.", "We will")


def it_is_packed(shop: People, order: str) -> tuple[str, str, str]:
    """A box by scan, the rest by ticks, both ready for billing. Return box, pallet and the shipment home."""
    logistics, technician = shop("logistics@shop.test"), shop("technician@shop.test")
    box = packing.makes_a_box(logistics, order)
    packing.scans_into(logistics, box, CORRECTED, BOXED, unfinished=WAITS)
    bench.opens_the_summary(technician, order)
    bench.sets_in_place(technician, WAITS, "Repaired")
    rest = packing.packs_the_rest(logistics, order, finished=LISTED + 1, packed=2)
    packing.marks_ready(logistics, box, rest)
    home = packing.makes_the_way_home(logistics, order)
    packing.cannot_assign(logistics, order, home, box, "not invoiced: make its invoice in Billing")
    return box, rest, home


def it_is_billed_and_leaves(shop: People, order: str, containers: tuple[str, str], home: str) -> None:
    """An invoice each, issued and paid; then they may leave."""
    billing, logistics, ada = shop("billing@shop.test"), shop("logistics@shop.test"), shop(buyer.EMAIL)
    box, rest = containers
    money.makes_an_invoice(billing, order, box, other=rest, total=BOX_TOTAL)
    number = money.issues(billing, BOX_TOTAL)
    packing.cannot_assign(logistics, order, home, box, "not paid")
    buyer.sees_the_invoice(ada, number, BOX_TOTAL)
    money.records_the_payment(billing, BOX_TOTAL)
    money.saves_as_csv(billing, order, number, "465.00")
    money.makes_an_invoice(billing, order, rest, other="", total=REST_TOTAL)
    money.issues(billing, REST_TOTAL)
    money.records_the_payment(billing, REST_TOTAL)
    packing.assigns(logistics, order, home, box, rest)
    logistics.is_told("2 containers")
    packing.ships(logistics, home)
    buyer.sees_the_way(ada, order, home, packing.FEDEX, dock.UPS, "3 photos of damage")


def it_is_delivered_and_done(shop: People, order: str, other: str, home: str) -> None:
    """Not complete before the door; then delivered, complete, told in the history and found in the list."""
    manager, logistics, ada = shop("manager@shop.test"), shop("logistics@shop.test"), shop(buyer.EMAIL)
    office.cannot_complete(manager, order, f"{LISTED + 1:,} machines are on the way to the customer")
    packing.delivers(logistics, home)
    office.completes(manager, order)
    office.exports_the_filtered_list(manager, order, other)
    office.reads_the_history(manager, order)
    buyer.sees_the_order(ada, order, "Complete", f"{LISTED + 1:,} are back with you")
    buyer.reads_the_history(ada, order, "is complete", never="The board is burnt.")
