"""The pages of shipments, from the first click to delivered and back."""

import pytest
from django.test import Client

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.catalogue.operations import load_catalogues
from hashmend.domain.logistics.models import Direction, Shipment
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests import factories
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

UPS = "1Z5R89390357567127"


def post(client: Client, shipment: Shipment, verb: str, **data: object):
    return client.post(f"/shipments/{shipment}/{verb}/", data, follow=True)


def test_a_shipment_is_made_and_its_carrier_recognised_with_a_link_to_track_it() -> None:
    load_catalogues(by=SYSTEM)
    customer = a_customer(alias="Northern Hash")
    data = {"customer": "Northern Hash", "direction": "inbound", "tracking_number": UPS, "note": "Two pallets"}
    page = as_role(Role.LOGISTICS).post("/shipments/new/", data, follow=True).content.decode()
    shipment = Shipment.objects.get(customer=customer)
    for words in (f"{shipment} was made.", "UPS", "In transit", "Two pallets", 'rel="noopener noreferrer"', UPS):
        assert words in page
    assert f'data-copy="{UPS}"' in page


def test_making_one_for_an_order_goes_back_to_its_logistics() -> None:
    order = an_order()
    client = as_role(Role.MANAGER)
    url = f"/shipments/new/?order={order}&direction=outbound"
    page = client.get(url).content.decode()
    assert f'value="{order.customer.alias}"' in page
    data = {"customer": order.customer.alias, "direction": "outbound"}
    assert client.post(url, data).headers["Location"] == f"/work-orders/{order}/logistics/"


def test_errors_of_the_form_keep_what_was_typed() -> None:
    client = as_role(Role.LOGISTICS)
    answer = client.post("/shipments/new/", {"customer": "Nobody", "tracking_number": "ABC"})
    assert answer.status_code == 422
    assert "“Nobody” is not in the list." in answer.content.decode()
    assert 'value="ABC"' in answer.content.decode()
    shipment = a_shipment(a_customer())
    refused = client.post(f"/shipments/{shipment}/tracking/", {"tracking_number": " "})
    assert refused.status_code == 409
    assert "Enter a tracking number, or choose that it travels by hand." in refused.content.decode()


def test_an_outbound_shipment_is_tracked_picked_up_and_delivered_and_all_of_it_taken_back() -> None:
    container = a_ready_container(an_order(), "A1")
    shipment = a_shipment_with(container)
    client = as_role(Role.LOGISTICS)
    for verb, state, said in (
        ("tracking/clear", "Created", f"The tracking of {shipment} was removed."),
        ("picked-up", "Created", f"{shipment} has no tracking: note the number, or that it travels by hand."),
        ("tracking", "Ready to ship", f"{shipment} travels with an unknown carrier."),
        ("picked-up", "In transit", f"{shipment} was picked up."),
        ("containers/remove", "In transit", f"{shipment} was picked up: take its pick-up back first."),
        ("delivered", "Delivered", f"{shipment} was delivered."),
        ("take-back-pick-up", "Delivered", f"{shipment} is delivered: take its delivery back first."),
        ("take-back-delivery", "In transit", f"The delivery of {shipment} was taken back."),
        ("take-back-pick-up", "Ready to ship", f"The pick-up of {shipment} was taken back."),
    ):
        page = post(client, shipment, verb, tracking_number="ZZ-1", containers=str(container)).content.decode()
        assert said in page, verb
        shipment.refresh_from_db()
        assert shipment.state.label == state, verb
    assert Job.objects.get().closed_at is None
    history = client.get(f"/shipments/{shipment}/").content.decode()
    assert f"The delivery of {shipment} was taken back." in history


def test_a_moment_is_noted_as_entered_and_nonsense_is_refused() -> None:
    shipment = a_shipment(a_customer(), Direction.INBOUND)
    client = as_role(Role.LOGISTICS)
    assert post(client, shipment, "delivered", at="yesterday").status_code == 409
    assert post(client, shipment, "delivered", at="2999-01-01T10:00").status_code == 409
    post(client, shipment, "delivered", at="2026-01-05T10:30")
    shipment.refresh_from_db()
    assert shipment.delivered_at
    assert f"{shipment.delivered_at:%Y-%m-%d %H:%M}" == "2026-01-05 10:30"


