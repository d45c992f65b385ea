"""Scanning machines in: every scan once, in order, answered with what it is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import row
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import close_inventory
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_logistics import an_inbound_container, an_order, an_outbound_container, jobs_in
from tests.people import as_role

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def scan(client: Client, container: Container, serial: str, **more: str):
    return client.post(f"/containers/{container}/inventory/scan/", {"serial": serial, **more}, headers=HTMX)


def test_the_page_waits_for_a_scan() -> None:
    container = an_inbound_container()
    jobs_in(container, "OLD1")
    page = as_role(Role.TECHNICIAN).get(f"/containers/{container}/inventory/").content.decode()
    assert "data-scan-focus" in page
    assert "OLD1" in page
    assert "<strong data-scan-count>1</strong>" in page


def test_what_is_only_announced_is_not_told_as_taken_in() -> None:
    container = an_inbound_container(received=False)
    jobs_in(container, "SOON1")
    page = as_role(Role.LOGISTICS).get(f"/containers/{container}/inventory/").content.decode()
    assert "Announced, not received yet" in page
    assert "Taken in" not in page
    assert 'aria-label="Expected"' in page
    assert 'aria-label="Done"' not in page


def test_forty_scans_land_once_and_in_order_and_each_is_answered() -> None:
    container = an_inbound_container()
    client = as_role(Role.LOGISTICS)
    for n in range(40):
        answer = scan(client, container, f"sn{n:03d}\r\n")
        assert answer.status_code == 200
        assert f'data-sound="ok" data-count="{n + 1}"' in answer.content.decode()
    jobs = Job.objects.order_by("position").select_related("miner")
    assert [(job.position, job.miner.serial) for job in jobs] == [(n + 1, f"SN{n:03d}") for n in range(40)]


@pytest.mark.parametrize("typed", ["hk-1", "HK-1\r\n", "\tHK-1\t", "]C1HK-1", "S/N: HK-1", "ＨＫ-1", "sn:hk-1"])
def test_what_a_scanner_adds_does_no_harm(typed: str) -> None:
    container = an_inbound_container()
    assert scan(as_role(Role.LOGISTICS), container, typed).status_code == 200
    assert Job.objects.get().miner.serial == "HK-1"


def test_a_wrong_scan_says_what_it_is() -> None:
    order = an_order()
    container, other = an_inbound_container(order), an_inbound_container()
    jobs_in(container, "A1")
    jobs_in(other, "B1")
    client = as_role(Role.LOGISTICS)
    for typed, why in (
        ("a1", f"A1 is in {order} already, as #1."),
        ("B1", f"B1 is in {other.work_order} already"),
        (other.number, f"This is container {other}, the serial number of a machine was expected."),
        (order.number, f"This is work order {order}, the serial number of a machine was expected."),
        ("", "A machine needs a serial number, a MAC address or an asset tag: none was given."),
        ("x" * 130, "at most 120 characters"),
    ):
        answer = scan(client, container, typed)
        page = answer.content.decode()
        assert answer.status_code == 409, typed
        assert 'data-sound="error"' in page
        assert why in page
    assert container.inbound_jobs.count() == 1


def test_the_model_is_taken_from_the_catalogue_or_kept_as_typed() -> None:
    model = factories.miner_model("Antminer S19 Test", aliases=["S19T"])
    container = an_inbound_container()
    client = as_role(Role.LOGISTICS)
    scan(client, container, "A1", model="antminer s19 test", mac="02:00:00:00:00:01", asset_tag="T1")
    scan(client, container, "A2", model="s19t")
    odd = scan(client, container, "A3", model="Blue box", mac="12345").content.decode()
    miners = [job.miner for job in Job.objects.order_by("position").select_related("miner")]
    assert [(m.model, m.model_typed) for m in miners] == [(model, ""), (model, ""), (None, "Blue box")]
    assert (miners[0].mac, miners[0].asset_tag) == ("020000000001", "T1")
    assert "“Blue box” is no model of the catalogue." in odd
    assert "MAC 12345 has 5 digits instead of 12." in odd


def test_a_scanned_machine_has_a_part_in_every_slot_and_they_follow_a_model_that_is_corrected() -> None:
    factories.miner_model("Antminer S19 Test", hashboards=3, fans=4)
    right = factories.miner_model("Antminer S9 Test", hashboards=4, fans=2)
    client = as_role(Role.LOGISTICS)
    scan(client, an_inbound_container(), "A1", model="Antminer S19 Test")
    job = Job.objects.select_related("miner").get()

    def there() -> dict[str, int]:
        return {kind: job.miner.parts.filter(part_type=kind).count() for kind in ("hashboard", "fan")}

    assert there() == {"hashboard": 3, "fan": 4}
    assert set(job.miner.parts.values_list("condition", "owner")) == {("unknown", job.miner.customer_id)}
    seen = {"seen_serial": "A1", "seen_mac": "", "seen_asset_tag": "", "seen_model": job.miner.model_id}
    typed = {"serial": "A1", "mac": "", "asset_tag": "", "model": str(right)}
    pen = client.post(f"/work-orders/{job.work_order}/miners/{job.position}/identity/", typed | seen)
    assert pen.status_code == 302, pen.content.decode()
    assert there() == {"hashboard": 4, "fan": 2}
    assert set(job.miner.parts.values_list("model", flat=True)) == {right.pk}


def test_without_scripts_the_page_comes_back_ready_for_the_next_one() -> None:
    container = an_inbound_container()
    client = as_role(Role.LOGISTICS)
    data = {"serial": "A1", "model": "Blue box", "keep_model": "on", "mac_mode": "1"}
    page = client.post(f"/containers/{container}/inventory/scan/", data, follow=True)
    assert page.redirect_chain[-1][0] == f"/containers/{container}/inventory/?model=Blue+box&mac=1"
    assert "A1 was taken in as #1." in page.content.decode()
    assert 'value="Blue box"' in page.content.decode()
    again = client.post(f"/containers/{container}/inventory/scan/", data)
    assert again.status_code == 409
    assert f"A1 is in {container.work_order} already, as #1." in again.content.decode()


def test_nothing_is_scanned_into_a_container_that_is_not_open() -> None:
    order = an_order()
    closed, coming, out = (
        an_inbound_container(order),
        an_inbound_container(order, received=False),
        an_outbound_container(order),
    )
    jobs_in(closed, "A1")
    close_inventory(row(closed), by=SYSTEM)
    client = as_role(Role.LOGISTICS)
    for container, why in (
        (closed, "is closed: reopen it"), (coming, "has not been received"), (out, "has not been received"),
    ):  # fmt: skip
        answer = scan(client, container, "NEW1")
        assert (answer.status_code, why in answer.content.decode()) == (409, True)
    assert Job.objects.count() == 1


def test_hostile_text_is_shown_as_text() -> None:
    container = an_inbound_container()
    answer = scan(as_role(Role.LOGISTICS), container, "<img src=x onerror=1>")
    assert "<img" not in answer.content.decode()


def test_a_scan_asks_as_often_in_a_full_container_as_in_an_empty_one() -> None:
    container = an_inbound_container()
    client = as_role(Role.LOGISTICS)
    scan(client, container, "FIRST")
    with CaptureQueriesContext(connection) as few:
        scan(client, container, "SECOND")
    jobs_in(container, *(f"X{n}" for n in range(60)))
    with CaptureQueriesContext(connection) as many:
        scan(client, container, "THIRD")
    assert len(many) == len(few) < 55
