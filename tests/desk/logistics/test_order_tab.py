"""The Logistics tab of a work order."""

import re

import pytest
from django.test import Client

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import row
from hashmend.domain.logistics.models import Direction
from hashmend.domain.logistics.operations import create_containers, label_containers, record_damage
from hashmend.kernel.actor import SYSTEM
from tests import factories, pictures
from tests.factories_billing import paid, ready_container
from tests.factories_logistics import (
    BY_HAND,
    a_customer,
    a_ready_container,
    a_shipment,
    a_shipment_with,
    an_inbound_container,
    an_order,
)
from tests.people import as_person, as_role, queries_of

pytestmark = pytest.mark.django_db


def tab(order: object) -> str:
    return f"/work-orders/{order}/logistics/"


def test_containers_stand_in_two_columns_grouped_by_shipment() -> None:
    order = an_order()
    coming, loose, out = an_inbound_container(order), an_inbound_container(order), a_ready_container(order, "A1")
    shipment = a_shipment_with(coming)
    page = as_role(Role.BILLING).get(tab(order)).content.decode()
    inbound, outbound = re.split('id="outbound"', page)
    assert f'href="/shipments/{shipment}/"' in inbound
    assert inbound.index(f"/containers/{loose}/") < inbound.index(f"/containers/{coming}/")
    assert f'aria-label="Open shipment {shipment}"' in inbound
    assert f"/containers/{out}/" in outbound
    assert "Ready for billing" in outbound


def test_an_order_without_containers_says_what_stands_here() -> None:
    page = as_role(Role.LOGISTICS).get(tab(an_order())).content.decode()
    assert "No inbound containers yet" in page
    assert "No outbound containers yet" in page


def test_ticked_containers_join_the_chosen_shipment() -> None:
    order = an_order()
    one, two = an_inbound_container(order), an_inbound_container(order)
    shipment = a_shipment(order.customer, Direction.INBOUND, BY_HAND)
    data = {"containers": [str(one), str(two)], "shipment": str(shipment)}
    page = as_role(Role.LOGISTICS).post(f"{tab(order)}assign/", data, follow=True)
    assert f"2 containers assigned to {shipment}." in page.content.decode()
    assert shipment.containers.count() == 2


def test_an_assignment_is_undone_but_for_what_changed_since() -> None:
    order = an_order()
    one, two = an_inbound_container(order), an_inbound_container(order)
    shipment = a_shipment(order.customer, Direction.INBOUND, BY_HAND)
    person = as_role(Role.LOGISTICS)
    data = {"containers": [str(one), str(two)], "shipment": str(shipment)}
    page = person.post(f"{tab(order)}assign/", data, follow=True).content.decode()
    (url,) = set(re.findall(r'action="(/work-orders/[^"]*/undo/[^"]*/)"', page))
    assert url in person.get(f"/work-orders/{order}/history/").content.decode()
    label_containers(row(two), "Dented", by=SYSTEM)
    answer = person.post(url, follow=True).content.decode()
    assert "Undone for 1 container: each is out of the shipment again." in answer
    assert f"{two} was changed after that by Hashmend" in answer
    assert list(shipment.containers.values_list("number", flat=True)) == [two.number]
    assert person.post(url, HTTP_HX_REQUEST="true").status_code == 409
    assert as_role(Role.TECHNICIAN).post(url).status_code == 403


def test_assigning_says_what_is_missing() -> None:
    order = an_order()
    container = an_inbound_container(order)
    client = as_role(Role.LOGISTICS)
    page = client.get(tab(order)).content.decode()
    assert "There is no inbound shipment they could join yet." in page
    assert "Create shipment" in page
    shipment = a_shipment(order.customer, Direction.INBOUND)
    for data, why in (
        ({"shipment": str(shipment)}, "Select at least one container."),
        ({"containers": [str(container)]}, "Choose the shipment they join, or create one first."),
        ({"containers": [str(container)], "shipment": str(a_shipment(a_customer()))}, "belongs to another customer"),
        ({"containers": [str(an_inbound_container())], "shipment": str(shipment)}, "Select at least one container."),
    ):
        answer = client.post(f"{tab(order)}assign/", data)
        assert (answer.status_code, why in answer.content.decode()) == (409, True)
    container.refresh_from_db()
    assert container.shipment is None


def test_an_unpaid_container_is_kept_with_the_reason_and_a_paid_one_goes() -> None:
    settled = ready_container()
    paid(settled)
    order = settled.work_order
    unpaid = a_ready_container(order, "U1")
    shipment = a_shipment(order.customer)
    client = as_role(Role.LOGISTICS)
    both = {"containers": [str(settled), str(unpaid)], "shipment": str(shipment)}
    refused = client.post(f"{tab(order)}assign/", both)
    assert refused.status_code == 409
    assert unpaid.number in refused.content.decode()
    assert not shipment.containers.exists()
    client.post(f"{tab(order)}assign/", both | {"containers": [str(settled)]})
    assert list(shipment.containers.all()) == [settled]


def test_damage_shows_beside_its_container() -> None:
    order = an_order()
    container = an_inbound_container(order)
    record_damage(container, "Torn", [pictures.photo(), pictures.photo()], by=SYSTEM)
    page = as_role(Role.MANAGER).get(tab(order)).content.decode()
    assert f"/containers/{container}/#damage" in page
    assert "2 photos of damage" in page


def test_two_hundred_containers_need_no_more_questions_than_two() -> None:
    order = an_order()
    create_containers(order, Direction.INBOUND, count=2, by=SYSTEM)
    client = as_role(Role.ADMIN)
    few = queries_of(client, tab(order))
    create_containers(order, Direction.OUTBOUND, count=198, by=SYSTEM)
    assert queries_of(client, tab(order)) == few


def test_who_reads_the_tab_and_who_assigns() -> None:
    order = an_order()
    for role in (Role.ADMIN, Role.MANAGER, Role.TECHNICIAN, Role.LOGISTICS, Role.BILLING):
        client = as_role(role)
        assert client.get(tab(order)).status_code == 200
        may = role in {Role.ADMIN, Role.MANAGER, Role.LOGISTICS}
        assert client.post(f"{tab(order)}assign/").status_code == (409 if may else 403)
    own = as_person(factories.customer_user(order.customer))
    assert own.get(tab(order)).status_code == 403
    assert Client().get(tab(order)).status_code == 302
    assert as_role(Role.ADMIN).get(tab("RWO-2026-9999")).status_code == 404
