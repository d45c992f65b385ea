"""The lists of an order's machines: the table of the Summary, and the one of the Miners tab."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import QuerySet, Value

from hashmend.desk.work_orders import cells
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.queries import NO_CONTAINER, BoardFilter, Dimension, Places, places_of
from hashmend.domain.work_orders.rows import board_rows, standing
from hashmend.domain.work_orders.searching import matching
from hashmend.domain.work_orders.statuses import Logistics, Status
from hashmend.kernel.actor import Actor
from hashmend.web.lists import BulkAction, Choice, Column, Empty, ListPage
from hashmend.web.lists.state import State


def scope_of(order: WorkOrder) -> dict[str, Any]:
    """Return what the lists of an order need to know about it, read once (two queries)."""
    return {"order": order, "places": places_of(order), "in_scope": order.repair_request.scope.count()}


def _rows(actor: Actor, *, order: WorkOrder, in_scope: int, **_: object) -> QuerySet[Any]:
    jobs = Job.objects.visible_to(actor).filter(work_order=order)
    return board_rows(jobs).annotate(
        order=Value(order.number),
        in_scope=Value(in_scope),
        may_change=Value(order.is_open and actor.may(Permission.UPDATE_STATUS)),
        may_edit=Value(order.is_open and actor.may(Permission.EDIT_MINERS)),
    )


def _jobs(actor: Actor, *, order: WorkOrder, **_: object) -> QuerySet[Any]:
    related = ("miner", "work_order", "inbound_container", "outbound_container__shipment")
    return Job.objects.visible_to(actor).filter(work_order=order).with_logistics().select_related(*related)


def _searched(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(matching(text))


def _containers(_: Actor, *, places: Places, **__: object) -> list[tuple[str, str]]:
    numbers = [place.number for place in places.values() if place.is_inbound]
    return [(number, number) for number in numbers] + [(NO_CONTAINER, "No container")]


def filters_in(params: Mapping[str, tuple[str, ...]], text: str) -> BoardFilter:
    """Return what a list is filtered by, in the words of the board."""
    chosen = {dimension.value: frozenset(params.get(dimension.value, ())) for dimension in Dimension}
    return BoardFilter(**chosen, text=text)


def board_filter(state: State) -> BoardFilter:
    """Return the state of a list in the words of the board."""
    return filters_in(state.params, state.text)


FILTERS = (
    Choice(key="status", label="Repair status", options_from=Status.choices, where=partial(standing, Dimension.STATUS)),
    Choice(
        key="logistics", label="Logistics", options_from=Logistics.choices, where=partial(standing, Dimension.LOGISTICS)
    ),
    Choice(key="container", label="Came in", options_from=_containers, where=partial(standing, Dimension.CONTAINER)),
)

_SERIAL = Column("serial", "Serial number", cell=cells.identity, value=cells.name, sort=True)
_MODEL = Column("model", "Model", value=cells.model, sort=("model_name", "model_variant", "model_typed"))
_MAC = Column("mac", "MAC", value=cells.mac, sort=True)
_STATUS = Column(
    "status", "Repair status", value=cells.status, cell=cells.status_to_change, sort=("status_rank",),
    hint="Press a status to change it",
)  # fmt: skip
_SERVICES = Column(
    "services", "Services", value=lambda row: f"{row['done']} of {row['in_scope']}", cell=cells.services, sort="done",
    align="end", hint="Services done, of those in scope",
)  # fmt: skip
_LOGISTICS = Column(
    "logistics", "Logistics", value=cells.logistics, cell=cells.logistics_icon, sort=True, align="center",
    hint="Box: boxed up. Truck: shipped. House: delivered back.",
)  # fmt: skip
_CONTAINER = Column(
    "container", "Container", value=cells.container, cell=cells.container_link, sort=("packed_in", "arrived_in")
)
_CHANGED = Column("changed", "Last change", value=lambda row: row["changed_at"], sort="changed_at")
_POSITION = Column("position", "#", sort=True, align="end", hint="Position in the order")

SUMMARY = ListPage(
    name="summary",
    one="miner",
    rows=_rows,
    columns=(
        _SERIAL, _MODEL, _MAC, _STATUS, _SERVICES, _LOGISTICS, _CONTAINER, _CHANGED, replace(_POSITION, screen=False),
    ),
    title="Miners of the order",
    filters=FILTERS,
    search=_searched,
    search_label="SN, MAC, asset tag or model",
    sort="position",
    link=cells.job_url,
    name_of=cells.name,
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
    ),
    refresh_on=("order-changed",),
    region="web/list_with_charts.html",
    empty=Empty("No miners yet", "They appear here as soon as they are announced or inventoried."),
)  # fmt: skip
"""What the Summary shows, chart and table."""

JOBS = replace(SUMMARY, rows=_jobs, name_of=lambda job: str(job.miner))
"""The same rows as the operations and their checks want them."""

MINERS = ListPage(
    name="miners",
    one="miner",
    rows=_rows,
    columns=(
        replace(_SERIAL, cell=cells.identity_with_past),
        _MODEL,
        _MAC,
        Column("asset_tag", "Asset tag", sort=True),
        replace(_POSITION, screen=True),
        replace(_STATUS, cell=cells.status_to_read, hint=""),
        _LOGISTICS,
        Column("arrived_in", "Came in", sort=True, cell=partial(cells.to_container, "arrived_in")),
        Column("packed_in", "Packed in", sort=True, cell=partial(cells.to_container, "packed_in")),
        Column("received_at", "Received", sort=True),
        Column("edit", "Edit", value=lambda row: "", cell=cells.pen, csv=False, align="end"),
    ),
    title="Miners of the order",
    filters=FILTERS,
    search=_searched,
    search_label="SN, MAC, asset tag or model",
    sort="position",
    link=cells.job_url,
    name_of=cells.name,
    refresh_on=("order-changed",),
    empty=Empty(
        "No miners inventoried yet", "Receive a container of this order, then inventory it: its machines appear here."
    ),
)  # fmt: skip
"""The inventoried machines of an order, with their labels to correct."""
