"""The portal: a customer sees everything of its own orders, and nothing else."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.demo.photos import damaged_pallet
from hashmend.domain.batches import row
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.logistics.operations import Tracking, assign_inbound_to_shipment, create_shipment, record_damage
from hashmend.domain.messaging.operations import send_message, write_note
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import put_on_hold, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories, factories_logistics

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> WorkOrder:
    return factories.work_order()


@pytest.fixture
def jobs(order: WorkOrder) -> list[Job]:
    theo = factories.staff("technician", name="STAFFONLY Theo").as_actor()
    made = factories_logistics.finished_jobs(order, "SYNPORTAL00000001", "SYNPORTAL00000002", "SYNPORTAL00000003")
    update_status(factories_logistics.these(made[0]), Status.AWAITING_APPROVAL, by=theo)
    return made


def _client(order: WorkOrder | None = None) -> Client:
    client = Client()
    client.force_login(factories.customer_user(order.customer if order else None))
    return client


def _text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def _addresses(order: WorkOrder, jobs: list[Job]) -> list[str]:
    base = f"/portal/work-orders/{order.number}/"
    container = Container.objects.filter(work_order=order).latest("pk")
    tabs = [base, *(f"{base}{tab}/" for tab in ("logistics", "messages", "history"))]
    return [*tabs, f"{base}miners/{jobs[0].position}/", f"/portal/containers/{container.number}/"]


def test_the_list_holds_own_orders_only(order: WorkOrder) -> None:
    assert order.number in _text(_client(order), "/portal/")
    assert order.number not in _text(_client(), "/portal/")


def test_the_first_page_without_orders_says_what_will_appear() -> None:
    assert "Your repair requests will appear here" in _text(_client(), "/portal/")


def test_a_stranger_gets_404_from_every_page(order: WorkOrder, jobs: list[Job]) -> None:
    stranger = _client()
    for address in _addresses(order, jobs):
        assert stranger.get(address).status_code == 404, address
    sent = stranger.post(f"/portal/work-orders/{order.number}/messages/send/", {"message-body": "Hi"})
    assert sent.status_code == 404


def test_the_summary_counts_and_lists_own_machines_without_a_way_to_change_them(
    order: WorkOrder, jobs: list[Job]
) -> None:
    text = _text(_client(order), f"/portal/work-orders/{order.number}/")
    assert "You sent <strong>3</strong>" in text
    assert "<strong>1</strong> waits for your approval" in text
    assert "SYNPORTAL00000001" in text
    assert 'type="checkbox" name="ids"' not in text
    assert "Update status" not in text


def test_a_number_is_a_filter(order: WorkOrder, jobs: list[Job]) -> None:
    text = _text(_client(order), f"/portal/work-orders/{order.number}/?status={Status.AWAITING_APPROVAL}")
    assert "SYNPORTAL00000001" in text
    assert "SYNPORTAL00000002" not in text


def test_nothing_that_stays_in_the_house_is_shown(order: WorkOrder, jobs: list[Job]) -> None:
    send_message(order, "Arrived.", by=factories.staff("technician", name="STAFFONLY Ines").as_actor())
    write_note(order, "STAFFONLY note", by=SYSTEM)
    put_on_hold(row(order), "STAFFONLY reason", by=SYSTEM)
    client = _client(order)
    for address in ["/portal/", *_addresses(order, jobs)]:
        assert "STAFFONLY" not in _text(client, address), address


def test_containers_stand_with_their_shipment_and_its_tracking(order: WorkOrder, jobs: list[Job]) -> None:
    shipment = create_shipment(order.customer, Direction.INBOUND, Tracking("1Z5R89390357567127"), by=SYSTEM)
    containers = Container.objects.filter(work_order=order)
    assign_inbound_to_shipment(containers, shipment, by=SYSTEM).or_refuse()
    text = _text(_client(order), f"/portal/work-orders/{order.number}/logistics/")
    assert shipment.number in text
    assert "1Z5R89390357567127" in text
    assert "3 miners" in text


def test_photos_of_damage_open_for_their_owner_only(order: WorkOrder, jobs: list[Job]) -> None:
    pallet = Container.objects.get(work_order=order)
    damage = record_damage(pallet, "Dented corner", [damaged_pallet(1, "dent.jpg")], by=SYSTEM)
    photo = f"/photos/{damage.photos.get().token}/"
    owner = _client(order)
    text = _text(owner, f"/portal/containers/{pallet.number}/")
    assert "Dented corner" in text
    assert photo in text
    assert b"".join(owner.get(photo).streaming_content)[:2] == b"\xff\xd8"  # type: ignore[attr-defined]
    assert _client().get(photo).status_code == 404


def test_a_customer_answers(order: WorkOrder) -> None:
    send_message(order, "We found three burnt boards.", by=SYSTEM)
    client, address = _client(order), f"/portal/work-orders/{order.number}/messages/"
    assert "We found three burnt boards." in _text(client, address)
    answer = client.post(f"{address}send/", {"message-body": "Repair them.", "message-key": "k"}, follow=True)
    assert "Repair them." in answer.content.decode()
    assert client.post(f"{address}send/", {"message-body": " "}).status_code == 422


def test_more_machines_take_no_more_queries(order: WorkOrder) -> None:
    client, counts = _client(order), []
    for batch in range(2):
        serials = [f"SYNMANY{batch}{n:07d}" for n in range(2 + batch * 20)]
        factories_logistics.jobs_in(factories_logistics.an_inbound_container(order), *serials)
        pages = [f"/portal/work-orders/{order.number}/{tab}" for tab in ("", "logistics/", "history/")]
        taken = []
        _text(client, "/portal/")
        for address in ["/portal/", *pages]:
            with CaptureQueriesContext(connection) as captured:
                _text(client, address)
            taken.append(len(captured))
        counts.append(taken)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 12


def test_a_container_lists_its_machines_in_pages(order: WorkOrder) -> None:
    pallet = factories_logistics.an_inbound_container(order)
    factories_logistics.jobs_in(pallet, *(f"SYNPAGED{n:08d}" for n in range(60)))
    client, address = _client(order), f"/portal/containers/{pallet.number}/"
    first, second = _text(client, address), _text(client, f"{address}?page=2")
    assert (first.count('class="row-link"'), second.count('class="row-link"')) == (50, 10)
    assert "1 to 50 of 60" in first
    found = _text(client, f"{address}?q=paged00000042&status=received")
    assert found.count('class="row-link"') == 1
    assert f'href="/portal/work-orders/{order}/miners/' in found
    assert b"".join(client.get(f"{address}?export=csv").streaming_content).count(b"SYNPAGED") == 60  # type: ignore[attr-defined]
    assert _client().get(f"{address}?export=csv").status_code == 404
