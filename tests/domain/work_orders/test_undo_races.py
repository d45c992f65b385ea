"""Two people act on the same machines at once, or one undoes while the other changes: nothing is lost or done twice."""

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

import pytest

from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import assign_to_new_container, undo_assign_to_container
from hashmend.domain.work_orders.models import Job, ServiceDone
from hashmend.domain.work_orders.operations import (
    complete_services,
    move_jobs,
    undo_complete_services,
    undo_move_jobs,
    undo_update_status,
    update_status,
)
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Outcome
from tests import factories
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of
from tests.races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

TRIES = 4


def told(outcome: Outcome[Job]) -> EventQuerySet:
    return Event.objects.filter(group=outcome.group)


def outcomes(answers: Sequence[object]) -> list[Outcome[Job]]:
    """Return what the calls returned; none of them may have met a mistake."""
    wrong = [answer for answer in answers if not isinstance(answer, Outcome)]
    assert wrong == []
    return list(answers)  # type: ignore[arg-type]


def chain(job: Job) -> list[tuple[str, str]]:
    """Return the changes of a job's status in their order, after checking that each begins where the last ended."""
    kinds = ("job.status-updated", "job.status-undone")
    steps = [
        (event.data["from"], event.data["to"]) for event in Event.objects.filter(job=job, kind__in=kinds).order_by("pk")
    ]
    assert all(before[1] == after[0] for before, after in pairwise(steps)), steps
    assert steps[-1][1] == Job.objects.get(pk=job.pk).get_status_display()
    return steps


def test_two_bulk_statuses_at_once_follow_each_other() -> None:
    _, jobs = an_order_of(20)
    for first, second in ((Status.IN_REPAIR, Status.STRESS_TEST), (Status.REPAIRED, Status.IN_DIAGNOSIS)):
        done = outcomes(
            at_once(
                partial(update_status, these(jobs), first, by=SYSTEM),
                partial(update_status, these(reversed(jobs)), second, by=SYSTEM),
            )
        )
        assert [len(one.done) for one in done] == [20, 20]
        assert len(set(these(jobs).values_list("status", flat=True))) == 1
    assert len({tuple(chain(job)) for job in jobs}) == 1


def test_services_completed_by_two_at_once_are_done_once() -> None:
    _, jobs = an_order_of(10)
    done = outcomes(at_once(*[partial(complete_services, these(jobs), by=SYSTEM)] * 3))
    assert sorted(len(one.done) for one in done) == [0, 0, 10]
    assert ServiceDone.objects.count() == 20


def test_two_who_undo_at_once_undo_once() -> None:
    order, jobs = an_order_of(6)
    for _ in range(TRIES):
        done = update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
        undone = outcomes(at_once(*[partial(undo_update_status, told(done), by=SYSTEM)] * 2))
        assert sorted(len(one.done) for one in undone) == [0, 6]
        for job in jobs:
            chain(job)
    update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
    _, done = assign_to_new_container(these(jobs), order, kind="box", by=SYSTEM)
    undone = outcomes(at_once(*[partial(undo_assign_to_container, told(done), by=SYSTEM)] * 2))
    assert sorted(len(one.done) for one in undone) == [0, 6]
    assert not Container.objects.outbound().exists()
    done = complete_services(these(jobs), by=SYSTEM)
    undone = outcomes(at_once(*[partial(undo_complete_services, told(done), by=SYSTEM)] * 2))
    assert (sorted(len(one.done) for one in undone), ServiceDone.objects.count()) == ([0, 6], 0)


def test_a_change_at_the_moment_of_an_undo_is_never_lost() -> None:
    _, jobs = an_order_of(6)
    for _ in range(TRIES):
        done = update_status(these(jobs), Status.REPAIRED, by=SYSTEM)
        undone, changed = outcomes(
            at_once(
                partial(undo_update_status, told(done), by=SYSTEM),
                partial(update_status, these(jobs[:3]), Status.IN_REPAIR, by=SYSTEM),
            )
        )
        assert len(changed.done) == 3
        assert len(undone.done) in {3, 6}
        assert set(these(jobs[:3]).values_list("status", flat=True)) == {Status.IN_REPAIR}
        assert set(these(jobs[3:]).values_list("status", flat=True)) == {Status.RECEIVED}
        for job in jobs:
            chain(job)
        update_status(these(jobs[:3]), Status.RECEIVED, by=SYSTEM)


def test_a_move_and_its_undo_meet_other_changes_in_some_order() -> None:
    order, jobs = an_order_of(6)
    target = factories.work_order(order.customer)
    for _ in range(TRIES):
        moved, changed = outcomes(
            at_once(
                partial(move_jobs, these(jobs), target, by=SYSTEM),
                partial(update_status, these(jobs[:3]), Status.IN_REPAIR, by=SYSTEM),
            )
        )
        assert (len(moved.done), len(changed.done)) == (6, 3)
        back, again = outcomes(
            at_once(
                partial(undo_move_jobs, told(moved).filter(work_order=target), by=SYSTEM),
                partial(update_status, these(jobs[:3]), Status.RECEIVED, by=SYSTEM),
            )
        )
        assert len(again.done) == 3
        stayed = {refusal.pk for refusal in back.refused}
        assert stayed in (set(), {job.pk for job in jobs[:3]})
        assert set(target.jobs.values_list("pk", flat=True)) == stayed
        positions = list(order.jobs.values_list("position", flat=True))
        assert len(positions) == len(set(positions)) == 6 - len(stayed)
        move_jobs(these(jobs).filter(pk__in=stayed), order, by=SYSTEM)
