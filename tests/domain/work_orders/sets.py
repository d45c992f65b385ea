"""Asking the same of operations over sets of jobs: what they did, that a refusal changed nothing, what they cost."""

from collections.abc import Callable, Iterable

from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import Job, ServiceDone
from hashmend.kernel.errors import Outcome


def these(jobs: Iterable[Job]) -> QuerySet[Job]:
    """Return the query for exactly these jobs."""
    return Job.objects.filter(pk__in=[job.pk for job in jobs])


def state() -> tuple[object, ...]:
    """Return everything an operation on jobs may change, to compare before and after."""
    return (list(Job.objects.order_by("pk").values()), Event.objects.count(), ServiceDone.objects.count())


def refusal(act: Callable[[], Outcome[Job]]) -> str:
    """Return why the only job was refused, after checking that nothing changed."""
    before = state()
    outcome = act()
    assert (list(outcome.done), state()) == ([], before)
    return outcome.refused[0].why


def queries_of(act: Callable[[], object]) -> int:
    """Return how many statements an operation takes."""
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)
