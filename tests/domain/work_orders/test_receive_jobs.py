"""Announced machines arrive."""

import pytest

from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import add_jobs, receive_jobs
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.work_orders.sets import queries_of, these
from tests.factories_logistics import entries

pytestmark = pytest.mark.django_db


def expected(number: int) -> list[Job]:
    order = factories.work_order()
    names = entries(*(f"E{order.pk}-{n}" for n in range(number)))
    return list(add_jobs(order, names, container=None, received=False, by=SYSTEM).done)


def test_expected_ends_by_receiving() -> None:
    jobs = expected(2)
    outcome = receive_jobs(these(jobs), by=SYSTEM)
    assert len(outcome.done) == 2
    assert set(these(jobs).values_list("status", flat=True)) == {Status.RECEIVED}
    assert not these(jobs).filter(received_at=None).exists()
    assert Event.objects.filter(kind="job.received", job__in=jobs).count() == 2


def test_what_arrived_before_is_left_alone() -> None:
    jobs = expected(1)
    receive_jobs(these(jobs), by=SYSTEM)
    first = these(jobs).get().received_at
    assert receive_jobs(these(jobs), by=SYSTEM).done == []
    assert these(jobs).get().received_at == first


def test_three_hundred_take_as_many_queries_as_three() -> None:
    few, many = these(expected(3)), these(expected(300))
    cost = queries_of(lambda: receive_jobs(few, by=SYSTEM))
    assert cost == queries_of(lambda: receive_jobs(many, by=SYSTEM))
