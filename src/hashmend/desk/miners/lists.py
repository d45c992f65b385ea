"""The table of every machine the repair centre has known."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from hashmend.domain.customers.models import Customer
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import STATUS_TONES, Status
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.identifiers import normal_mac, normal_serial, shown_mac
from hashmend.web import components
from hashmend.web.lists import Choice, Column, DateRange, Empty, Flag, ListPage


def _miners(actor: Actor) -> QuerySet[Miner]:
    latest = Job.objects.visible_to(actor).filter(miner=OuterRef("pk")).order_by("-pk")
    return (
        Miner.objects.visible_to(actor)
        .select_related("customer", "model")
        .annotate(
            latest_order=Subquery(latest.values("work_order__number")[:1]),
            latest_status=Subquery(latest.values("status")[:1]),
        )
    )


def _customers(actor: Actor) -> list[tuple[str, str]]:
    return [(c.public_id, str(c)) for c in Customer.objects.visible_to(actor).order_by("alias")]


def _with_stay(condition: Q) -> Q:
    """Return the condition for machines with a stay that fulfils one."""
    return Q(Exists(Job.objects.visible_to(SYSTEM).filter(condition, miner=OuterRef("pk"))))


def _found(rows: QuerySet[Miner], text: str) -> QuerySet[Miner]:
    """Find machines by serial number (also a former one), MAC in any spelling, or asset tag."""
    condition = Q(asset_tag__icontains=text)
    if serial := normal_serial(text):
        condition |= Q(serial__icontains=serial) | Q(former_serials__icontains=serial)
    if mac := normal_mac(text):
        condition |= Q(mac__icontains=mac)
    return rows.filter(condition)


def _status(miner: Any) -> str:
    return str(Status(miner.latest_status).label) if miner.latest_status else ""


def _status_tag(miner: Any) -> str:
    return components.status_tag(_status(miner), STATUS_TONES[miner.latest_status]) if miner.latest_status else ""


MINERS = ListPage(
    name="miners",
    one="miner",
    rows=_miners,
    columns=(
        Column("serial", "Serial number", cell=lambda m: components.serial(m.serial, copy=False) or str(m), sort=True),
        Column(
            "mac",
            "MAC",
            value=lambda m: shown_mac(m.mac),
            cell=lambda m: components.serial(shown_mac(m.mac), copy=False),
        ),
        Column("model", "Model", value=lambda m: m.model_name, sort="model__name"),
        Column("asset_tag", "Asset tag", sort=True),
        Column("customer", "Customer", value=lambda m: str(m.customer), sort="customer__alias"),
        Column("status", "Status", value=_status, cell=_status_tag, hint="In its latest work order"),
        Column("order", "Work order", value=lambda m: m.latest_order or "", hint="The latest it was in"),
        Column("created_at", "First seen", sort=True),
    ),
    filters=(
        Choice(key="customer", label="Customer", options_from=_customers, field="customer__public_id"),
        Choice(
            key="status",
            label="Status",
            options_from=Status.choices,
            where=lambda values: _with_stay(Q(status__in=values, closed_at=None)),
        ),
        Flag(key="here", label="In an open order", where=_with_stay(Q(closed_at=None))),
        DateRange(key="seen", label="First seen", field="created_at"),
    ),
    search=_found,
    search_label="Serial number, MAC or asset tag",
    sort="-created_at",
    link=lambda m: reverse("desk:miner", args=[m.public_id]),
    empty=Empty("No miners yet", "They appear when a container is inventoried or a customer's list is imported."),
)
