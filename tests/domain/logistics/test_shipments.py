"""Shipments are made, tracked, filled and emptied; their way is noted and taken back."""

from datetime import timedelta

import pytest
from django.db.models import QuerySet

from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import Carrier
from hashmend.domain.catalogue.operations import load_catalogues
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.logistics.operations import (
    Tracking,
    assign_inbound_to_shipment,
    clear_tracking,
    create_shipment,
    delete_shipments,
    mark_delivered,
    mark_picked_up,
    put_into_shipment,
    remove_from_shipment,
    set_tracking,
    take_back_delivery,
    take_back_pick_up,
)
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.errors import Refused
from tests.factories_logistics import (
    BY_HAND,
    a_customer,
    a_packed_container,
    a_ready_container,
    a_shipment,
    a_shipment_under_way,
    a_shipment_with,
    an_inbound_container,
    an_order,
    jobs_in,
)

pytestmark = pytest.mark.django_db

UPS = "1Z5R89390357567127"


def fresh(shipment: Shipment) -> Shipment:
    return Shipment.objects.with_state().get(pk=shipment.pk)


def both(*containers: Container) -> QuerySet[Container]:
    return Container.objects.filter(pk__in=[container.pk for container in containers])


def test_a_shipment_starts_as_created_and_the_column_agrees() -> None:
    shipment = create_shipment(a_customer(), Direction.INBOUND, note="Monday", by=SYSTEM)
    assert shipment.number.startswith("S-")
    assert (fresh(shipment).state, fresh(shipment).state_code) == ("created", "created")
    assert Event.objects.get(shipment=shipment).sentence == f"{shipment} was made, inbound."


def test_an_unknown_direction_is_refused() -> None:
    with pytest.raises(Refused, match="inbound or outbound"):
        create_shipment(a_customer(), "sideways", by=SYSTEM)


def test_the_carrier_is_told_by_the_number() -> None:
    load_catalogues(by=SYSTEM)
    shipment = a_shipment(a_customer(), Direction.INBOUND, Tracking(" 1Z 5R8 939 0357 567127 "))
    assert (shipment.tracking_number, shipment.carrier.name) == (UPS, "UPS")
    assert fresh(shipment).state_code == "in-transit"


def test_a_carrier_given_wins_over_the_number() -> None:
    load_catalogues(by=SYSTEM)
    other = Carrier.objects.exclude(name="UPS").first()
    assert a_shipment(a_customer(), Direction.INBOUND, Tracking(UPS, carrier=other)).carrier == other


def test_a_number_nobody_knows_is_kept_without_a_carrier() -> None:
    shipment = a_shipment(a_customer(), Direction.OUTBOUND, Tracking("TRUCK-OF-BOB"))
    assert (shipment.tracking_number, shipment.carrier, fresh(shipment).state_code) == (
        "TRUCK-OF-BOB", None, "ready-to-ship",
    )  # fmt: skip


def test_tracking_refuses_nothing_the_same_and_too_much() -> None:
    shipment = a_shipment(a_customer())
    with pytest.raises(Refused, match="Enter a tracking number, or choose that it travels by hand"):
        set_tracking(row(shipment), Tracking("  "), by=SYSTEM)
    with pytest.raises(Refused, match="80 characters or fewer"):
        set_tracking(row(shipment), Tracking("1" * 81), by=SYSTEM)
    set_tracking(row(shipment), BY_HAND, by=SYSTEM).or_refuse()
    assert set_tracking(row(shipment), BY_HAND, by=SYSTEM).refused[0].why == f"{shipment} travels by hand already."


def test_tracking_is_taken_away_until_the_shipment_leaves() -> None:
    shipment = a_shipment(a_customer(), Direction.OUTBOUND, BY_HAND)
    clear_tracking(row(shipment), by=SYSTEM).or_refuse()
    assert fresh(shipment).state == "created"
    assert "has no tracking." in clear_tracking(row(shipment), by=SYSTEM).refused[0].why
    gone = a_shipment_under_way(a_ready_container(an_order(), "A1"))
    assert "take its pick-up back first." in clear_tracking(row(gone), by=SYSTEM).refused[0].why


def test_containers_join_a_shipment_together() -> None:
    order = an_order()
    one, two = an_inbound_container(order), an_inbound_container(order, received=False)
    shipment = a_shipment(order.customer, Direction.INBOUND)
    assign_inbound_to_shipment(both(one, two), shipment, by=SYSTEM)
    assert shipment.containers.count() == 2
    told = Event.objects.filter(kind="container.joined-shipment", shipment=shipment)
    assert sorted(event.sentence for event in told) == sorted(f"{c} was put into {shipment}." for c in (one, two))


