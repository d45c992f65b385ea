"""Finished machines are packed, and containers handed to billing."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import (
    assign_to_outbound_container,
    mark_ready_for_billing,
    take_out_of_container,
)
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Outcome, Refused
from tests.factories_logistics import (
    a_packed_container,
    a_ready_container,
    a_shipment_under_way,
    an_inbound_container,
    an_order,
    an_outbound_container,
    finished_jobs,
    jobs_in,
    these,
)

pytestmark = pytest.mark.django_db


def pack(job: Job, container: Container, *, move: bool = False) -> Outcome[Job]:
    return assign_to_outbound_container(these(job), container, by=SYSTEM, move=move)


def in_container(container: Container) -> list[str]:
    return sorted(str(job.miner) for job in Job.objects.filter(outbound_container=container))


@pytest.mark.parametrize(
    "status", [Status.REPAIRED, Status.NO_FAULT_FOUND, Status.BEYOND_REPAIR, Status.RETURNED_UNREPAIRED]
)
def test_a_finished_machine_goes_into_a_container(status: Status) -> None:
    order = an_order()
    job, container = finished_jobs(order, "A1", status=status)[0], an_outbound_container(order)
    pack(job, container).or_refuse()
    assert in_container(container) == ["A1"]
    assert Event.objects.get(kind="job.boxed", job=job).sentence == f"A1 was put into {container}."
    assert Event.objects.get(kind="container.packed", container=container).sentence == f"Packed into {container}: A1."


def test_packing_refuses_what_may_not_go_home_and_packs_the_rest() -> None:
    order = an_order()
    container = an_outbound_container(order)
    good, scrapped = finished_jobs(order, "G1")[0], finished_jobs(order, "S1", status=Status.SCRAPPED)[0]
    waiting = jobs_in(an_inbound_container(order), "W1")[0]
    expected = jobs_in(an_inbound_container(order, received=False), "E1")[0]
    stranger = finished_jobs(an_order(), "X1")[0]
    outcome = assign_to_outbound_container(these(good, scrapped, waiting, expected, stranger), container, by=SYSTEM)
    assert [str(job.miner) for job in outcome.done] == ["G1"]
    assert {refusal.thing: refusal.why for refusal in outcome.refused} == {
        "S1": "S1 is Scrapped: it stays at the repair centre.",
        "W1": "W1 is Received: finish it before it is packed.",
        "E1": "E1 is Expected: finish it before it is packed.",
        "X1": f"X1 is in {stranger.work_order}, {container} belongs to {order}: use a container of its order.",
    }
    assert in_container(container) == ["G1"]


def test_a_machine_in_another_container_moves_only_when_that_is_meant() -> None:
    order = an_order()
    first, second = a_packed_container(order, "A1"), an_outbound_container(order)
    job = Job.objects.get()
    assert pack(job, first).refused[0].why == f"A1 is in {first} already."
    assert pack(job, second).refused[0].why == f"A1 is in {first}: take it out first, or move it."
    pack(job, second, move=True).or_refuse()
    assert (in_container(first), in_container(second)) == ([], ["A1"])
    assert Event.objects.get(kind="job.reboxed").sentence == f"A1 moved from {first} to {second}."
    assert Event.objects.get(kind="container.unpacked", container=first).sentence == f"Taken out of {first}: A1."


def test_a_machine_leaves_no_container_that_is_ready() -> None:
    order = an_order()
    ready = a_ready_container(order, "A1")
    job = Job.objects.get()
    for outcome in (pack(job, an_outbound_container(order), move=True), take_out_of_container(these(job), by=SYSTEM)):
        assert outcome.refused[0].why.startswith(f"A1 is in {ready}, which is ready for billing or billed")
    assert in_container(ready) == ["A1"]


def test_nothing_goes_into_a_container_that_is_inbound_ready_or_shipped() -> None:
    order = an_order()
    job = finished_jobs(order, "A1")[0]
    ready, shipped = a_ready_container(order, "B1"), a_ready_container(order, "C1")
    shipment = a_shipment_under_way(shipped)
    for container, why in (
        (an_inbound_container(order), "is an inbound container: machines go home in an outbound one."),
        (ready, "is ready for billing: take it back to packing first, or use another container."),
        (shipped, f"left the repair centre in {shipment}: a shipped container cannot be changed."),
    ):
        with pytest.raises(Refused) as refusal:
            pack(job, container)
        assert refusal.value.sentence == f"{container} {why}"
    job.refresh_from_db()
    assert job.outbound_container is None


def test_a_machine_is_taken_out() -> None:
    order = an_order()
    container = a_packed_container(order, "A1")
    take_out_of_container(these(Job.objects.get()), by=SYSTEM).or_refuse()
    assert in_container(container) == []
    assert Event.objects.get(kind="job.unboxed").sentence == f"A1 was taken out of {container}."
    again = take_out_of_container(these(Job.objects.get()), by=SYSTEM)
    assert again.refused[0].why == "A1 is in no container."


def test_a_packed_container_becomes_ready() -> None:
    container = a_ready_container(an_order(), "A1", "A2")
    assert container.ready_at
    told = Event.objects.get(kind="container.ready", container=container)
    assert told.sentence == f"{container} is ready for billing with 2 machines."
    assert mark_ready_for_billing(row(container), by=SYSTEM).refused[0].why.endswith("is ready for billing already.")


def test_ready_refuses_an_inbound_an_empty_and_a_container_with_unfinished_machines() -> None:
    order = an_order()
    inbound, empty, reopened = an_inbound_container(order), an_outbound_container(order), a_packed_container(order, "A")
    Job.objects.filter(outbound_container=reopened).update(status=Status.IN_REPAIR)
    outcome = mark_ready_for_billing(Container.objects.filter(pk__in=[inbound.pk, empty.pk, reopened.pk]), by=SYSTEM)
    assert outcome.done == []
    assert {refusal.thing: refusal.why for refusal in outcome.refused} == {
        str(inbound): f"{inbound} is an inbound container: only what goes home is billed.",
        str(empty): f"{empty} is empty: put a machine in it first.",
        str(reopened): f"{reopened} holds 1 of 1 machines without an outcome: finish or unpack them.",
    }
    assert not Container.objects.filter(ready_at__isnull=False).exists()


def test_a_packed_machine_keeps_an_outcome_that_goes_home() -> None:
    a_packed_container(an_order(), "A1")
    outcome = update_status(Job.objects.all(), Status.IN_REPAIR, by=SYSTEM)
    assert "take it out before it becomes In repair." in outcome.refused[0].why


def test_nothing_is_packed_in_a_closed_order() -> None:
    order = an_order()
    container = a_packed_container(order, "A1")
    WorkOrder.objects.update(completed_at=clock.now())
    assert "is complete" in take_out_of_container(Job.objects.all(), by=SYSTEM).refused[0].why
    assert "is complete" in mark_ready_for_billing(row(container), by=SYSTEM).refused[0].why
    assert in_container(container) == ["A1"]
