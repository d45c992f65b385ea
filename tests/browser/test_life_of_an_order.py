"""One work order from the dock to the customer's door: 1,200 machines on three pallets, every person in turn."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from hashmend.domain.catalogue.operations import load_catalogues
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.browser.life import office
from tests.browser.life.person import Person

People = Callable[[str], Person]


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
    return lambda role: people(f"{role}@shop.test")


def test_one_order_from_the_dock_to_the_customers_door(shop: People) -> None:
    manager = shop("manager")
    manager.sign_in("Work orders")
    office.makes_the_customer(manager)
    office.asks_for_repair(manager)
    order = office.approves(manager)
    other = office.opens_another_order(manager)
