"""The search of the list of work orders: any label of a machine finds its order, and the list says which it was."""

from dataclasses import replace

import pytest
from django.test import Client

from hashmend.domain.miners.labels import Labels
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import edit_identity
from hashmend.kernel.actor import SYSTEM
from tests import factories

URL = "/work-orders/"
PORTAL = "/portal/"


@pytest.fixture
def job(db: None) -> Job:
    """A machine whose serial number changed, among others."""
    entry = factories.machine("OLD-4711-XY", mac_typed="02:35:3d:b3:2d:b1", asset_tag="Rack-7")
    order = factories.work_order(factories.customer(alias="Nordwind"))
    found = factories.jobs(order, entries=[entry])[0]
    factories.jobs(factories.work_order(), 2)
    _renamed(found, "SYN-2026-0815")
    return found


def _renamed(job: Job, serial: str) -> None:
    seen = Labels.of(job.miner)
    edit_identity(job, replace(seen, serial=serial), seen=seen, by=SYSTEM)


def _found(client: Client, text: str, url: str = URL) -> tuple[set[str], str]:
    page = client.get(url, {"q": text}).content.decode()
    return {order.number for order in WorkOrder.objects.all() if f"/{order.number}/" in page}, page


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SYN-2026-0815", "SN SYN-2026-0815"),
        ("syn20260815", "SN SYN-2026-0815"),
        ("syn 2026 08", "SN SYN-2026-0815"),
        ("2026:0815", "SN SYN-2026-0815"),
        ("old-4711-xy", "formerly SN OLD-4711-XY"),
        ("old4711", "formerly SN OLD-4711-XY"),
        ("02-35-3d-b3-2d-b1", "MAC 02:35:3D:B3:2D:B1"),
        ("0235.3DB3", "MAC 02:35:3D:B3:2D:B1"),
        ("rack-7", "asset tag Rack-7"),
        ("RACK7", "asset tag Rack-7"),
    ],
)
def test_every_label_in_any_spelling_finds_the_order_and_says_which(signed_in, job: Job, text: str, why: str) -> None:
    found, page = _found(signed_in("technician"), text)
    assert found == {job.work_order.number}
    assert f'<span class="found-by">{why}</span>' in page


@pytest.mark.parametrize("spelling", ["{}", "rwo {1} {2}", "RWO{1}{2}", "rwo/{1}/{2}"])
def test_its_number_finds_an_order_in_any_spelling(signed_in, job: Job, spelling: str) -> None:
    number = job.work_order.number
    found, page = _found(signed_in("manager"), spelling.format(number, *number.split("-")[1:]))
    assert found == {number}
    assert 'class="found-by"' not in page


def test_what_the_order_itself_says_needs_no_reason(signed_in, job: Job) -> None:
    client = signed_in("manager")
    for text in (job.work_order.number, "nordwind"):
        found, page = _found(client, text)
        assert found == {job.work_order.number}
        assert "found-by" not in page


def test_several_machines_are_counted(signed_in) -> None:
    order = factories.work_order()
    factories.jobs(order, entries=[factories.machine(f"TWIN{n:04d}") for n in range(3)])
    assert "SN TWIN0000 and 2 more</span>" in _found(signed_in("manager"), "twin")[1]


def test_a_customer_finds_own_orders_only(job: Job) -> None:
    for buyer, expected in ((factories.customer_user(job.work_order.customer), {job.work_order.number}),
                            (factories.customer_user(), set())):  # fmt: skip
        client = Client()
        client.force_login(buyer)
        found, page = _found(client, "OLD4711", PORTAL)
        assert found == expected
        assert ("formerly SN OLD-4711-XY" in page) is bool(expected)


@pytest.mark.parametrize("text", ["%", "_", "--", "\x00", "'", "SN", "🙂", "x" * 300])
def test_odd_texts_find_nothing_or_something_but_never_fail(signed_in, job: Job, text: str) -> None:
    assert signed_in("manager").get(URL, {"q": text}).status_code == 200
