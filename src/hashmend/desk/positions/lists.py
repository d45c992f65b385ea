"""The list of positions."""

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from hashmend.desk.work_orders.frame import job_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench.models import IN_USE, BenchPosition
from hashmend.kernel.actor import Actor
from hashmend.web import components
from hashmend.web.lists import BulkAction, Choice, Column, Empty, Flag, ListPage

CHANGED = ("positions-changed",)


def _positions(actor: Actor) -> QuerySet[BenchPosition]:
    related = ("job__miner", "job__work_order", "placed_by")
    return BenchPosition.objects.visible_to(actor).select_related(*related).annotate(who=F("placed_by__name"))


def _machine(position: BenchPosition) -> str:
    return str(position.job.miner) if position.job and position.is_in_use else ""


def _machine_cell(position: BenchPosition) -> object:
    if not (position.job and position.is_in_use):
        return components.DASH
    return components.link(job_url(position.job), components.serial(str(position.job.miner), copy=False))


def _state(position: BenchPosition) -> str:
    return "In use" if position.is_active else "Retired"


POSITIONS = ListPage(
    name="positions",
    one="position",
    rows=_positions,
    columns=(
        Column("code", "Position", sort=True, cell=lambda one: components.serial(one.code, copy=False)),
        Column("purpose", "What for", sort=True, value=lambda one: one.get_purpose_display()),
        Column("machine", "Miner", value=_machine, cell=_machine_cell, sort="job__miner__serial"),
        Column("placed_at", "Put there", sort=True, value=lambda one: one.placed_at if one.is_in_use else None),
        Column("who", "By", sort=True, value=lambda one: one.who if one.is_in_use else ""),
        Column("is_active", "Status", value=_state, cell=lambda one: components.status_tag(
            _state(one), "success" if one.is_active else "ended")),
    ),
    filters=(
        Choice(key="purpose", label="What for", options_from=BenchPosition.Purpose.choices),
        Choice(key="state", label="Status", options_from=(("active", "In use"), ("retired", "Retired")),
               where=lambda values: Q(is_active__in=[value == "active" for value in values])),
        Flag(key="taken", label="With a miner", where=IN_USE),
    ),
    search=("code__icontains", "job__miner__serial__icontains"),
    search_label="Position or serial number",
    sort="code",
    link=lambda one: reverse("desk:position", args=[one.pk]),
    actions=(
        BulkAction("Retire", "desk:positions-retire", Permission.EDIT_CATALOGUES, icon="archive"),
        BulkAction("Restore", "desk:positions-restore", Permission.EDIT_CATALOGUES, icon="arrow-back-up"),
        BulkAction("Print labels", "desk:positions-print", Permission.VIEW_DESK, icon="printer", most=500),
    ),
    empty=Empty(
        "No positions yet", "Benches and burn-in racks get codes and labels, so that a scan says where a miner stands.",
        "Add positions", "desk:positions-add", Permission.EDIT_CATALOGUES,
    ),
    refresh_on=CHANGED,
)  # fmt: skip
