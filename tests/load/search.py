"""The general search among 100,000 machines (serial number and MAC each) and the serial numbers of 600,000 parts."""

from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import urlencode

from django.db import connection
from django.test import Client

from hashmend.domain.accounts.models import User
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Part
from hashmend.domain.search import finding, upkeep

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
def middles() -> tuple[str, str]:
    """Put the index in order once and return the middle of a part's serial number and of a MAC."""
    upkeep.install()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    part = Part.objects.order_by("pk")[300_000].serial
    mac = Miner.objects.exclude(mac="").order_by("-pk")[40_000].mac
    return part[3:8], mac[7:11]


def asking(client: Client, address: str, name: str) -> Callable[[], None]:
    """Return the work of asking as the dialog does."""

    def work() -> None:
        middle, mac = middles()
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
        middle, mac = middles()
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
