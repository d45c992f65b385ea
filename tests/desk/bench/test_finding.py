"""The scan field of the bench: a label leads to its machine, whatever order it is in."""

from collections.abc import Callable

import pytest
from django.test import Client

from hashmend.domain.batches import row
from hashmend.domain.parts.models import Part, Place
from tests.desk.bench.test_page import url_of, words
from tests.factories_bench import position
from tests.factories_board import an_order_of

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def scanned(client: Client, text: str) -> object:
    return client.get("/bench/find/", {"label": text}, HTTP_HX_REQUEST="true")


def test_serial_mac_and_asset_tag_lead_to_the_machine(as_role: AsRole) -> None:
    _, (job, _) = an_order_of(2)
    row(job.miner).update(mac="02353DB32DB1", asset_tag="HM-0042", former_serials="OLD1 OLD2")
    client = as_role("technician")
    for label in (str(job.miner), f"SN: {job.miner}\r", "02:35:3d:b3:2d:b1", "hm-0042", "OLD2"):
        answer = scanned(client, label)
        assert answer.headers.get("HX-Redirect") == url_of(job), label
    assert client.get("/bench/find/", {"label": str(job.miner)}).headers["Location"] == url_of(job)


def test_the_label_of_a_part_leads_to_the_part(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    part = Part.objects.filter(miner=job.miner).first() or Part.objects.create(
        part_type="fan", position=1, place=Place.SLOT, miner=job.miner, owner=job.miner.customer
    )
    row(part).update(serial="FAN77")
    assert scanned(as_role("technician"), "fan77").headers["HX-Redirect"] == f"{url_of(job)}?part={part.pk}"


def test_what_is_no_machine_is_said(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    client = as_role("technician")
    assert f"This is container {job.inbound_container}, a miner was expected." in words(
        scanned(client, str(job.inbound_container))
    )
    nothing = scanned(client, "NOSUCH1")
    assert nothing.status_code == 409
    assert "No machine carries NOSUCH1" in words(nothing)
    assert "Scan or type" in words(scanned(client, " "))


def test_a_label_that_two_machines_carry_names_both(as_role: AsRole) -> None:
    _, (one,) = an_order_of(1)
    _, (other,) = an_order_of(1)
    for job in (one, other):
        row(job.miner).update(asset_tag="TWIN")
    told = words(scanned(as_role("technician"), "TWIN"))
    assert f"2 machines carry TWIN: {other}, {one}." in told


def test_a_position_waits_on_the_day_for_its_machine(as_role: AsRole) -> None:
    position("B-03")
    _, (job,) = an_order_of(1)
    client = as_role("technician")
    assert scanned(client, "b03").headers["HX-Redirect"] == "/my-day/?at=B-03"
    beside = client.post(f"{url_of(job)}scan/", {"serial": "b03"})
    assert beside.headers["Location"] == "/my-day/?at=B-03"
    told = words(scanned(as_role("logistics"), "b03"))
    assert "This is position B-03, a miner was expected." in told
