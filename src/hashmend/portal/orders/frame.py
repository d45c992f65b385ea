"""What all tabs of a customer's work order share."""

from typing import Any

from django.urls import reverse

from hashmend.both.orders import ORDER_TONES
from hashmend.domain.messaging.queries import unread_counts
from hashmend.domain.work_orders.board import Progress
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.queries import progress_of
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one
from hashmend.web.tabs import Tab

TABS = (
    ("Summary", "portal:work-order"),
    ("Logistics", "portal:work-order-logistics"),
    ("Billing", "portal:work-order-billing"),
    ("Messages", "portal:work-order-messages"),
    ("History", "portal:work-order-history"),
)


def the_order(request: PageRequest, number: str) -> WorkOrder:
    """Return the customer's own order of the address, or 404."""
    orders = WorkOrder.objects.visible_to(request.actor).select_related("customer", "repair_request")
    return one(orders, number=number)


def order_context(request: PageRequest, order: WorkOrder, tab: str, *, board: Progress | None = None) -> dict[str, Any]:
    """Return what `portal/orders/order.html` needs; `tab` is the label of the current one."""
    unread = unread_counts([order.pk], request.actor).get(order.pk)
    counts = {"Messages": unread}
    return {
        "order": order,
        "board": board or progress_of(order),
        "tab_name": tab,
        "state_tone": ORDER_TONES[order.state],
        "tabs": [
            Tab(label, reverse(name, args=[order.number]), label == tab, counts.get(label), "unread messages")
            for label, name in TABS
        ],
    }
