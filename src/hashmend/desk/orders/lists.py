"""The list of work orders: the staff's home."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hashmend.both import orders as looks
from hashmend.both.orders import tally_of
from hashmend.desk.miners.lists import models_in_use
from hashmend.desk.repair_requests.lists import customer_options
from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.billing.queries import billable_amounts, has_billable, is_paid_late, unpaid_amount
from hashmend.domain.messaging.queries import unread
from hashmend.domain.search.orders import orders_found, why_found
from hashmend.domain.work_orders.listing import Age, days_open, flag, for_list, holding_models
from hashmend.domain.work_orders.models import WorkOrder, WorkOrderQuerySet
from hashmend.domain.work_orders.statuses import Logistics, Status
from hashmend.domain.work_orders.tallies import tally_orders
from hashmend.kernel.actor import Actor
from hashmend.web import components, formats
from hashmend.web.formats import counted
from hashmend.web.lists import Choice, Column, DateRange, Empty, ListPage
from hashmend.web.lists.state import State

FLAGS = {
    "overdue": ("Overdue", "is_late", "danger"),
    "on-hold": ("On hold", "is_held", "waiting"),
    "approval": ("Waits for approval", "is_waiting", "waiting"),
    "unread": ("Unread messages", "is_unread", "warning"),
}
"""What stands out about an order: value of the filter → words, the field it is in, and its tone."""

MONEY = {
    "to-bill": ("To bill", has_billable),
    "unpaid": ("Unpaid", lambda: Q(unpaid__gt=0)),
    "late": ("Paid late", is_paid_late),
}


def _rows(actor: Actor) -> WorkOrderQuerySet:
    orders = WorkOrder.objects.visible_to(actor).annotate(unread=unread(actor))
    return for_list(orders, is_unread=flag(Q(unread__gt=0)))


def _rows_with_money(actor: Actor) -> WorkOrderQuerySet:
    return _rows(actor).annotate(unpaid=unpaid_amount(), is_paid_late=flag(is_paid_late()))


def _fill(orders: Sequence[WorkOrder], actor: Actor, state: State, shown: Collection[str]) -> None:
    """Give the orders of a page their numbers, and what the search found them by."""
    tally_orders(orders)
    found_by = why_found(orders, state.text) if state.text else {}
    for order in orders:
        order.found_by = found_by.get(order.pk, "")  # type: ignore[attr-defined]


def _fill_with_money(orders: Sequence[WorkOrder], actor: Actor, state: State, shown: Collection[str]) -> None:
    _fill(orders, actor, state, shown)
    amounts = billable_amounts(orders)
    for order in orders:
        order.billable = amounts[order.pk]  # type: ignore[attr-defined]


def _flags(order: WorkOrder) -> list[tuple[str, str]]:
    """Return what stands out about an order: words and tone."""
    waiting = tally_of(order).statuses[Status.AWAITING_APPROVAL] if order.is_open else 0
    new: int = order.unread  # type: ignore[attr-defined]
    words = {
        "overdue": "Overdue" if order.is_overdue else "",
        "on-hold": "On hold" if order.hold_reason else "",
        "approval": counted(waiting, "waits for approval", "wait for approval") if waiting else "",
        "unread": f"{formats.shown_number(new)} unread" if new else "",
    }
    return [(words[code], tone) for code, (_, _, tone) in FLAGS.items() if words[code]]


def _state(order: WorkOrder) -> SafeString:
    return components.joined(
        [looks.state(order), *(components.status_tag(words, tone) for words, tone in _flags(order))]
    )


def _state_in_words(order: WorkOrder) -> str:
    return ", ".join([order.state.label, *(words for words, _ in _flags(order))])


def _on_day(moment: datetime) -> SafeString:
    """Return the day of a moment, its exact form in the title."""
    stamp, exact = moment.isoformat(timespec="seconds"), formats.exact_time(moment)
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, exact, formats.shown_date(moment))


def _with_money(values: tuple[str, ...]) -> Q:
    found = Q()
    for value in values:
        found |= MONEY[value][1]()
    return found


def _place(place: Logistics) -> Column:
    return Column(place, place.label, value=lambda order: tally_of(order).places[place], screen=False)


_HEAD = (
    Column("number", "Order", sort=True, cell=looks.number),
    Column("customer", "Customer", value=lambda o: o.customer.alias, sort="customer__alias"),
    Column("state", "State", value=_state_in_words, cell=_state, sort="state_code"),
    Column("machines", "Machines", value=lambda o: tally_of(o).machines, screen=False),
    Column("finished", "Finished", value=lambda o: tally_of(o).finished, screen=False),
    Column("progress", "Progress", value=looks.statuses_in_words, cell=looks.progress),
    Column("places", "Where", value=looks.whereabouts_in_words, cell=looks.whereabouts),
    *(_place(place) for place in Logistics),
    Column("age", "Days", value=days_open, cell=looks.days, sort=True, align="end", hint="Days open, until it ended"),
)
_MONEY = (
    looks.amount("billable", "To bill", "Done and on no invoice yet, before tax"),
    looks.amount("unpaid", "Unpaid", "Still open on issued invoices", sort=True),
)
_TAIL = (
    Column("due_on", "Due", sort=True),
    Column("opened_at", "Opened", sort=True, cell=lambda o: _on_day(o.opened_at), screen=False),
    Column("last_change_at", "Last change", sort=True, cell=lambda o: _on_day(o.last_change_at), screen=False),
)
_FILTERS = (
    Choice(
        key="customer", label="Customer", options_from=customer_options, field="customer__public_id", counted=True
    ),
    Choice(
        key="state", label="State", options_from=WorkOrder.State.choices, field="state_code", counted=True, quick=True
    ),
    Choice(
        key="flag", label="Flags", options_from=[(code, words) for code, (words, _, _) in FLAGS.items()],
        flags={code: field for code, (_, field, _) in FLAGS.items()}, counted=True, quick=True,
    ),
    Choice(key="age", label="Age", options_from=Age.choices, field="age_code", counted=True),
    Choice(key="model", label="Model", options_from=models_in_use, where=holding_models),
    DateRange(key="opened_at", label="Opened"),
)  # fmt: skip

WORK_ORDERS = ListPage(
    name="work-orders",
    one="work order",
    rows=_rows,
    fill=_fill,
    columns=(*_HEAD, *_TAIL),
    filters=_FILTERS,
    search=orders_found,
    search_label="Order, customer, SN, MAC",
    sort="-opened_at",
    link=order_url,
    empty=Empty(
        "No work orders yet",
        "A work order holds the machines of one repair request, from the dock to the customer's door.",
        "New work order",
        "desk:work-orders-new",
        Permission.OPEN_ORDERS,
    ),
)
WITH_MONEY = replace(
    WORK_ORDERS,
    rows=_rows_with_money,
    fill=_fill_with_money,
    columns=(*_HEAD, *_MONEY, *_TAIL),
    filters=(
        *_FILTERS,
        Choice(
            key="money", label="Money", options_from=[(c, words) for c, (words, _) in MONEY.items()], where=_with_money
        ),
    ),
)
"""The same for those who may see invoices."""


def work_orders_for(actor: Actor) -> ListPage:
    """Return the list as this person may see it."""
    return WITH_MONEY if actor.may(Permission.VIEW_INVOICES) else WORK_ORDERS