def test_one_container_that_may_not_join_keeps_all_out() -> None:
    order = an_order()
    mine, stranger, out = an_inbound_container(order), an_inbound_container(), a_packed_container(order, "A1")
    shipment = a_shipment(order.customer, Direction.INBOUND)
    with pytest.raises(Refused) as refusal:
        assign_inbound_to_shipment(both(mine, stranger, out), shipment, by=SYSTEM)
    whys = {r.thing: r.why for r in refusal.value.refusals}
    assert whys == {
        str(stranger): f"{stranger} belongs to another customer than {shipment}: choose a shipment of its customer.",
        str(out): f"{out} is outbound, {shipment} is inbound: choose a shipment that goes its way.",
    }
    assert not shipment.containers.exists()


def test_a_container_is_in_one_shipment() -> None:
    container = an_inbound_container()
    shipment = a_shipment_with(container)
    customer = container.work_order.customer
    with pytest.raises(Refused, match=f"{container} is in {shipment} already.$"):
        assign_inbound_to_shipment(row(container), shipment, by=SYSTEM)
    with pytest.raises(Refused, match=f"{container} is in {shipment} already: take it out of that one first"):
        assign_inbound_to_shipment(row(container), a_shipment(customer, Direction.INBOUND), by=SYSTEM)


def test_joining_refuses_nothing_selected_packing_containers_and_shipments_under_way() -> None:
    order = an_order()
    packing, ready = a_packed_container(order, "A1"), a_ready_container(order, "B1")
    with pytest.raises(Refused, match="Select at least one container"):
        put_into_shipment(Container.objects.none(), a_shipment(order.customer), by=SYSTEM)
    with pytest.raises(Refused, match="is still being packed: mark it ready for billing first"):
        put_into_shipment(row(packing), a_shipment(order.customer), by=SYSTEM)
    gone = a_shipment_under_way(a_ready_container(order, "C1"))
    with pytest.raises(Refused, match="was picked up: take its pick-up back first"):
        put_into_shipment(row(ready), gone, by=SYSTEM)
    with pytest.raises(Refused, match="is an outbound shipment"):
        assign_inbound_to_shipment(row(ready), gone, by=SYSTEM)
    ready.refresh_from_db()
    assert ready.shipment is None


def test_a_container_leaves_a_shipment_that_is_still_here() -> None:
    container = a_ready_container(an_order(), "A1")
    shipment = a_shipment_with(container)
    remove_from_shipment(row(container), by=SYSTEM).or_refuse()
    told = Event.objects.get(kind="container.left-shipment")
    assert (told.sentence, told.shipment) == (f"{container} was taken out of {shipment}.", shipment)
    assert remove_from_shipment(row(container), by=SYSTEM).refused[0].why == f"{container} is in no shipment."
    put_into_shipment(row(container), shipment, by=SYSTEM)
    mark_picked_up(row(shipment), by=SYSTEM).or_refuse()
    assert "was picked up" in remove_from_shipment(row(container), by=SYSTEM).refused[0].why
    container.refresh_from_db()
    assert container.shipment == shipment


def test_an_outbound_shipment_goes_its_way_and_ends_the_stays() -> None:
    container = a_ready_container(an_order(), "A1")
    shipment = a_shipment_with(container)
    mark_picked_up(row(shipment), by=SYSTEM).or_refuse()
    assert fresh(shipment).state_code == fresh(shipment).state == "in-transit"
    mark_delivered(row(shipment), by=SYSTEM).or_refuse()
    assert fresh(shipment).state_code == fresh(shipment).state == "delivered"
    job = Job.objects.get()
    assert job.closed_at
    assert job.open_key is None
    kinds = set(Event.objects.filter(container=container).values_list("kind", flat=True))
    assert {"container.shipped", "container.delivered"} <= kinds
    assert Event.objects.filter(kind="job.stay-ended", job=job).exists()


def test_pick_up_refuses_what_cannot_leave() -> None:
    order = an_order()
    inbound = a_shipment(order.customer, Direction.INBOUND, BY_HAND)
    empty = a_shipment(order.customer, Direction.OUTBOUND, BY_HAND)
    untracked = a_shipment(order.customer)
    put_into_shipment(row(a_ready_container(order, "A1")), untracked, by=SYSTEM)
    unready = a_shipment_with(a_ready_container(order, "B1"))
    unready.containers.update(ready_at=None)
    gone = a_shipment_under_way(a_ready_container(order, "C1"))
    whys = {r.thing: r.why for r in mark_picked_up(Shipment.objects.all(), by=SYSTEM).refused}
    assert "is an inbound shipment" in whys[str(inbound)]
    assert whys[str(empty)] == f"{empty} is empty: put a container in it first."
    assert whys[str(untracked)] == f"{untracked} has no tracking: note the number, or that it travels by hand."
    assert "holds containers that are still being packed" in whys[str(unready)]
    assert "was picked up already on" in whys[str(gone)]
    assert Shipment.objects.filter(picked_up_at__isnull=False).count() == 1


