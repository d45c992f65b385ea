"""Sets of rows under lock share what is held already."""

import pytest

from hashmend.domain.batches import locked
from hashmend.domain.work_orders.models import Job, WorkOrder
from tests import factories

pytestmark = pytest.mark.django_db


def test_rows_name_what_is_held_already_and_are_read_with_one_query(django_assert_num_queries) -> None:
    order = factories.work_order()
    factories.jobs(order, 3)
    orders = locked(WorkOrder.objects.all())
    with django_assert_num_queries(1):
        batch = locked(Job.objects.all(), "miner", known={"work_order": orders})
        assert {id(job.work_order) for job in batch} == {id(orders.rows[0])}
        assert all(str(job.miner) for job in batch)


def test_a_row_that_names_another_reads_it_by_itself() -> None:
    known, other = factories.work_order(), factories.work_order()
    factories.jobs(other)
    batch = locked(Job.objects.all(), known={"work_order": locked(WorkOrder.objects.filter(pk=known.pk))})
    assert [job.work_order for job in batch] == [other]


def test_nothing_to_lock_is_nothing(django_assert_num_queries) -> None:
    batch = locked(Job.objects.none(), known={"work_order": locked(WorkOrder.objects.none())})
    assert list(batch) == []
