"""Packing finished machines by scan and by ticks."""

import pytest
from django.test import Client

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.logistics.models import Container
from tests.factories_logistics import (
    a_packed_container,
    an_inbound_container,
    an_order,
    an_outbound_container,
    finished_jobs,
    jobs_in,
)
from tests.people import as_role

pytestmark = pytest.mark.django_db


def scan(client: Client, container: Container, serial: str):
    return client.post(f"/containers/{container}/packing/scan/", {"serial": serial}, headers={"HX-Request": "true"})


def test_a_finished_machine_is_scanned_into_the_container() -> None:
    order = an_order()
    finished_jobs(order, "A1", "A2")
    container = an_outbound_container(order)
    client = as_role(Role.LOGISTICS)
    assert "A1" in client.get(f"/containers/{container}/packing/").content.decode()
    answer = scan(client, container, "a1\n")
    assert (answer.status_code, 'data-sound="ok" data-count="1"' in answer.content.decode()) == (200, True)
    assert container.outbound_jobs.get().miner.serial == "A1"


def test_a_wrong_scan_says_why() -> None:
    order = an_order()
    container, other = an_outbound_container(order), a_packed_container(order, "P1")
    jobs_in(an_inbound_container(order), "W1")
    client = as_role(Role.LOGISTICS)
    for typed, why in (
        ("W1", "W1 is Received: finish it before it is packed."),
        ("P1", f"P1 is in {other}: take it out first, or move it."),
        ("NOPE", f"NOPE is not in {order}."),
        (other.number, f"This is container {other}"),
        ("", "Scan or type the serial number of a machine."),
    ):
        answer = scan(client, container, typed)
        assert (answer.status_code, why in answer.content.decode()) == (409, True), typed
    assert not container.outbound_jobs.exists()


def test_without_scripts_packing_works_too() -> None:
    order = an_order()
    finished_jobs(order, "A1")
    container = an_outbound_container(order)
    client = as_role(Role.TECHNICIAN)
    url = f"/containers/{container}/packing/scan/"
    assert f"A1 is in {container}." in client.post(url, {"serial": "A1"}, follow=True).content.decode()
    again = client.post(url, {"serial": "A1"})
    assert (again.status_code, f"A1 is in {container} already." in again.content.decode()) == (409, True)


def test_ticked_machines_are_put_in_together() -> None:
    order = an_order()
    jobs = finished_jobs(order, "A1", "A2", "A3")
    container = an_outbound_container(order)
    client = as_role(Role.LOGISTICS)
    data = {"ids": ",".join(str(job.pk) for job in jobs[:2])}
    assert "2 miners" in client.post(f"/containers/{container}/packing/put/", data).content.decode()
    page = client.post(f"/containers/{container}/packing/put/", data | {"confirmed": "yes"}, follow=True)
    assert f"2 miners put into {container}." in page.content.decode()
    assert container.outbound_jobs.count() == 2


def test_only_finished_machines_of_the_order_are_offered() -> None:
    order = an_order()
    finished_jobs(order, "GOOD")
    finished_jobs(an_order(), "STRANGER")
    jobs_in(an_inbound_container(order), "WAITING")
    page = as_role(Role.LOGISTICS).get(f"/containers/{an_outbound_container(order)}/packing/").content.decode()
    assert "GOOD" in page
    assert "STRANGER" not in page
    assert "WAITING" not in page
