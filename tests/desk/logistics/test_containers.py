"""The list of containers and the page of one: what each person sees and what the buttons do."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import row
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import close_inventory, label_containers
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_logistics import (
    a_packed_container,
    a_ready_container,
    an_inbound_container,
    an_order,
    an_outbound_container,
    finished_jobs,
    jobs_in,
)
from tests.people import as_person, as_role, queries_of

pytestmark = pytest.mark.django_db


def post(client: Client, container: Container, verb: str, **data: object):
    return client.post(f"/containers/{container}/{verb}/", data, follow=True)


def test_staff_find_a_container_by_number_label_order_and_machine() -> None:
    container, other = an_inbound_container(), an_inbound_container()
    label_containers(row(container), "Rack 17", by=SYSTEM)
    jobs_in(container, "HKYQ77")
    client = as_role(Role.TECHNICIAN)
    for text in (container.number, "rack 17", container.work_order.number, "hkyq-77".replace("-", "")):
        page = client.get("/containers/", {"q": text}).content.decode()
        assert f"/containers/{container}/" in page
        assert f"/containers/{other}/" not in page
    assert "No containers match" in client.get("/containers/", {"q": "nothing like it"}).content.decode()


def test_the_list_is_filtered_by_state_and_exported_as_shown() -> None:
    order = an_order()
    expected, ready = an_inbound_container(order, received=False), a_ready_container(order, "A1")
    client = as_role(Role.LOGISTICS)
    page = client.get("/containers/", {"state": "ready-for-billing"}).content.decode()
    assert ready.number in page
    assert expected.number not in page
    answer = client.get("/containers/", {"state": "ready-for-billing", "export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("Container,Label,Status,Direction,Customer,Work order")
    assert lines[1].startswith(f"{ready},,Ready for billing,Outbound,{order.customer},{order}")


@pytest.mark.parametrize("path", ["/containers/", "/shipments/"])
def test_a_list_asks_as_often_for_many_rows_as_for_few(path: str) -> None:
    for n in range(3):
        finished_jobs(an_order(), f"A{n}")
    client = as_role(Role.ADMIN)
    few = queries_of(client, path)
    order = an_order()
    for _ in range(9):
        an_inbound_container(order)
    assert queries_of(client, path) == few


def test_a_container_shows_its_machines_its_facts_and_its_history() -> None:
    container = an_inbound_container()
    jobs_in(container, "HK1", "HK2")
    page = as_role(Role.BILLING).get(f"/containers/{container}/").content.decode()
    for words in ("HK1", "HK2", "Received", container.work_order.number, f"{container} was received."):
        assert words in page
    assert "/receive/" not in page
    assert "Inventory</a>" not in page


def test_a_container_is_received_inventoried_and_taken_back_by_its_buttons() -> None:
    container = an_inbound_container(received=False)
    client = as_role(Role.LOGISTICS)
    assert f"{container} was received." in post(client, container, "receive").content.decode()
    assert (
        f"The receipt of {container} was taken back." in post(client, container, "take-back-receipt").content.decode()
    )
    post(client, container, "receive")
    jobs_in(container, "A1")
    assert f"The inventory of {container} is closed." in post(client, container, "close-inventory").content.decode()
    assert "is open again." in post(client, container, "reopen-inventory").content.decode()
    container.refresh_from_db()
    assert container.inventoried_at is None


def test_damage_is_recorded_from_the_row_of_a_machine_by_those_who_may() -> None:
    container = an_inbound_container()
    jobs_in(container, "HK1")
    link = f'href="/containers/{container}/damage/new/?miner=1"'
    assert link in as_role(Role.TECHNICIAN).get(f"/containers/{container}/").content.decode()
    assert link not in as_role(Role.BILLING).get(f"/containers/{container}/").content.decode()


def test_a_refusal_is_a_409_with_its_sentence_and_changes_nothing() -> None:
    container = an_inbound_container()
    client = as_role(Role.LOGISTICS)
    answer = post(client, container, "receive")
    assert answer.status_code == 409
    assert f"{container} was already received on" in answer.content.decode()
    part = client.post(f"/containers/{container}/close-inventory/", headers={"HX-Request": "true"})
    assert (part.status_code, part.headers["HX-Retarget"]) == (409, "#notices")
    assert f"No machine was inventoried in {container}" in part.content.decode()


def test_an_outbound_container_becomes_ready_and_goes_back_to_packing() -> None:
    container = a_packed_container(an_order(), "A1")
    client = as_role(Role.LOGISTICS)
    assert f"{container} is ready for billing." in post(client, container, "ready-for-billing").content.decode()
    assert f"{container} is open for packing again." in post(client, container, "back-to-packing").content.decode()
    empty = an_outbound_container()
    answer = post(client, empty, "ready-for-billing")
    assert (answer.status_code, f"{empty} is empty" in answer.content.decode()) == (409, True)


def test_several_containers_are_made_at_once() -> None:
    order = an_order()
    client = as_role(Role.LOGISTICS)
    data = {"direction": "inbound", "kind": "box", "count": 3, "label": "Lot 4"}
    page = client.post(f"/work-orders/{order}/containers/new/", data, follow=True)
    assert page.redirect_chain[-1][0] == f"/work-orders/{order}/logistics/"
    assert "3 containers made: C-" in page.content.decode()
    assert order.containers.filter(kind="box", label="Lot 4").count() == 3
    assert client.post(f"/work-orders/{order}/containers/new/", data | {"count": 201}).status_code == 422
    assert client.get(f"/work-orders/{order}/containers/new/?direction=outbound").status_code == 200


def test_a_label_is_changed_and_a_container_removed() -> None:
    container = an_outbound_container()
    client = as_role(Role.MANAGER)
    assert client.get(f"/containers/{container}/label/").status_code == 200
    assert "Rack 9" in post(client, container, "label", label="Rack 9").content.decode()
    page = post(client, container, "delete")
    assert f"{container} was removed." in page.content.decode()
    assert not Container.objects.exists()


def test_chosen_containers_are_received_in_one_go_after_a_question() -> None:
    order = an_order()
    new, old = an_inbound_container(order, received=False), an_inbound_container(order)
    client = as_role(Role.LOGISTICS)
    ids = f"{new.pk},{old.pk}"
    asked = client.post("/containers/receive/", {"ids": ids}).content.decode()
    assert "2 containers" in asked
    said = client.post("/containers/receive/", {"ids": ids, "confirmed": "yes"}, follow=True).content.decode()
    assert "1 container received." in said
    assert "1 skipped" in said
    for path in ("close-inventory", "ready-for-billing"):
        assert client.post(f"/containers/{path}/", {"ids": ids}).status_code == 200


def test_machines_noted_by_mistake_are_removed_from_the_page() -> None:
    container = an_inbound_container()
    job = jobs_in(container, "WRONG")[0]
    data = {"ids": str(job.pk), "confirmed": "yes"}
    page = as_role(Role.TECHNICIAN).post(f"/containers/{container}/machines/remove/", data, follow=True)
    assert f"1 miner removed from {container}." in page.content.decode()
    assert not Job.objects.exists()


def test_machines_are_taken_out_from_the_page() -> None:
    container = a_packed_container(an_order(), "A1")
    data = {"ids": str(container.outbound_jobs.get().pk), "confirmed": "yes"}
    page = as_role(Role.TECHNICIAN).post(f"/containers/{container}/machines/take-out/", data, follow=True)
    assert f"1 miner taken out of {container}." in page.content.decode()


VERBS = [
    ("receive", {Role.ADMIN, Role.MANAGER, Role.TECHNICIAN, Role.LOGISTICS}),
    ("close-inventory", {Role.ADMIN, Role.MANAGER, Role.TECHNICIAN, Role.LOGISTICS}),
    ("take-back-receipt", {Role.ADMIN, Role.MANAGER, Role.LOGISTICS}),
    ("ready-for-billing", {Role.ADMIN, Role.MANAGER, Role.LOGISTICS}),
    ("delete", {Role.ADMIN, Role.MANAGER, Role.LOGISTICS}),
    ("inventory/scan", {Role.ADMIN, Role.MANAGER, Role.TECHNICIAN, Role.LOGISTICS}),
    ("packing/scan", {Role.ADMIN, Role.MANAGER, Role.TECHNICIAN, Role.LOGISTICS}),
    ("damage/new", {Role.ADMIN, Role.MANAGER, Role.TECHNICIAN, Role.LOGISTICS}),
]


@pytest.mark.parametrize(("verb", "allowed"), VERBS)
def test_each_verb_is_for_those_whose_work_it_is(verb: str, allowed: set[Role]) -> None:
    container = an_inbound_container()
    for role in Role:
        client = (
            as_person(factories.customer_user(container.work_order.customer))
            if role == Role.CUSTOMER
            else as_role(role)
        )
        status = client.post(f"/containers/{container}/{verb}/").status_code
        assert (status != 403) == (role in allowed), (role, status)
    assert Client().post(f"/containers/{container}/{verb}/").status_code == 302


def test_nobody_outside_sees_a_staff_page_and_an_unknown_number_is_nothing() -> None:
    container = an_inbound_container()
    mine = as_person(factories.customer_user(container.work_order.customer))
    for path in (f"/containers/{container}/", "/containers/", f"/containers/{container}/inventory/"):
        assert mine.get(path).status_code == 403
        assert Client().get(path).headers["Location"].startswith("/sign-in/")
    assert as_role(Role.ADMIN).get("/containers/C-99999/").status_code == 404
    assert as_role(Role.ADMIN).get("/containers/%00/").status_code == 404


def test_a_container_shows_its_damage_and_who_may_add_to_it() -> None:
    container = an_inbound_container()
    jobs_in(container, "A1")
    close_inventory(row(container), by=SYSTEM)
    page = as_role(Role.LOGISTICS).get(f"/containers/{container}/").content.decode()
    assert "No damage is noted" in page
    assert "Record damage" in page
    assert "Reopen inventory" in page
    assert str(datetime.now(UTC).year) in page
