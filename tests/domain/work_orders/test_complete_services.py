"""Services of the scope are done."""

from collections.abc import Sequence

import pytest

from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import Service
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import Job, ServiceDone, WorkOrder
from hashmend.domain.work_orders.operations import add_jobs, complete_order, complete_services, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.domain.work_orders.sets import queries_of, refusal, state, these
from tests.factories_board import an_order_of, packed
from tests.factories_logistics import entries

pytestmark = pytest.mark.django_db


def an_order_with_scope(number: int) -> tuple[WorkOrder, Sequence[Job], list[Service]]:
    services = [factories.service("Diagnosis"), factories.service("Hashboard repair")]
    order, jobs = an_order_of(number, scope=factories.scope(*services))
    return order, jobs, services


def done(job: Job) -> set[str]:
    return set(ServiceDone.objects.filter(job=job).values_list("service__name", flat=True))


def test_without_a_choice_all_of_the_scope_is_done() -> None:
    order, jobs, _ = an_order_with_scope(2)
    by = factories.staff("technician", name="Ana")
    outcome = complete_services(these(jobs), by=by.as_actor())
    assert len(outcome.done) == 2
    assert done(jobs[1]) == {"Diagnosis", "Hashboard repair"}
    assert set(ServiceDone.objects.values_list("done_by", flat=True)) == {by.pk}
    event = Event.objects.get(kind="job.services-completed", job=jobs[0])
    assert event.sentence == f"Done for {jobs[0].miner}: Diagnosis, Hashboard repair."
    assert event.work_order_id == order.pk


def test_what_was_done_before_stays_as_it_was() -> None:
    _, jobs, (diagnosis, _) = an_order_with_scope(1)
    complete_services(these(jobs), [diagnosis], by=SYSTEM)
    first = ServiceDone.objects.get()
    complete_services(these(jobs), by=SYSTEM)
    assert ServiceDone.objects.get(service=diagnosis).done_at == first.done_at
    assert Event.objects.filter(kind="job.services-completed").newest_first()[0].data["services"] == [
        "Hashboard repair"
    ]


def test_it_refuses_where_nothing_is_left() -> None:
    _, jobs, _ = an_order_with_scope(1)
    complete_services(these(jobs), by=SYSTEM)
    why = refusal(lambda: complete_services(these(jobs), by=SYSTEM))
    assert why == f"All services asked for are done for {jobs[0].miner} already."


def test_it_refuses_a_service_outside_the_scope() -> None:
    _, jobs, _ = an_order_with_scope(1)
    strange, before = factories.service("Repaint"), state()
    with pytest.raises(Refused, match=r"Not in the scope of the order: Repaint\."):
        complete_services(these(jobs), [strange], by=SYSTEM)
    assert state() == before


def test_it_refuses_what_has_not_arrived() -> None:
    order, _, _ = an_order_with_scope(0)
    jobs = add_jobs(order, entries("X1"), container=None, received=False, by=SYSTEM).done
    why = refusal(lambda: complete_services(these(jobs), by=SYSTEM))
    assert why == "X1 has not arrived: receive its container first."


def test_it_refuses_what_is_billed_or_shipped() -> None:
    _, jobs, _ = an_order_with_scope(2)
    ready, gone = packed(jobs[:1], ready=True), packed(jobs[1:], shipped=True)
    first = refusal(lambda: complete_services(these(jobs[:1]), by=SYSTEM))
    second = refusal(lambda: complete_services(these(jobs[1:]), by=SYSTEM))
    assert f"is in {ready}, which is ready for billing or billed" in first
    assert f"left the repair centre in {gone}" in second


def test_a_packed_machine_may_still_get_its_services() -> None:
    _, jobs, _ = an_order_with_scope(1)
    packed(jobs)
    complete_services(these(jobs), by=SYSTEM).or_refuse()
    assert len(done(jobs[0])) == 2


def test_it_refuses_a_closed_order() -> None:
    order, jobs, _ = an_order_with_scope(1)
    update_status(these(jobs), Status.SCRAPPED, by=SYSTEM, scrap_consent="by mail")
    complete_order(row(order), by=SYSTEM)
    why = refusal(lambda: complete_services(these(jobs), by=SYSTEM))
    assert why == f"{order} is complete: nothing more is done in it."


def test_three_hundred_take_as_many_queries_as_three() -> None:
    few, many = (these(an_order_with_scope(number)[1]) for number in (3, 300))
    cost = queries_of(lambda: complete_services(few, by=SYSTEM))
    assert cost == queries_of(lambda: complete_services(many, by=SYSTEM))
    assert cost <= 10
