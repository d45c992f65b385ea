"""The table of every machine the repair centre has known."""

import re
from operator import itemgetter
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from hashmend.desk.miners import stays
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.customers.models import Customer
from hashmend.domain.miners.models import Miner, OemWarranty, oem_stands
from hashmend.domain.search.machines import carrying
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.rows import NOTHING
from hashmend.domain.work_orders.statuses import Logistics, Status
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.identifiers import shown_mac
from hashmend.web import components
from hashmend.web.lists import Choice, Column, DateRange, Empty, Flag, ListPage, Text

_ORDER = re.compile(r"RWO-\d{4}-\d{4,}", re.IGNORECASE)
Row = dict[str, Any]
_COLUMNS = ("id", "public_id", "serial", "mac", "asset_tag", "model_typed", "created_at", "oem_warranty", "oem_until")


def _miners(actor: Actor) -> QuerySet[Any]:
    return Miner.objects.visible_to(actor)


def _read(rows: QuerySet[Any]) -> QuerySet[Any]:
    names = {"model_name": F("model__name"), "customer_alias": F("customer__alias")}
    return rows.annotate(**names).values(*_COLUMNS, *names)


def _customers(actor: Actor) -> list[tuple[str, str]]:
    rows = Customer.objects.visible_to(actor).order_by("alias")
    return [(str(public_id), alias) for public_id, alias in rows.values_list("public_id", "alias")]


def models_in_use(actor: Actor) -> list[tuple[str, str]]:
    """Return the models of which the actor may see a machine, by key, in the order of their names."""
    machines = Miner.objects.visible_to(actor).filter(model=OuterRef("pk"))
    models = (
        MinerModel.objects.visible_to(actor)
        .filter(Exists(machines))
        .order_by("name", "variant", "pk")
        .only("name", "variant")
    )
    return [(str(model.pk), str(model)) for model in models]


def _found(rows: QuerySet[Miner], text: str) -> QuerySet[Miner]:
    """Find machines by serial number (also a former one), MAC and asset tag in any spelling, or by work order."""
    machines = carrying(text)
    condition = NOTHING if machines is None else Q(pk__in=machines)
    if _ORDER.fullmatch(text.strip()):
        jobs = Job.objects.visible_to(SYSTEM).filter(work_order__number=text.strip().upper())
        condition |= Q(pk__in=jobs.values("miner"))
    return rows.filter(condition)


def _name(row: Row) -> str:
    return row["serial"] or row["asset_tag"] or shown_mac(row["mac"]) or f"Miner {row['public_id']}"


def _identity(row: Row) -> str:
    return components.serial(row["serial"], copy=False) or _name(row)


def _oem(row: Row) -> str:
    return Miner(oem_warranty=row["oem_warranty"], oem_until=row["oem_until"]).oem_words


def _mac(row: Row) -> str:
    return shown_mac(row["mac"])


MINERS = ListPage(
    name="miners",
    one="miner",
    rows=_miners,
    read=_read,
    fill=stays.with_latest_stay,
    columns=(
        Column("serial", "Serial number", cell=_identity, sort=True),
        Column("mac", "MAC", value=_mac, cell=lambda row: components.serial(_mac(row), copy=False), screen=False),
        Column("model", "Model", value=lambda row: row["model_name"] or row["model_typed"], sort="model__name"),
        Column("asset_tag", "Asset tag", sort=True),
        Column("customer", "Customer", value=itemgetter("customer_alias"), sort="customer__alias"),
        Column("status", "Status", value=stays.status, cell=stays.status_tag, hint="In its latest work order"),
        Column("logistics", "Logistics", value=stays.place, cell=stays.place_icon, hint="In its latest work order"),
        Column("order", "Work order", cell=stays.order_link, hint="The latest it was in: its page there"),
        Column("technician", "Technician", value=stays.technician, screen=False, hint="Who has it on the bench"),
        Column("oem", "OEM warranty", value=_oem, screen=False),
        Column("received_at", "Received", hint="In its latest work order", screen=False),
        Column("created_at", "First seen", sort=True),
    ),
    filters=(
        Choice(key="customer", label="Customer", options_from=_customers, field="customer__public_id"),
        Choice(
            key="status",
            label="Status",
            options_from=Status.choices,
            where=lambda values: stays.in_latest_stay(Q(status__in=values)),
        ),
        Choice(
            key="logistics",
            label="Logistics",
            options_from=Logistics.choices,
            where=lambda values: stays.in_latest_stay(Q(logistics__in=values), logistics=True),
        ),
        Text(key="order", label="Work order", lookup=stays.in_orders),
        Choice(key="model", label="Model", options_from=models_in_use, field="model"),
        Choice(key="oem", label="OEM warranty", options_from=OemWarranty.choices, where=oem_stands),
        Flag(
            key="back",
            label="Back within our warranty",
            where=stays.in_open_stay(Q(returned_from__isnull=False)),
        ),
        Choice(key="technician", label="Technician", options_from=stays.technicians, where=stays.worked_on_by),
        Flag(key="here", label="In an open order", where=stays.in_open_stay()),
        stays.OfStay(key="received", label="Received", field="received_at"),
        DateRange(key="seen", label="First seen", field="created_at"),
    ),
    search=_found,
    search_label="Serial number, MAC, asset tag or work order",
    sort="-created_at",
    link=lambda row: f"/miners/{row['public_id']}/",
    name_of=_name,
    empty=Empty("No miners yet", "They appear when a container is inventoried or a customer's list is imported."),
)
