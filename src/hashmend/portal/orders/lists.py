"""The lists a customer sees: own orders, and the machines of one."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hashmend.both import cells
from hashmend.both import orders as looks
from hashmend.both.board import CHANGED, LOGISTICS, MAC, MODEL, POSITION, SERIAL, SERVICES, searched
from hashmend.both.board_filters import FILTERS
from hashmend.domain.billing.queries import is_paid_late, unpaid_amount
from hashmend.domain.logistics.models import Container
from hashmend.domain.messaging.queries import unread
from hashmend.domain.search.orders import orders_found, why_found
from hashmend.domain.work_orders.listing import flag, for_list
from hashmend.domain.work_orders.models import Job, WorkOrder, WorkOrderQuerySet
from hashmend.domain.work_orders.queries import OrderFacts
from hashmend.domain.work_orders.rows import board_rows
from hashmend.domain.work_orders.statuses import Logistics, Status
from hashmend.domain.work_orders.tallies import tally_orders
from hashmend.kernel.actor import Actor
from hashmend.portal.orders.next_step import next_step
from hashmend.web import components
from hashmend.web.formats import shown_number
from hashmend.web.lists import Choice, Column, DateRange, Empty, ListPage
from hashmend.web.lists.state import State

_WHERE = (
    ((Logistics.NOT_ARRIVED,), "not here yet"),
    ((Logistics.AT_RC, Logistics.BOXED), "with us"),
    ((Logistics.SHIPPED,), "on the way to you"),
    ((Logistics.DELIVERED,), "back with you"),
    ((Logistics.NOT_RETURNED,), "not coming back"),
)
"""The sentence on top of an order, in short."""


def _orders(actor: Actor) -> WorkOrderQuerySet:
    orders = WorkOrder.objects.visible_to(actor)
    money = {"unpaid": unpaid_amount(), "is_paid_late": flag(is_paid_late())}
    return for_list(orders.annotate(unread=unread(actor), **money))


def _fill(orders: Sequence[WorkOrder], actor: Actor, state: State, shown: Collection[str]) -> None:
    tally_orders(orders)
    found_by = why_found(orders, state.text) if state.text else {}
    for order in orders:
        order.found_by = found_by.get(order.pk, "")  # type: ignore[attr-defined]


def _where(order: WorkOrder) -> list[tuple[str, str]]:
    """Return how many machines are where: number and words, what there is none of left out."""
    places = looks.tally_of(order).places
    counts = [(sum(places[place] for place in together), words) for together, words in _WHERE]
    return [(shown_number(count), words) for count, words in counts if count]


def _where_cell(order: WorkOrder) -> SafeString:
    lines = [format_html("<li><strong>{}</strong> {}</li>", *line) for line in _where(order)]
    return format_html('<ul class="where">{}</ul>', components.joined(lines)) if lines else components.DASH


def _next(order: WorkOrder) -> object:
    words, tone = next_step(order)
    return components.status_tag(words, tone) if tone else words


def _due(order: WorkOrder) -> object:
    if not order.is_overdue:
        return order.due_on
    return components.joined([components.date_tag(order.due_on), components.status_tag("Overdue", "danger")])


def _order_url(order: WorkOrder) -> str:
    return reverse("portal:work-order", args=[order.number])


WORK_ORDERS = ListPage(
    name="work-orders",
    one="work order",
    rows=_orders,
    fill=_fill,
    columns=(
        Column("number", "Order", sort=True, cell=looks.number),
        Column("state", "State", value=lambda o: o.state.label, cell=looks.state, sort="state_code"),
        Column("machines", "Machines", value=lambda o: looks.tally_of(o).machines, screen=False),
        Column("progress", "Progress", value=looks.statuses_in_words, cell=looks.progress),
        Column(
            "places", "Where", cell=_where_cell,
            value=lambda o: ", ".join(f"{number} {words}" for number, words in _where(o)),
        ),
        Column("next", "What is next", value=lambda o: next_step(o)[0], cell=_next),
        looks.amount("unpaid", "To pay", "Still open on issued invoices", sort=True),
        Column("due_on", "Due", sort=True, cell=_due),
        Column(
            "opened_at", "Opened", sort=True, cell=lambda o: components.date_tag(timezone.localdate(o.opened_at)),
            screen=False,
        ),
    ),
    filters=(
        Choice(
            key="state", label="State", options_from=WorkOrder.State.choices, field="state_code", counted=True,
            quick=True,
        ),
        DateRange(key="opened_at", label="Opened"),
    ),
    search=orders_found,
    search_label="Order, SN, MAC, asset tag",
    sort="-opened_at",
    link=_order_url,
    empty=Empty("No work orders yet", "Your repair requests will appear here as soon as they are approved."),
)  # fmt: skip


def _machines(actor: Actor, *, order: WorkOrder, in_scope: int, facts: OrderFacts, **_: object) -> QuerySet[Any]:
    jobs = Job.objects.visible_to(actor).filter(work_order=order)
    return board_rows(jobs, facts, order=order.number, in_scope=in_scope)


def _machine_url(row: cells.Row) -> str:
    return f"/portal/work-orders/{row['order']}/miners/{row['position']}/"


def _container(row: cells.Row) -> SafeString:
    number = cells.container(row)
    return components.link(reverse("portal:container", args=[number]), number) if number else components.DASH


STATUS = Column("status", "Repair status", value=cells.status, cell=cells.status_to_read, sort=("status_rank",))

SUMMARY = ListPage(
    name="summary",
    one="miner",
    rows=_machines,
    columns=(
        SERIAL,
        MODEL,
        MAC,
        STATUS,
        SERVICES,
        LOGISTICS,
        Column(
            "container",
            "Container",
            value=cells.container,
            cell=_container,
            sort=("outbound_container__number", "inbound_container__number"),
        ),
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
    region="portal/orders/summary_list.html",
    empty=Empty("No miners yet", "They appear here as soon as your list is imported or your pallets are opened."),
)


def _inside(actor: Actor, *, container: Container, order: WorkOrder) -> QuerySet[Any]:
    way = "inbound_container" if container.is_inbound else "outbound_container"
    jobs = Job.objects.visible_to(actor).filter(**{way: container})
    return board_rows(jobs, OrderFacts(order), order=order.number)


CONTAINED = ListPage(
    name="machines",
    one="miner",
    rows=_inside,
    columns=(SERIAL, MODEL, replace(MAC, screen=False), STATUS, POSITION),
    title="Miners in it",
    filters=(Choice(key="status", label="Repair status", options_from=Status.choices),),
    search=searched,
    search_label="SN, MAC, asset tag or model",
    sort="position",
    link=_machine_url,
    name_of=cells.name,
    empty=Empty("Nothing in it yet", "Miners appear here when your list is imported or the container is opened."),
)
"""The machines in one container."""
