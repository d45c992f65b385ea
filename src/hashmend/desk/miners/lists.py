"""The table of every machine the repair centre has known."""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.customers.models import Customer
from hashmend.domain.miners.models import Miner, OemWarranty
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import STATUS_TONES, Status
from hashmend.domain.writing import listed
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.identifiers import normal_mac, normal_serial, shown_mac
from hashmend.web import components
from hashmend.web.lists import Choice, Column, DateRange, Empty, Flag, ListPage
from hashmend.web.lists.state import State

_ORDER = re.compile(r"RWO-\d{4}-\d{4,}", re.IGNORECASE)
_STATUSES = {value: str(label) for value, label in Status.choices}


Row = dict[str, Any]
_COLUMNS = ("id", "public_id", "serial", "mac", "asset_tag", "model_typed", "created_at")


def _miners(actor: Actor) -> QuerySet[Any]:
    names = {"model_name": F("model__name"), "customer_alias": F("customer__alias")}
    return Miner.objects.visible_to(actor).annotate(**names).values(*_COLUMNS, *names)


def _with_latest_stay(rows: Sequence[Row], actor: Actor, _: State) -> None:
    """Put into each row the status and the order of its machine's latest stay, with one query for all of them."""
    stays = Job.objects.visible_to(actor).filter(miner__in=listed([row["id"] for row in rows]))
    found = sorted(stays.values_list("miner_id", "pk", "status", "work_order__number", "position"))
    latest = {miner: stay for miner, _, *stay in found}
    for row in rows:
        row["status"], row["order"], row["position"] = latest.get(row["id"], ("", "", 0))


def _customers(actor: Actor) -> list[tuple[str, str]]:
    return [(c.public_id, str(c)) for c in Customer.objects.visible_to(actor).order_by("alias")]


def models_in_use(actor: Actor) -> list[tuple[str, str]]:
    """Return the models of which the actor may see a machine, by key, in the order of their names."""
    machines = Miner.objects.visible_to(actor).filter(model=OuterRef("pk"))
    models = MinerModel.objects.visible_to(actor).filter(Exists(machines)).order_by("name", "variant", "pk")
    return [(str(model.pk), str(model)) for model in models]


def _with_stay(condition: Q) -> Q:
    """Return the condition for machines with a stay that fulfils one."""
    return Q(Exists(Job.objects.visible_to(SYSTEM).filter(condition, miner=OuterRef("pk"))))


def _found(rows: QuerySet[Miner], text: str) -> QuerySet[Miner]:
    """Find machines by serial number (also a former one), MAC in any spelling, asset tag, or work order."""
    condition = Q(asset_tag__icontains=text)
    if _ORDER.fullmatch(text.strip()):
        condition |= _with_stay(Q(work_order__number=text.strip().upper()))
    if serial := normal_serial(text):
        condition |= Q(serial__icontains=serial) | Q(former_serials__icontains=serial)
    if mac := normal_mac(text):
        condition |= Q(mac__icontains=mac)
    return rows.filter(condition)


def _name(row: Row) -> str:
    return row["serial"] or row["asset_tag"] or shown_mac(row["mac"]) or f"Miner {row['public_id']}"


def _identity(row: Row) -> str:
    return components.serial(row["serial"], copy=False) or _name(row)


def _mac(row: Row) -> str:
    return shown_mac(row["mac"])


def _status(row: Row) -> str:
    return _STATUSES.get(row["status"], "")


def _status_tag(row: Row) -> str:
    return components.status_tag(_status(row), STATUS_TONES[row["status"]]) if row["status"] else ""


def _stay(row: Row) -> str:
    if not row["order"]:
        return ""
    url = reverse("desk:jobs-detail", args=[row["order"], row["position"]])
    return format_html('<a href="{}">{} #{}</a>', url, row["order"], row["position"])


MINERS = ListPage(
    name="miners",
    one="miner",
    rows=_miners,
    fill=_with_latest_stay,
    columns=(
        Column("serial", "Serial number", cell=_identity, sort=True),
        Column("mac", "MAC", value=_mac, cell=lambda row: components.serial(_mac(row), copy=False)),
        Column("model", "Model", value=lambda row: row["model_name"] or row["model_typed"], sort="model_name"),
        Column("asset_tag", "Asset tag", sort=True),
        Column("customer", "Customer", value=itemgetter("customer_alias"), sort="customer_alias"),
        Column("status", "Status", value=_status, cell=_status_tag, hint="In its latest work order"),
        Column("order", "Work order", cell=_stay, hint="The latest it was in: its page there"),
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
        Choice(key="model", label="Model", options_from=models_in_use, field="model"),
        Choice(key="oem", label="OEM warranty", options_from=OemWarranty.choices, field="oem_warranty"),
        Flag(
            key="back",
            label="Back within our warranty",
            where=_with_stay(Q(closed_at=None, returned_from__isnull=False)),
        ),
        Flag(key="here", label="In an open order", where=_with_stay(Q(closed_at=None))),
        DateRange(key="seen", label="First seen", field="created_at"),
    ),
    search=_found,
    search_label="Serial number, MAC, asset tag or work order",
    sort="-created_at",
    link=lambda row: reverse("desk:miner", args=[row["public_id"]]),
    name_of=_name,
    empty=Empty("No miners yet", "They appear when a container is inventoried or a customer's list is imported."),
)