def test_moments_are_not_in_the_future_and_not_out_of_order() -> None:
    shipment = a_shipment_with(a_ready_container(an_order(), "A1"))
    with pytest.raises(Refused, match="That moment is still to come"):
        mark_picked_up(row(shipment), at=clock.now() + timedelta(days=1), by=SYSTEM)
    mark_picked_up(row(shipment), at=clock.now() - timedelta(days=2), by=SYSTEM).or_refuse()
    early = mark_delivered(row(shipment), at=clock.now() - timedelta(days=3), by=SYSTEM)
    assert "it cannot be delivered before that." in early.refused[0].why
    assert fresh(shipment).delivered_at is None


def test_delivery_refuses_what_was_not_picked_up_or_is_delivered() -> None:
    container = a_ready_container(an_order(), "A1")
    shipment = a_shipment_with(container)
    assert "was not picked up yet" in mark_delivered(row(shipment), by=SYSTEM).refused[0].why
    inbound = a_shipment(container.work_order.customer, Direction.INBOUND)
    mark_delivered(row(inbound), by=SYSTEM).or_refuse()
    assert "was delivered already on" in mark_delivered(row(inbound), by=SYSTEM).refused[0].why


def test_facts_are_taken_back_one_by_one() -> None:
    shipment = a_shipment_under_way(a_ready_container(an_order(), "A1"))
    assert "is not delivered" in take_back_delivery(row(shipment), by=SYSTEM).refused[0].why
    mark_delivered(row(shipment), by=SYSTEM)
    assert "take its delivery back first." in take_back_pick_up(row(shipment), by=SYSTEM).refused[0].why
    take_back_delivery(row(shipment), by=SYSTEM).or_refuse()
    job = Job.objects.get()
    assert (job.closed_at, job.open_key, fresh(shipment).state) == (None, "SN:A1", "in-transit")
    take_back_pick_up(row(shipment), by=SYSTEM).or_refuse()
    assert fresh(shipment).state == "ready-to-ship"
    assert "was not picked up." in take_back_pick_up(row(shipment), by=SYSTEM).refused[0].why
    kinds = list(Event.objects.filter(shipment=shipment, container=None).order_by("pk").values_list("kind", flat=True))
    assert kinds[-2:] == ["shipment.delivery-taken-back", "shipment.pick-up-taken-back"]


def test_a_delivery_stays_when_a_machine_came_back_meanwhile() -> None:
    customer = a_customer()
    shipment = a_shipment_under_way(a_ready_container(an_order(customer), "A1"))
    mark_delivered(row(shipment), by=SYSTEM)
    again = an_order(customer)
    jobs_in(an_inbound_container(again), "A1")
    with pytest.raises(Refused, match=f"A1 in {again}"):
        take_back_delivery(row(shipment), by=SYSTEM)
    stranger = Actor(None, "Cora", customer_ids=frozenset())
    with pytest.raises(Refused, match="A1 in another order"):
        take_back_delivery(row(shipment), by=stranger)
    assert fresh(shipment).delivered_at
    assert Job.objects.open().count() == 1


def test_the_facts_of_a_closed_order_stay() -> None:
    shipment = a_shipment_under_way(a_ready_container(an_order(), "A1"))
    mark_delivered(row(shipment), by=SYSTEM)
    WorkOrder.objects.update(completed_at=clock.now())
    assert "its deliveries stay as they are." in take_back_delivery(row(shipment), by=SYSTEM).refused[0].why
    assert fresh(shipment).delivered_at


def test_an_empty_shipment_is_removed_and_a_full_one_is_not() -> None:
    full = a_shipment_with(an_inbound_container())
    empty = a_shipment(a_customer())
    outcome = delete_shipments(Shipment.objects.all(), by=SYSTEM)
    assert [refusal.why for refusal in outcome.refused] == [f"{full} holds containers: take them out first."]
    assert list(Shipment.objects.all()) == [full]
    assert Event.objects.get(kind="shipment.deleted").sentence == f"{empty} was removed."
