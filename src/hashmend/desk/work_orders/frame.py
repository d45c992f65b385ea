"""What all tabs of a work order share: its number, customer, state, flags, progress, tabs and actions."""

from dataclasses import dataclass
from typing import Any

from hashmend.both.orders import ORDER_TONES
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.messaging.queries import unread, unread_counts
from hashmend.domain.work_orders.board import Progress
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.queries import progress_of
from hashmend.kernel.actor import Actor
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one
from hashmend.web.tabs import Tab

TABS = (
    ("summary", "Summary"),
    ("miners", "Miners"),
    ("logistics", "Logistics"),
    ("billing", "Billing"),
    ("messages", "Messages"),
)
"""The tabs in their order; each name is also the last part of the tab's address, but for Summary."""


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the order's menu: a page that asks before it does anything."""

    label: str
    url: str
    icon: str


def the_order(request: PageRequest, number: str, *, with_unread: bool = False) -> WorkOrder:
    """Return the order of the address with its customer, or 404; with the number of unread messages where asked for."""
    orders = WorkOrder.objects.visible_to(request.actor).select_related("customer", "repair_request")
    if with_unread:
        orders = orders.annotate(unread=unread(request.actor))
    return one(orders, number=number)


def order_url(order: WorkOrder, tab: str = "summary") -> str:
    """Return the address of one tab of an order."""
    return f"/work-orders/{order.number}/" + ("" if tab == "summary" else f"{tab}/")


def job_url(job: Job) -> str:
    """Return the address of a machine's page in its order."""
    return f"/work-orders/{job.work_order.number}/miners/{job.position}/"


def board_context(request: PageRequest, order: WorkOrder, tab: str, *, board: Progress | None = None) -> dict[str, Any]:
    """Return what `desk/work_orders/board.html` needs; `tab` is the name of the current one.

    A tab that counted the machines already hands over the progress as `board`; otherwise they are counted here (two
    queries).
    """
    board = board or progress_of(order)
    return {
        "order": order,
        "board": board,
        "tab_name": dict(TABS)[tab],
        "state_tone": ORDER_TONES[order.state],
        "tabs": tabs_of(request, order, tab),
        "order_actions": order_actions(order, request.actor),
    }


def tabs_of(request: PageRequest, order: WorkOrder, current: str) -> list[Tab]:
    """Return the tabs this person may open, with the number of messages they have not read."""
    known = getattr(order, "unread", None)
    counts = {"messages": unread_counts([order.pk], request.actor).get(order.pk) if known is None else known or None}
    return [
        Tab(label, order_url(order, name), name == current, counts.get(name), "unread messages")
        for name, label in TABS
        if name != "billing" or request.actor.may(Permission.VIEW_INVOICES)
    ]


def order_actions(order: WorkOrder, actor: Actor) -> list[Action]:
    """Return what this person may do with the whole order, as far as its state allows; its history always."""
    offered = [
        ("consolidations", "Suggest consolidations", "git-merge", Permission.CONSOLIDATE),
        ("complete", "Complete the order", "circle-check", Permission.COMPLETE_ORDERS),
        ("hold", "Change the hold" if order.hold_reason else "Put on hold", "hand-stop", Permission.OPEN_ORDERS),
        ("due-date", "Set the due date", "calendar", Permission.OPEN_ORDERS),
        ("cancel", "Cancel the order", "circle-x", Permission.COMPLETE_ORDERS),
    ]
    entries = [
        Action(label, order_url(order, verb), icon)
        for verb, label, icon, permission in offered
        if order.is_open and actor.may(permission)
    ]
    return [*entries, Action("History", order_url(order, "history"), "history")]
