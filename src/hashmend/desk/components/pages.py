"""The component page."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString

from hashmend.desk.components.forms import ExampleForm
from hashmend.desk.components.lists import FAILURES
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.catalogue.models import FailureType
from hashmend.kernel import clock
from hashmend.kernel.errors import Outcome, Refusal
from hashmend.web import bulk, charts
from hashmend.web.actors import PageRequest
from hashmend.web.charts import Slice
from hashmend.web.components import Moment, Picture, money, serial, status_tag
from hashmend.web.formats import counted
from hashmend.web.tabs import Tab

TONES = ("neutral", "open", "progress", "waiting", "warning", "success", "danger", "ended")


@page(Permission.VIEW_DESK)
def components(request: PageRequest) -> HttpResponseBase:
    """Show every component in its states."""
    now = clock.now()
    context = {
        "tones": TONES,
        "now": now,
        "today": clock.today(),
        "amount": Decimal("12345.60"),
        "tabs": [
            Tab("Summary", request.path, is_current=True),
            Tab("Miners", request.path, count=412, count_name="miners"),
            Tab("Logistics", request.path),
            Tab("Messages", request.path, count=2, count_name="unread messages"),
        ],
        "facts": [
            ("Serial number", serial("YNAHA0O1IlBB8S50")),
            ("Status", status_tag("In repair", "progress")),
            ("Total", money(Decimal("980.00"), "USD")),
            ("Asset tag", None),
            ("Boards", 3),
            ("Under warranty", True),
        ],
        "moments": _moments(now),
        "pictures": [
            Picture(static("web/favicon.svg"), static("web/favicon.svg"), f"The logo, {n}", f"Photo {n}")
            for n in (1, 2, 3)
        ],
        **_charts(),
        "form": ExampleForm(request.actor),
        "wrong_form": ExampleForm(request.actor, {"amount": "much", "model": "S19"}, auto_id="wrong_%s"),
    }
    return FAILURES.respond(request, "desk/components/components.html", context)


def _charts() -> dict[str, SafeString]:
    states = [
        Slice("received", "Received", 31, "#", tone="open"),
        Slice("diagnosis", "In diagnosis", 58, "#", tone="progress"),
        Slice("approval", "Awaiting approval", 22, "#", tone="waiting"),
        Slice("parts", "Awaiting parts", 9, "#", tone="waiting"),
        Slice("repair", "In repair", 120, "#", tone="progress"),
        Slice("repaired", "Repaired", 164, "#", tone="success"),
        Slice("beyond", "Beyond repair", 8, "#", tone="danger"),
        Slice("donor", "Donor", 0, "#", tone="ended"),
    ]
    models = [
        Slice("s19j", "Antminer S19j Pro", 240, "#", tone="chart-1"),
        Slice("s19", "Antminer S19", 131, "#", is_selected=True, tone="chart-2"),
        Slice("m30", "Whatsminer M30S++", 41, "#", tone="chart-3"),
    ]
    found = [
        Slice("chips", "Hashboard: Fewer ASIC than expected", 96, "#", tone="chart-6"),
        Slice("fan", "Fan: Fan not detected", 41, "#", tone="chart-6"),
        Slice("psu", "PSU: No output", 12, "#", tone="chart-6"),
    ]
    weeks = [
        Slice(f"w{n}", f"week of {n} Nov 2026", n * 7 % 60, "#", tone="open", mark=f"{n} Nov") for n in (2, 9, 16, 23)
    ]
    chosen = [replace(one, is_selected=one.key in {"repair", "parts"}) for one in states]
    return {
        "ring": charts.donut("ring", "Repair status", states, one="miner"),
        "ring_chosen": charts.donut("chosen", "Repair status, two chosen", chosen, one="miner"),
        "ring_none": charts.donut("none", "No miners", [replace(one, count=0) for one in states[:3]], one="miner"),
        "ring_one": charts.donut("one", "All in one state", [states[5]], one="miner"),
        "bars": charts.bars("models", "Models", models, one="miner"),
        "pareto": charts.pareto("found", "Failures found", found, one="miner", of=412),
        "columns": charts.columns("arrived", "Arrived", weeks, one="miner"),
    }


def _moments(now: datetime) -> list[Moment]:
    return [
        Moment("Container C-00042 received with 3 photos of damage.", "Ana Ruiz", now, "package-import"),
        Moment("37 miners set to Repaired.", "Jonas Berg", now - timedelta(hours=3), "tool"),
        Moment("Invoice 2026-0042 issued.", "Mia Chen", now - timedelta(days=2), "file-invoice", url="#"),
    ]


@page(Permission.VIEW_DESK, methods=("POST",))
def count(request: PageRequest) -> HttpResponse:
    """Count the chosen rows: a bulk action that changes nothing."""

    def why_not(row: FailureType) -> str | None:
        return f"{row.code} is retired." if not row.is_active else None

    def act(rows: QuerySet[FailureType], _: dict[str, Any]) -> Outcome[FailureType]:
        refused = [Refusal(row.code, why, row.pk) for row in rows if (why := why_not(row))]
        left = {refusal.pk for refusal in refused}
        return Outcome([row for row in rows if row.pk not in left], refused)

    action = bulk.Bulk(
        title="Count failure types",
        verb="Count",
        back=reverse("desk:components"),
        act=act,
        done=lambda number: f"{counted(number, 'failure type')} counted.",
        why_not=why_not,
        events=("failures-changed",),
    )
    return bulk.run(request, FAILURES, action, least=0)
