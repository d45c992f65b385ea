"""A change of status, services and packing are taken back: within ten minutes, as far as nobody changed it since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hashmend.domain.batches import row
from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import (
    assign_to_new_container,
    assign_to_outbound_container,
    mark_ready_for_billing,
    undo_assign_to_container,
)
from hashmend.domain.work_orders.models import Job, ServiceDone
from hashmend.domain.work_orders.operations import (
    complete_services,
    undo_complete_services,
    undo_update_status,
    update_status,
)
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Outcome, Refused
from tests import factories
from tests.domain.work_orders.sets import queries_of, state, these
from tests.factories_billing import issued
from tests.factories_board import an_order_of, machines, packed
from tests.factories_logistics import an_outbound_container

pytestmark = pytest.mark.django_db


def told(outcome: Outcome[Job]) -> EventQuerySet:
    """Return the events of the action, as the page of its order finds them."""
    return Event.objects.filter(group=outcome.group)


def facts(job: Job) -> dict[str, object]:
    """Return what the row holds, but for when it changed last."""
    return {k: v for k, v in Job.objects.filter(pk=job.pk).values()[0].items() if k != "changed_at"}


def test_machines_have_their_former_status_again_since_when_they_had_it() -> None:
    _, jobs = an_order_of(3)
    update_status(these(jobs[:1]), Status.IN_REPAIR, by=SYSTEM)
    before = [facts(job) for job in jobs]
    done = update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    outcome = undo_update_status(told(done), by=factories.staff("manager", name="Bo").as_actor())
    assert len(outcome.done) == 3
    assert [facts(job) for job in jobs] == before
    event = Event.objects.filter(kind="job.status-undone", job=jobs[0]).get()
    assert event.sentence == f"{jobs[0].miner} is In repair again: its change to Repaired was undone."
    assert event.actor_label == "Bo"


def test_a_consent_to_scrapping_goes_with_the_status_it_came_with() -> None:
    _, jobs = an_order_of(1)
    done = update_status(these(jobs), Status.SCRAPPED, by=SYSTEM, scrap_consent="By phone")
    undo_update_status(told(done), by=SYSTEM)
    assert these(jobs).get().scrap_consent == ""


def test_what_somebody_changed_since_stays_and_the_others_are_undone() -> None:
    _, jobs = an_order_of(3)
    done = update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    update_status(these(jobs[:1]), Status.IN_REPAIR, by=factories.staff("technician", name="Ana").as_actor())
    outcome = undo_update_status(told(done), by=SYSTEM)
    assert outcome.refused[0].why == (
        f"{jobs[0].miner} was changed after that by Ana, it stays as it is:"
        f" {jobs[0].miner} went from Repaired to In repair."
    )
    assert list(these(jobs).order_by("pk").values_list("status", flat=True)) == ["in-repair", "received", "received"]


def test_what_was_done_since_and_undone_again_is_no_change() -> None:
    _, jobs = an_order_of(1)
    first = update_status(these(jobs), Status.IN_REPAIR, by=SYSTEM)
    second = update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    assert undo_update_status(told(first), by=SYSTEM).refused
    undo_update_status(told(second), by=SYSTEM).or_refuse()
    undo_update_status(told(first), by=SYSTEM).or_refuse()
    assert these(jobs).get().status == Status.RECEIVED


def test_undoing_twice_is_refused() -> None:
    _, jobs = an_order_of(2)
    done = update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    undo_update_status(told(done), by=factories.staff(name="Ana").as_actor())
    before = state()
    outcome = undo_update_status(told(done), by=SYSTEM)
    assert outcome.refused[0].why == f"{jobs[0].miner}: Ana undid it already."
    assert (len(outcome.refused), state()) == (2, before)


def test_it_is_refused_after_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    _, jobs = an_order_of(1)
    done = update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    before = state()
    later = timezone.now() + timedelta(minutes=10, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(Refused, match="more than 10 minutes ago"):
        undo_update_status(told(done), by=SYSTEM)
    assert state() == before


def test_no_rule_breaks_a_shipped_machine_keeps_its_status() -> None:
    _, jobs = an_order_of(1)
    done = update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    box = packed(jobs, shipped=True)
    before = state()
    outcome = undo_update_status(told(done), by=SYSTEM)
    assert f"left the repair centre in {box}" in outcome.refused[0].why
    assert state() == before


def test_services_are_open_again() -> None:
    order, jobs = an_order_of(2)
    one = order.repair_request.scope.first()
    complete_services(these(jobs[:1]), [one.service], by=SYSTEM)
    before = [facts(job) for job in jobs]
    done = complete_services(these(jobs), by=SYSTEM)
    undo_complete_services(told(done), by=SYSTEM).or_refuse()
    assert list(ServiceDone.objects.values_list("job", "service")) == [(jobs[0].pk, one.service_id)]
    assert [facts(job) for job in jobs] == before
    assert Event.objects.filter(kind="job.services-undone").count() == 2
    again = complete_services(these(jobs), by=SYSTEM)
    assert (len(again.done), ServiceDone.objects.count()) == (2, 4)


def test_a_service_on_an_invoice_stays() -> None:
    order, jobs = an_order_of(2)
    update_status(these(jobs[:1]), Status.SCRAPPED, by=SYSTEM, scrap_consent="By phone")
    update_status(these(jobs[1:]), Status.REPAIRED, by=SYSTEM)
    done = complete_services(these(jobs[:1]), by=SYSTEM)
    box = an_outbound_container(order)
    assign_to_outbound_container(these(jobs[1:]), box, by=SYSTEM)
    mark_ready_for_billing(row(box), by=SYSTEM)
    issued(box)
    before = state()
    outcome = undo_complete_services(told(done), by=SYSTEM)
    assert "stands on an invoice" in outcome.refused[0].why
    assert state() == before


def test_packed_machines_go_back_to_where_each_was_and_the_new_container_goes() -> None:
    order, jobs = an_order_of(3)
    update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    first = an_outbound_container(order)
    assign_to_outbound_container(these(jobs[:1]), first, by=SYSTEM)
    before = [facts(job) for job in jobs]
    made, done = assign_to_new_container(these(jobs), order, kind="box", move=True, by=SYSTEM)
    undo_assign_to_container(told(done), by=SYSTEM).or_refuse()
    assert [facts(job) for job in jobs] == before
    assert not Container.objects.filter(pk=made.pk).exists()
    sentences = [event.sentence for event in Event.objects.filter(kind="job.boxing-undone").order_by("pk")]
    assert sentences[0] == f"{jobs[0].miner} was put into {made} by mistake and is in {first} again."
    assert sentences[1] == f"{jobs[1].miner} was put into {made} by mistake and is in no container again."


def test_a_new_container_stays_when_something_else_came_into_it() -> None:
    order, jobs = an_order_of(2)
    update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    made, done = assign_to_new_container(these(jobs[:1]), order, kind="box", by=SYSTEM)
    assign_to_outbound_container(these(jobs[1:]), made, by=SYSTEM)
    undo_assign_to_container(told(done), by=SYSTEM).or_refuse()
    assert list(made.outbound_jobs.values_list("pk", flat=True)) == [jobs[1].pk]


def _make_ready(container: Container) -> None:
    mark_ready_for_billing(row(container), by=SYSTEM).or_refuse()


@pytest.mark.parametrize("which", ["the one they are in", "the one they came from"])
def test_packing_stays_when_a_container_is_billed_by_now(which: str) -> None:
    order, jobs = an_order_of(2)
    update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    former, goal = an_outbound_container(order), an_outbound_container(order)
    assign_to_outbound_container(these(jobs), former, by=SYSTEM)
    done = assign_to_outbound_container(these(jobs[:1]), goal, move=True, by=SYSTEM)
    _make_ready(goal if which == "the one they are in" else former)
    before = state()
    outcome = undo_assign_to_container(told(done), by=SYSTEM)
    assert "ready for billing" in outcome.refused[0].why
    assert state() == before


@pytest.mark.parametrize("number", [3, 30])
def test_undoing_many_takes_as_few_statements_as_a_few(number: int) -> None:
    order, jobs = an_order_of(number)
    machines(order, 1)
    status = update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    assert queries_of(lambda: undo_update_status(told(status), by=SYSTEM)) <= 8
    services = complete_services(these(jobs), by=SYSTEM)
    assert queries_of(lambda: undo_complete_services(told(services), by=SYSTEM)) <= 11
    update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    _, boxed = assign_to_new_container(these(jobs), order, kind="box", by=SYSTEM)
    assert queries_of(lambda: undo_assign_to_container(told(boxed), by=SYSTEM)) <= 30
