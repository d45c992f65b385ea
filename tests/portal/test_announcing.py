"""A customer announces a shipment: pallets or boxes on their way, how they travel, and what staff see of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.catalogue.operations import load_catalogues
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Container, Shipment
from hashmend.domain.logistics.operations import Announcement, Tracking, announce_shipment, mark_delivered
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import cancel_order
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.people import as_person, as_role

UPS = "1Z5R89390357567127"
TYPED = {"kind": "pallet", "count": "2", "tracking_number": UPS}


@pytest.fixture
def order(db: None) -> WorkOrder:
    return factories.work_order()


@pytest.fixture
def carriers(db: None) -> None:
    load_catalogues(by=SYSTEM)


@pytest.fixture
def client(order: WorkOrder) -> Client:
    return as_person(factories.customer_user(order.customer))


def _url(order: WorkOrder) -> str:
    return f"/portal/work-orders/{order}/announce-shipment/"


def _coming(order: WorkOrder) -> list[Container]:
    return list(Container.objects.filter(work_order=order).select_related("shipment__carrier").order_by("pk"))


@pytest.mark.usefixtures("carriers")
def test_pallets_with_a_number_become_a_shipment_on_its_way(client: Client, order: WorkOrder) -> None:
    answer = client.post(_url(order), TYPED | {"label": "N-7", "note": "Tail lift needed"}, follow=True)
    shipment = Shipment.objects.get()
    assert (shipment.direction, shipment.customer, shipment.tracking_number) == ("inbound", order.customer, UPS)
    assert (str(shipment.carrier), shipment.state, shipment.note) == ("UPS", "in-transit", "Tail lift needed")
    assert [(c.kind, c.label, c.is_inbound, c.shipment) for c in _coming(order)] == [
        ("pallet", "N-7", True, shipment),
    ] * 2  # fmt: skip
    page = answer.content.decode()
    assert f"Thank you. {shipment} is announced" in page
    for container in _coming(order):
        assert f"/portal/containers/{container}/import/" in page


def test_boxes_may_come_by_hand_or_in_a_way_told_later(client: Client, order: WorkOrder) -> None:
    client.post(_url(order), {"kind": "box", "count": "1", "is_by_hand": "on"})
    client.post(_url(order), {"kind": "box", "count": "1"})
    by_hand, later = Shipment.objects.order_by("pk")
    assert (by_hand.is_by_hand, by_hand.state, later.state) == (True, "in-transit", "created")
    page = client.get(f"/portal/work-orders/{order}/logistics/").content.decode()
    address = f"/portal/shipments/{later}/tracking/"
    assert f'href="{address}" aria-label="Say how {later} travels"' in page
    assert client.post(address, {"tracking_number": UPS}).status_code == 302
    later.refresh_from_db()
    assert (later.tracking_number, later.state) == (UPS, "in-transit")
    assert client.post(address, {"tracking_number": UPS}).status_code == 409
    assert client.post(address, {}).status_code == 409


def test_staff_see_it_on_the_logistics_tab_with_its_history(client: Client, order: WorkOrder) -> None:
    client.post(_url(order), TYPED)
    shipment = Shipment.objects.get()
    staff = as_role("logistics")
    tab = staff.get(f"/work-orders/{order}/logistics/").content.decode()
    assert f'href="/shipments/{shipment}/"' in tab
    assert all(str(container) in tab for container in _coming(order))
    event = Event.objects.get(kind="shipment.announced")
    assert event.sentence == f"{shipment} was announced: 2 pallets, travelling under {UPS}."
    assert (event.work_order, event.customer, event.actor.customer) == (order, order.customer, order.customer)
    assert event.sentence in client.get(f"/portal/work-orders/{order}/history/").content.decode()


def test_the_same_number_is_refused_for_one_order_and_joins_for_another(client: Client, order: WorkOrder) -> None:
    client.post(_url(order), TYPED)
    shipment = Shipment.objects.get()
    again = client.post(_url(order), TYPED | {"tracking_number": f" {UPS.lower()[:9]} {UPS[9:]}"})
    assert again.status_code == 409
    assert f"is announced already, as {shipment}." in again.content.decode()
    assert 'value="2"' in again.content.decode()
    assert (Shipment.objects.count(), len(_coming(order))) == (1, 2)
    second = factories.work_order(order.customer)
    client.post(_url(second), TYPED | {"count": "1"})
    assert [container.shipment for container in _coming(second)] == [shipment]
    assert Shipment.objects.count() == 1
    stranger = factories.work_order()
    announce_shipment(stranger, Announcement(tracking=Tracking(UPS)), by=SYSTEM)
    assert Shipment.objects.count() == 2


@pytest.mark.parametrize("typed", [{"count": "0"}, {"count": "201"}, {"kind": "truck"}, {"count": ""},
                                   {"tracking_number": "9" * 101}])  # fmt: skip
def test_what_cannot_be_is_said_at_the_field(client: Client, order: WorkOrder, typed: dict[str, str]) -> None:
    answer = client.post(_url(order), TYPED | typed)
    assert answer.status_code == 422
    assert not Shipment.objects.exists()
    assert not _coming(order)


def test_a_number_too_long_changes_nothing(order: WorkOrder) -> None:
    with pytest.raises(Refused):
        announce_shipment(order, Announcement(tracking=Tracking("9" * 81)), by=SYSTEM)
    assert not _coming(order)


def test_a_closed_order_takes_nothing_any_more(client: Client, order: WorkOrder) -> None:
    assert _url(order) in client.get(f"/portal/work-orders/{order}/").content.decode()
    cancel_order(row(order), "Sold.", by=SYSTEM)
    assert _url(order) not in client.get(f"/portal/work-orders/{order}/").content.decode()
    assert client.get(_url(order)).status_code == 409
    answer = client.post(_url(order), TYPED)
    assert answer.status_code == 409
    assert "is cancelled" in answer.content.decode()
    assert not Shipment.objects.exists()


def test_how_an_arrived_shipment_travelled_stays(client: Client, order: WorkOrder) -> None:
    client.post(_url(order), TYPED)
    shipment = Shipment.objects.get()
    mark_delivered(row(shipment), by=SYSTEM).or_refuse()
    assert client.post(f"/portal/shipments/{shipment}/tracking/", {"is_by_hand": "on"}).status_code == 409
    assert "/tracking/" not in client.get(f"/portal/work-orders/{order}/logistics/").content.decode()


def test_a_stranger_and_an_outbound_shipment_are_not_found(client: Client, order: WorkOrder) -> None:
    client.post(_url(order), TYPED)
    shipment = Shipment.objects.get()
    stranger = as_person(factories.customer_user())
    assert stranger.get(_url(order)).status_code == 404
    assert stranger.post(_url(order), TYPED).status_code == 404
    assert stranger.post(f"/portal/shipments/{shipment}/tracking/", {"is_by_hand": "on"}).status_code == 404
    Shipment.objects.filter(pk=shipment.pk).update(direction="outbound")
    assert client.get(f"/portal/shipments/{shipment}/tracking/").status_code == 404
    assert as_role("manager").get(_url(order)).status_code == 403


def test_two_hundred_pallets_take_as_many_statements_as_two(order: WorkOrder) -> None:
    taken = []
    for count in (1, 2, 200):
        with CaptureQueriesContext(connection) as captured:
            announce_shipment(order, Announcement(count=count), by=SYSTEM)
        taken.append(len(captured))
    assert taken[1] == taken[2]
