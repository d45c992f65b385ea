"""The day of a technician: their own machines, what they finished today, what waits in the shop, the positions."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from hashmend.domain.bench.models import BenchPosition, StressTest
from hashmend.domain.work_orders.models import Job, JobQuerySet
from hashmend.domain.work_orders.statuses import OUTCOMES, Status
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor

USUAL = 10
"""So many machines a technician finishes on a usual day."""

MOST = 400
MOST_SHOWN = 5

_RELATED = ("miner__model", "work_order__customer", "bench_position")
_TESTED = StressTest.objects.filter(job=OuterRef("pk"), verdict=StressTest.Verdict.RUNNING)


@dataclass(frozen=True, slots=True)
class Group:
    """Machines of one person that stand alike."""

    name: str
    title: str
    statuses: tuple[Status, ...]

    @property
    def says_status(self) -> bool:
        """Tell whether its title leaves open which status a machine has."""
        return len(self.statuses) > 1


GROUPS = (
    Group("work", "In work", (Status.IN_DIAGNOSIS, Status.IN_REPAIR)),
    Group("test", "Stress test", (Status.STRESS_TEST,)),
    Group("parts", "Waiting for parts", (Status.AWAITING_PARTS,)),
    Group("approval", "Waiting for approval", (Status.AWAITING_APPROVAL,)),
    Group("new", "Not begun", (Status.RECEIVED,)),
)
"""Every open status of a machine that arrived is in one of them."""


@dataclass(frozen=True, slots=True)
class Queue:
    """How many machines of the shop have a status: all, those nobody took, those without a test that runs."""

    count: int = 0
    free: int = 0
    untested: int = 0


def at_work(actor: Actor) -> JobQuerySet:
    """Return the machines at the repair centre that have no outcome yet."""
    return Job.objects.visible_to(actor).open().unfinished().filter(received_at__isnull=False)


def my_machines(actor: Actor) -> list[Job]:
    """Return the person's machines that have no outcome yet, the latest change of status first; `MOST` at most."""
    mine = at_work(actor).filter(technician=actor.user_id).select_related(*_RELATED)
    return list(mine.order_by("-status_at", "-pk")[:MOST])


def done_today(actor: Actor) -> list[Job]:
    """Return the person's machines that got their outcome today, the latest first."""
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(clock.now()), time.min))
    mine = Job.objects.visible_to(actor).filter(technician=actor.user_id, status__in=OUTCOMES)
    return list(mine.filter(status_at__gte=midnight).select_related(*_RELATED).order_by("-status_at", "-pk")[:MOST])


def queues(actor: Actor) -> dict[str, Queue]:
    """Return, by repair status, how many machines of the whole shop have it; one query."""
    counted = at_work(actor).order_by().values("status").annotate(
        count=Count("pk"), free=Count("pk", filter=Q(technician=None)), untested=Count("pk", filter=~Exists(_TESTED))
    )  # fmt: skip
    return {row.pop("status"): Queue(**row) for row in counted}


def next_to_take(actor: Actor) -> JobQuerySet:
    """Return the machines that wait longest for somebody to begin."""
    waiting = at_work(actor).filter(status=Status.RECEIVED, technician=None).select_related(*_RELATED)
    return waiting.order_by("received_at", "pk")[:MOST_SHOWN]


def next_to_test(actor: Actor) -> JobQuerySet:
    """Return the machines that wait longest for their stress test to begin."""
    waiting = at_work(actor).filter(~Exists(_TESTED), status=Status.STRESS_TEST).select_related(*_RELATED)
    return waiting.order_by("status_at", "pk")[:MOST_SHOWN]


def approvals(actor: Actor) -> "QuerySet[Job, dict[str, object]]":
    """Return the orders whose customers have to approve: number, customer, count of machines, since when."""
    waiting = at_work(actor).filter(status=Status.AWAITING_APPROVAL).order_by()
    by_order = waiting.values("work_order__number", "work_order__customer__alias")
    counted = by_order.annotate(count=Count("pk"), since=Min("status_at"))
    return counted.order_by("since", "work_order__number")[:MOST_SHOWN]


def positions(actor: Actor) -> list[BenchPosition]:
    """Return the positions in use by the shop, by code, each with what stands there; one query."""
    visible = BenchPosition.objects.visible_to(actor).active()
    related = ("job__miner__model", "job__work_order", "job__technician")
    return list(visible.select_related(*related).order_by("code"))