def test_containers_join_and_leave_on_the_shipments_page() -> None:
    container = an_inbound_container()
    shipment = a_shipment(container.work_order.customer, Direction.INBOUND)
    stranger = an_inbound_container()
    client = as_role(Role.LOGISTICS)
    page = client.get(f"/shipments/{shipment}/").content.decode()
    assert f'value="{container}"' in page
    assert f'value="{stranger}"' not in page
    assert (
        "1 container assigned to"
        in post(client, shipment, "containers/add", containers=[str(container)]).content.decode()
    )
    said = post(client, shipment, "containers/remove", containers=[str(container)]).content.decode()
    assert f"1 container taken out of {shipment}." in said
    for verb in ("add", "remove"):
        nothing = post(client, shipment, f"containers/{verb}")
        assert (nothing.status_code, "Select at least one container." in nothing.content.decode()) == (409, True)
    assert post(client, shipment, "containers/add", containers=["C-99999"]).status_code == 404
    assert post(client, shipment, "containers/add", containers=[str(stranger)]).status_code == 409
    assert not shipment.containers.exists()


def test_an_unpaid_container_joins_only_with_a_reason_by_those_who_may_release() -> None:
    container = a_ready_container(an_order(), "A1")
    shipment = a_shipment(container.work_order.customer)
    data = {"containers": [str(container)], "override_reason": "Old customer"}
    assert post(as_role(Role.LOGISTICS), shipment, "containers/add", **data).status_code == 409
    manager = as_role(Role.MANAGER)
    assert post(manager, shipment, "containers/add", containers=[str(container)]).status_code == 409
    assert not shipment.containers.exists()
    assert "1 container assigned to" in post(manager, shipment, "containers/add", **data).content.decode()
    page = manager.get(f"/containers/{container}/").content.decode()
    assert "Released unpaid" in page
    assert "Old customer" in page


def test_a_paid_container_joins() -> None:
    container = ready_container()
    paid(container)
    shipment = a_shipment(container.work_order.customer)
    said = post(as_role(Role.LOGISTICS), shipment, "containers/add", containers=[str(container)])
    assert "1 container assigned to" in said.content.decode()


def test_an_empty_shipment_is_removed() -> None:
    shipment = a_shipment(a_customer())
    page = post(as_role(Role.LOGISTICS), shipment, "delete").content.decode()
    assert f"{shipment} was removed." in page
    assert not Shipment.objects.exists()


def test_the_page_asks_as_often_for_many_containers_as_for_one() -> None:
    order = an_order()
    shipment = a_shipment_with(an_inbound_container(order))
    client = as_role(Role.ADMIN)
    an_inbound_container(order)
    few = queries_of(client, f"/shipments/{shipment}/")
    for _ in range(6):
        an_inbound_container(order)
    post(client, shipment, "containers/add", containers=[str(c) for c in order.containers.filter(shipment=None)[:4]])
    assert queries_of(client, f"/shipments/{shipment}/") == few


@pytest.mark.parametrize(
    "verb", ["tracking", "tracking/clear", "picked-up", "delivered", "containers/add", "containers/remove", "delete"]
)
def test_who_may_change_a_shipment(verb: str) -> None:
    shipment = a_shipment(a_customer(), Direction.INBOUND, BY_HAND)
    for role in (Role.TECHNICIAN, Role.BILLING):
        assert as_role(role).post(f"/shipments/{shipment}/{verb}/").status_code == 403
    own = as_person(factories.customer_user(shipment.customer))
    assert own.post(f"/shipments/{shipment}/{verb}/").status_code == 403
    assert Client().post(f"/shipments/{shipment}/{verb}/").status_code == 302
    assert as_role(Role.LOGISTICS).post(f"/shipments/S-99999/{verb}/").status_code == 404


def test_everybody_of_the_staff_reads_shipments() -> None:
    shipment = a_shipment(a_customer(), Direction.INBOUND, BY_HAND)
    for role in (Role.ADMIN, Role.MANAGER, Role.TECHNICIAN, Role.LOGISTICS, Role.BILLING):
        client = as_role(role)
        assert shipment.number in client.get("/shipments/", {"q": shipment.number}).content.decode()
        assert "By hand" in client.get(f"/shipments/{shipment}/").content.decode()
    assert as_person(factories.customer_user(shipment.customer)).get(f"/shipments/{shipment}/").status_code == 403
