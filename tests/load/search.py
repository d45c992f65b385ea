"""The general search among 100,000 machines (serial number and MAC each) and the serial numbers of 600,000 parts.

Parts have no table of their own yet: their terms are written straight into the index, as a kind of its own.
"""

import random
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from hashmend.domain.accounts.models import User
from hashmend.domain.customers.models import Customer
from hashmend.domain.miners.models import Miner
from hashmend.domain.search import finding, telling, upkeep
from hashmend.domain.search.kinds import KINDS, Kind
from hashmend.domain.search.models import KIND, SLOTS, SearchTerm

PARTS, AT_ONCE, FIRST = 600_000, 20_000, 1_000_000
PART = Kind("part", 1, "part", "Parts", "cpu", "hashmend_miner", ())
LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
ASKED = {
    "search-exact": "LOAD-0000000012345",
    "search-end": "012345",
    "search-middle": "",
    "search-mac": "",
    "search-number": "2025-0042",
    "search-three": "a3f",
    "search-common": "loa",
    "search-nothing": "QZ99ZQ",
}


@cache
def add_parts() -> tuple[str, str]:
    """Write the parts' terms once and return the middle of one of them and of a MAC."""
    chance, owners = random.Random(11), list(Customer.objects.values_list("pk", flat=True))
    for start in range(1, PARTS, AT_ONCE):
        SearchTerm.objects.bulk_create(
            SearchTerm(
                id=PART.number * KIND + (FIRST + n) * SLOTS, kind=PART.number, customer_id=owners[n % len(owners)],
                text=f"<HB{''.join(chance.choices(LETTERS, k=7))}{n:08d}>",
            )
            for n in range(start, start + AT_ONCE)
        )  # fmt: skip
    upkeep.install()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    finding.KINDS = (*KINDS, PART)  # type: ignore[assignment]
    telling.TELLING[PART.code] = lambda actor: telling.TELLING["miner"](actor)
    part = SearchTerm.objects.get(pk=PART.number * KIND + (FIRST + 300_000) * SLOTS).text
    mac = Miner.objects.exclude(mac="").order_by("-pk")[40_000].mac
    return part[4:9], mac[7:11]


def asking(client: Client, address: str, name: str) -> Callable[[], None]:
    """Return the work of asking as the dialog does."""

    def work() -> None:
        middle, mac = add_parts()
        text = {"search-middle": middle, "search-mac": mac}.get(name, ASKED[name])
        answer = client.get(f"{address}?{urlencode({'q': text})}", headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert b'role="option"' in answer.content or name not in SHOWING, name

    return work


SHOWING = {"search-exact", "search-end", "search-mac", "search-number", "search-three", "search-common"}
"""Searches that find machines and orders, also for a customer whose share holds some."""


def reading_all(name: str) -> Callable[[], None]:
    """Return the work of finding the same text by reading every term."""

    def work() -> None:
        middle, mac = add_parts()
        text = {"search-middle": middle, "search-mac": mac}.get(name, finding.typed(ASKED[name]))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM hashmend_searchterm WHERE text LIKE %s", [f"%{text}%"])
            cursor.fetchone()

    return work


def searches(client: Client) -> Iterator[tuple[str, Callable[[], None], Callable[[], None]]]:
    """Yield name, work and bare work of each search, as an admin and as a customer with a twentieth of everything."""
    customer = Client()
    customer.force_login(User.objects.get(email="customer@load.test"))
    for name in ASKED:
        yield name, asking(client, "/search/", name), reading_all(name)
    for name in ("search-common", "search-middle", "search-nothing"):
        yield f"{name}-own", asking(customer, "/portal/search/", name), reading_all(name)
