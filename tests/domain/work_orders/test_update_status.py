"""The repair status people choose."""

from collections.abc import Iterable

import pytest

from hashmend.domain.batches import row
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import add_jobs, complete_order, update_status
from hashmend.domain.work_orders.statuses import CHOSEN_BY_PEOPLE, Status
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.domain.work_orders.sets import queries_of, refusal, these
from tests.factories_board import an_order_of, machines, packed
from tests.factories_logistics import entries

pytestmark = pytest.mark.django_db


def statuses(jobs: Iterable[Job]) -> list[str]:
    return list(these(jobs).order_by("pk").values_list("status", flat=True))


def test_it_sets_the_status_of_all_and_tells_the_history_old_and_new() -> None:
    order, jobs = an_order_of(3)
    by = factories.staff("technician", name="Ana").as_actor()
    outcome = update_status(these(jobs), Status.IN_REPAIR, by=by)
    assert (len(outcome.done), list(outcome.refused)) == (3, [])
    assert statuses(jobs) == [Status.IN_REPAIR] * 3
    event = Event.objects.get(kind="job.status-updated", job=jobs[0])
    assert event.sentence == f"{jobs[0].miner} went from Received to In repair."
    assert (event.actor_label, event.work_order_id, event.miner_id) == ("Ana", order.pk, jobs[0].miner_id)


@pytest.mark.parametrize("status", [s for s in CHOSEN_BY_PEOPLE if s != Status.RECEIVED])
def test_any_open_status_may_follow_any_other(status: str) -> None:
    _, jobs = an_order_of(1)
    update_status(these(jobs), status, by=SYSTEM, scrap_consent="Mr Li by mail, 3 March").or_refuse()
    assert statuses(jobs) == [status]


def test_an_outcome_can_be_reopened_while_the_machine_is_here() -> None:
    _, jobs = an_order_of(1)
    update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    update_status(these(jobs), Status.IN_REPAIR, by=SYSTEM).or_refuse()
    assert statuses(jobs) == [Status.IN_REPAIR]


@pytest.mark.parametrize("status", ["expected", "donor", "", "nonsense", "REPAIRED"])
def test_it_refuses_a_status_nobody_chooses(status: str) -> None:
    _, jobs = an_order_of(1)
    with pytest.raises(Refused, match="Choose one of the statuses offered"):
        update_status(these(jobs), status, by=SYSTEM)
    assert statuses(jobs) == [Status.RECEIVED]


def test_scrapping_needs_the_customers_consent() -> None:
    _, jobs = an_order_of(1)
    with pytest.raises(Refused, match="needs the customer's consent"):
        update_status(these(jobs), Status.SCRAPPED, by=SYSTEM, scrap_consent="  ")
    update_status(these(jobs), Status.SCRAPPED, by=SYSTEM, scrap_consent=" Mr Li by mail ")
    assert these(jobs).get().scrap_consent == "Mr Li by mail"


def why(jobs: Iterable[Job], status: str = Status.IN_REPAIR) -> str:
    return refusal(lambda: update_status(these(jobs), status, by=SYSTEM))


def test_it_refuses_what_has_not_arrived() -> None:
    order, _ = an_order_of(0)
    jobs = add_jobs(order, entries("X1"), container=None, received=False, by=SYSTEM).done
    assert why(jobs) == "X1 has not arrived: receive its container first."


def test_it_refuses_the_second_time_from_a_stale_page() -> None:
    _, jobs = an_order_of(1)
    update_status(these(jobs), Status.IN_REPAIR, by=SYSTEM)
    assert why(jobs) == f"{jobs[0].miner} is In repair already."


def test_it_refuses_a_closed_order() -> None:
    order, jobs = an_order_of(1)
    update_status(these(jobs), Status.SCRAPPED, by=SYSTEM, scrap_consent="yes")
    complete_order(row(order), by=SYSTEM)
    assert why(jobs) == f"{order} is complete: its machines keep their status."


def test_it_refuses_a_donor() -> None:
    _, jobs = an_order_of(1)
    these(jobs).update(status=Status.DONOR)
    where = f"in the history of {jobs[0].work_order}"
    assert why(jobs) == f"{jobs[0].miner} is a donor: undo its consolidation {where} to change that."


def test_it_refuses_what_was_shipped() -> None:
    _, jobs = an_order_of(1)
    box = packed(jobs, shipped=True)
    expected = f"{jobs[0].miner} left the repair centre in {box}: a shipped machine cannot be changed."
    assert why(jobs) == expected


def test_it_refuses_what_is_ready_for_billing() -> None:
    _, jobs = an_order_of(1)
    box = packed(jobs, ready=True)
    assert why(jobs).startswith(f"{jobs[0].miner} is in {box}, which is ready for billing or billed")


def test_a_packed_machine_keeps_an_outcome() -> None:
    _, jobs = an_order_of(1)
    update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    box = packed(jobs)
    assert why(jobs) == f"{jobs[0].miner} is packed in {box}: take it out before it becomes In repair."
    update_status(these(jobs), Status.NO_FAULT_FOUND, by=SYSTEM).or_refuse()


def test_it_changes_those_that_may_and_names_the_others() -> None:
    order, jobs = an_order_of(2)
    gone = machines(order, 1)
    packed(gone, shipped=True)
    outcome = update_status(Job.objects.filter(work_order=order), Status.IN_REPAIR, by=SYSTEM)
    assert ([job.pk for job in outcome.done], [r.pk for r in outcome.refused]) == (
        [job.pk for job in jobs],
        [gone[0].pk],
    )


def test_three_hundred_take_as_many_queries_as_three() -> None:
    few, many = (these(an_order_of(number)[1]) for number in (3, 300))
    cost = queries_of(lambda: update_status(few, Status.IN_REPAIR, by=SYSTEM))
    assert cost == queries_of(lambda: update_status(many, Status.IN_REPAIR, by=SYSTEM))
    assert cost <= 7
