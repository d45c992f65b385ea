"""The lists of an order's machines: the table of the Summary, and the one of the Miners tab."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import QuerySet

from hashmend.both import cells as looks
from hashmend.both.board import CHANGED, LOGISTICS, MAC, MODEL, POSITION, SERIAL, SERVICES, searched
from hashmend.both.board_filters import FILTERS
from hashmend.desk.work_orders import cells
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.queries import OrderFacts
from hashmend.domain.work_orders.rows import board_rows
from hashmend.kernel.actor import Actor
from hashmend.web.lists import BulkAction, Column, Empty, ListPage


def _rows(actor: Actor, *, order: WorkOrder, in_scope: int, facts: OrderFacts, **_: object) -> QuerySet[Any]:
    jobs = Job.objects.visible_to(actor).filter(work_order=order)
    return board_rows(
        jobs,
        facts,
        people=True,
        order=order.number,
        in_scope=in_scope,
        may_change=order.is_open and actor.may(Permission.UPDATE_STATUS),
        may_edit=order.is_open and actor.may(Permission.EDIT_MINERS),
    )


def _jobs(actor: Actor, *, order: WorkOrder, **_: object) -> QuerySet[Any]:
    jobs = Job.objects.visible_to(actor).filter(work_order=order).with_logistics().select_related("miner")
    return jobs.prefetch_related("work_order", "inbound_container", "outbound_container__shipment")


_STATUS = Column(
    "status", "Repair status", value=looks.status, cell=cells.status_to_change, sort=("status_rank",),
    hint="Press a status to change it",
)  # fmt: skip
_AT_WORK = Column(
    "worker", "Works on it", value=cells.at_work, cell=cells.at_work_since, sort=("worker", "status_at"),
    hint="Who took the machine, else who set its status in diagnosis, repair or stress test; and how long it has that",
)  # fmt: skip
_SINCE = Column("since", "In this status since", value=lambda row: row["status_at"], sort="status_at", screen=False)
_CONTAINER = Column(
    "container", "Container", value=looks.container, cell=cells.container_link,
    sort=("outbound_container__number", "inbound_container__number"),
)  # fmt: skip

SUMMARY = ListPage(
    name="summary",
    one="miner",
    rows=_rows,
    columns=(
        SERIAL, MODEL, MAC, _STATUS, _AT_WORK, SERVICES, LOGISTICS, _CONTAINER, replace(CHANGED, screen=False), _SINCE,
        replace(POSITION, screen=False),
    ),
    title="Miners of the order",
    filters=FILTERS,
    search=searched,
    search_label="SN, MAC, asset tag or model",
    sort="position",
    link=cells.job_url,
    name_of=looks.name,
    row_keys=(("s", "Change the status of the row"),),
    actions=(
        BulkAction(
            "Update status", "desk:work-orders-update-status", Permission.UPDATE_STATUS, icon="refresh", least=0
        ),
        BulkAction(
            "Complete services", "desk:work-orders-complete-services", Permission.COMPLETE_SERVICES, icon="checklist",
            least=0,
        ),
        BulkAction(
            "Assign to outbound container", "desk:work-orders-assign-to-container", Permission.PACK,
            icon="package-export",
        ),
        BulkAction("Move to another work order", "desk:work-orders-move", Permission.MOVE_JOBS, icon="arrow-right"),
        BulkAction(
            "Consolidate", "desk:work-orders-consolidate-selected", Permission.CONSOLIDATE, icon="git-merge", least=2,
            most=3,
        ),
    ),
    refresh_on=("order-changed",),
    region="web/list_with_charts.html",
    empty=Empty(
        "No miners yet", "They appear here as soon as they are announced or inventoried.", "Go to the containers",
        "desk:work-order-logistics",
    ),
)  # fmt: skip
"""What the Summary shows, chart and table."""

JOBS = replace(SUMMARY, rows=_jobs, name_of=lambda job: str(job.miner))
"""The same rows as the operations and their checks want them."""

MINERS = ListPage(
    name="miners",
    kept_as="order-miners",
    one="miner",
    rows=_rows,
    columns=(
        replace(SERIAL, cell=looks.identity_with_past),
        Column("edit", "Edit", value=lambda row: "", cell=cells.pen, csv=False),
        MODEL,
        MAC,
        Column("asset_tag", "Asset tag", sort=True),
        replace(POSITION, screen=True),
        replace(_STATUS, cell=looks.status_to_read, hint=""),
        LOGISTICS,
        Column(
            "arrived_in", "Came in", sort="inbound_container__number", cell=partial(cells.to_container, "arrived_in")
        ),
        Column(
            "packed_in", "Packed in", sort="outbound_container__number", cell=partial(cells.to_container, "packed_in")
        ),
        Column("received_at", "Received", sort=True, screen=False),
    ),
    title="Miners of the order",
    filters=FILTERS,
    search=searched,
    search_label="SN, MAC, asset tag or model",
    sort="position",
    link=cells.job_url,
    name_of=looks.name,
    row_keys=(("e", "Edit serial number and model in the row"),),
    refresh_on=("order-changed",),
    empty=Empty(
        "No miners inventoried yet", "Receive a container of this order, then inventory it: its machines appear here.",
        "Inventory a container", "desk:work-order-logistics", Permission.INVENTORY,
    ),
)  # fmt: skip
"""The inventoried machines of an order, with their labels to correct."""
