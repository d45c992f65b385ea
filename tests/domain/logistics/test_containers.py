"""Containers are made, labelled and thrown away."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.logistics.operations import (
    create_containers,
    delete_containers,
    label_containers,
    record_damage,
)
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests.factories_logistics import (
    a_packed_container,
    a_ready_container,
    a_shipment_under_way,
    a_shipment_with,
    an_inbound_container,
    an_order,
    an_outbound_container,
)

pytestmark = pytest.mark.django_db


def test_several_containers_are_made_at_once_with_numbers_in_a_row() -> None:
    made = create_containers(an_order(), Direction.INBOUND, kind="box", count=3, label=" Rack 4 ", by=SYSTEM)
    numbers = [int(container.number.removeprefix("C-")) for container in made]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert {(c.kind, c.label, c.direction) for c in Container.objects.all()} == {("box", "Rack 4", "inbound")}
    assert Event.objects.filter(kind="container.created").first().sentence == f"{made[0]} was made: inbound box."


@pytest.mark.parametrize("count", [0, -1, 201])
def test_making_no_container_or_too_many_is_refused(count: int) -> None:
    with pytest.raises(Refused, match="Make between 1 and 200 containers at once"):
        create_containers(an_order(), Direction.INBOUND, count=count, by=SYSTEM)
    assert not Container.objects.exists()


def test_a_closed_order_gets_no_container() -> None:
    order = an_order()
    WorkOrder.objects.update(cancelled_at=clock.now())
    with pytest.raises(Refused, match="is cancelled: its containers stay as they are"):
        create_containers(order, Direction.INBOUND, by=SYSTEM)


def test_a_label_is_changed_and_told() -> None:
    container = an_inbound_container()
    label_containers(row(container), "Pallet 7", by=SYSTEM).or_refuse()
    container.refresh_from_db()
    assert container.label == "Pallet 7"
    told = Event.objects.get(kind="container.labelled")
    assert told.sentence == f"The label of {container} went from nothing to Pallet 7."
    assert "has that label already." in label_containers(row(container), "Pallet 7", by=SYSTEM).refused[0].why


def test_a_shipped_container_keeps_its_label() -> None:
    container = a_ready_container(an_order(), "A1")
    a_shipment_under_way(container)
    assert "a shipped container cannot be changed." in label_containers(row(container), "X", by=SYSTEM).refused[0].why


def test_an_empty_container_is_removed_and_the_history_stays() -> None:
    container = an_outbound_container()
    delete_containers(row(container), by=SYSTEM).or_refuse()
    assert not Container.objects.exists()
    told = Event.objects.get(kind="container.deleted")
    assert (told.sentence, told.work_order) == (f"{container} was removed.", container.work_order)


def test_a_container_with_anything_in_it_or_noted_on_it_stays() -> None:
    order = an_order()
    full, received, damaged = a_packed_container(order, "A1"), an_inbound_container(order), an_inbound_container(order)
    record_damage(damaged, "Torn foil", by=SYSTEM)
    travelling = an_inbound_container(order, received=False)
    a_shipment_with(travelling)
    before = Container.objects.count()
    whys = {r.thing: r.why for r in delete_containers(Container.objects.all(), by=SYSTEM).refused}
    assert whys[str(full)] == f"{full} holds machines: take them out first."
    assert whys[str(received)] == f"{received} was received: take that back first."
    assert whys[str(damaged)] == f"Damage was noted on {damaged}: it stays."
    assert whys[str(travelling)] == f"{travelling} is in a shipment: take it out of it first."
    assert Container.objects.count() == before
