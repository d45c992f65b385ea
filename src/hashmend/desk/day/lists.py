"""Every machine at the repair centre that has no outcome yet: whose it is, where it stands, what it waits for."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.safestring import SafeString

from hashmend.both.cells import status_tone
from hashmend.desk.miners.lists import models_in_use
from hashmend.desk.work_orders.frame import job_url
from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench.day import at_work
from hashmend.domain.bench.models import StressTest
from hashmend.domain.customers.models import Customer
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.searching import matching
from hashmend.domain.work_orders.statuses import OUTCOMES, Status
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.web import components
from hashmend.web.lists import BulkAction, Choice, Column, Empty, Flag, ListPage

NOBODY = "nobody"
_OPEN = [(value, label) for value, label in Status.choices if value not in OUTCOMES and value != Status.EXPECTED]


def _jobs(actor: Actor) -> QuerySet[Job]:
    related = ("miner__model", "work_order__customer", "technician", "bench_position")
    return at_work(actor).select_related(*related).annotate(place=F("bench_position__code"))


def _people(actor: Actor) -> list[tuple[str, str]]:
    people = User.objects.visible_to(actor).active().staff().filter(pk__in=_with_machines(actor))
    found = [(person.public_id, str(person)) for person in people.order_by("name", "pk")]
    return [(NOBODY, "Nobody"), *found]


def _with_machines(actor: Actor) -> Any:
    return at_work(actor).order_by().filter(technician__isnull=False).values("technician")


def _whose(values: tuple[str, ...]) -> Q:
    named = Q(technician__public_id__in=[value for value in values if value != NOBODY])
    return named | Q(technician=None) if NOBODY in values else named


def _customers(actor: Actor) -> list[tuple[str, str]]:
    return [(c.public_id, str(c)) for c in Customer.objects.visible_to(actor).order_by("alias")]


def _status(job: Job) -> str:
    return str(job.get_status_display())


def _status_tag(job: Job) -> SafeString:
    return components.status_tag(_status(job), status_tone(job.status))


def _no_test() -> Q:
    running = StressTest.objects.visible_to(SYSTEM).filter(job=OuterRef("pk"), verdict=StressTest.Verdict.RUNNING)
    return Q(~Exists(running), status=Status.STRESS_TEST)


WORK = ListPage(
    name="work",
    one="miner",
    title="Miners at work",
    rows=_jobs,
    columns=(
        Column("miner", "Serial number", value=lambda job: str(job.miner), sort="miner__serial",
               cell=lambda job: components.serial(str(job.miner), copy=False)),
        Column("model", "Model", value=lambda job: job.miner.model_name, sort="miner__model__name"),
        Column("status", "Repair status", value=_status, cell=_status_tag, sort=True),
        Column("status_at", "Since", sort=True, cell=lambda job: components.since_tag(job.status_at)),
        Column("technician", "Technician", value=lambda job: str(job.technician or ""), sort="technician__name"),
        Column("place", "Position", sort=True, value=lambda job: job.place or ""),
        Column("customer", "Customer", value=lambda job: str(job.work_order.customer),
               sort="work_order__customer__alias"),
        Column("order", "Work order", value=lambda job: job.work_order.number, sort="work_order__number"),
        Column("reported_issue", "Reported", screen=False),
        Column("received_at", "Arrived", sort=True, screen=False),
    ),
    filters=(
        Choice(key="status", label="Repair status", options_from=_OPEN, counted=True, quick=True),
        Choice(key="whose", label="Technician", options_from=_people, where=_whose),
        Choice(key="customer", label="Customer", options_from=_customers, field="work_order__customer__public_id"),
        Choice(key="model", label="Model", options_from=models_in_use, field="miner__model"),
        Flag(key="placed", label="At a position", where=Q(bench_position__isnull=False)),
        Flag(key="untested", label="Stress test not begun", where=_no_test()),
    ),
    search=lambda rows, text: rows.filter(matching(text)),
    search_label="SN, MAC, asset tag or model",
    sort="status_at",
    link=job_url,
    name_of=lambda job: str(job.miner),
    actions=(
        BulkAction("Take", "desk:work-take", Permission.TAKE_JOBS, icon="user-check"),
        BulkAction("Give back", "desk:work-give-back", Permission.TAKE_JOBS, icon="arrow-back-up"),
    ),
    empty=Empty("No miner is at work", "They appear when a container is inventoried, and leave with their outcome."),
    refresh_on=("order-changed",),
)  # fmt: skip
