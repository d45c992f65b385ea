"""The lists a customer sees: own orders, and the machines of one."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from hashmend.both import cells
from hashmend.both.board import CHANGED, FILTERS, LOGISTICS, MAC, MODEL, POSITION, SERIAL, SERVICES, searched
from hashmend.both.orders import ORDER_TONES, number_of
from hashmend.domain.messaging.queries import unread
from hashmend.domain.work_orders.listing import for_list, orders_found
from hashmend.domain.work_orders.models import Job, WorkOrder, WorkOrderQuerySet
from hashmend.domain.work_orders.rows import board_rows
from hashmend.kernel.actor import Actor
from hashmend.web import components
from hashmend.web.formats import counted
from hashmend.web.lists import Choice, Column, DateRange, Empty, ListPage


def _orders(actor: Actor) -> WorkOrderQuerySet:
    return for_list(WorkOrder.objects.visible_to(actor)).annotate(unread=unread(actor))


def _count(name: str) -> Callable[[WorkOrder], int]:
    return lambda order: number_of(order, name)


def _state(order: WorkOrder) -> SafeString:
    tags = [components.status_tag(order.state.label, ORDER_TONES[order.state])]
    if new := getattr(order, "unread", 0):
        tags.append(components.status_tag(counted(new, "unread message"), "warning"))
    return components.joined(tags)


def _finished(order: WorkOrder) -> SafeString:
    return components.progress(number_of(order, "finished"), number_of(order, "machines"), f"Finished in {order}")


def _order_url(order: WorkOrder) -> str:
    return reverse("portal:work-order", args=[order.number])


WORK_ORDERS = ListPage(
    name="work-orders",
    one="work order",
    rows=_orders,
    columns=(
        Column("number", "Order", sort=True),
        Column("state", "State", value=lambda o: o.state.label, cell=_state, sort="state_code"),
        Column("machines", "Machines", value=_count("machines"), align="end"),
        Column("finished", "Finished", value=_count("finished"), cell=_finished),
        Column("at_rc", "At the RC", value=_count("at_rc"), align="end"),
        Column("boxed", "Boxed", value=_count("boxed"), align="end"),
        Column("shipped", "Shipped", value=_count("shipped"), align="end"),
        Column("delivered", "Back with you", value=_count("delivered"), align="end"),
        Column("opened_at", "Opened", sort=True, cell=lambda o: components.date_tag(timezone.localdate(o.opened_at))),
        Column("due_on", "Due", sort=True),
    ),
    filters=(
        Choice(key="state", label="State", options_from=WorkOrder.State.choices, field="state_code"),
        DateRange(key="opened_at", label="Opened"),
    ),
    search=orders_found,
    search_label="Order, SN, MAC",
    sort="-opened_at",
    link=_order_url,
    empty=Empty("No work orders yet", "Your repair requests will appear here as soon as they are approved."),
)


def _machines(actor: Actor, *, order: WorkOrder, in_scope: int, **_: object) -> QuerySet[Any]:
    jobs = Job.objects.visible_to(actor).filter(work_order=order)
    return board_rows(jobs).annotate(order=Value(order.number), in_scope=Value(in_scope))


def _machine_url(row: cells.Row) -> str:
    return f"/portal/work-orders/{row['order']}/miners/{row['position']}/"


def _container(row: cells.Row) -> SafeString:
    number = cells.container(row)
    return components.link(reverse("portal:container", args=[number]), number) if number else components.DASH


SUMMARY = ListPage(
    name="summary",
    one="miner",
    rows=_machines,
    columns=(
        SERIAL,
        MODEL,
        MAC,
        Column("status", "Repair status", value=cells.status, cell=cells.status_to_read, sort=("status_rank",)),
        SERVICES,
        LOGISTICS,
        Column("container", "Container", value=cells.container, cell=_container, sort=("packed_in", "arrived_in")),
        CHANGED,
        POSITION,
    ),
    title="Your miners",
    filters=FILTERS,
    search=searched,
    search_label="SN, MAC, asset tag or model",
    sort="position",
    link=_machine_url,
    name_of=cells.name,
    region="web/list_with_charts.html",
    empty=Empty("No miners yet", "They appear here as soon as your list is imported or your pallets are opened."),
)
