"""What all tabs of a customer's work order share."""

from typing import Any

from django.urls import reverse

from hashmend.both.orders import ORDER_TONES
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.queries import Board, board_of
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one
from hashmend.web.tabs import Tab

TABS = (
    ("Summary", "portal:work-order"),
    ("Logistics", "portal:work-order-logistics"),
    ("Messages", "portal:work-order-messages"),
    ("History", "portal:work-order-history"),
)


def the_order(request: PageRequest, number: str) -> WorkOrder:
    """Return the customer's own order of the address, or 404."""
    orders = WorkOrder.objects.visible_to(request.actor).select_related("customer", "repair_request")
    return one(orders, number=number)


def order_context(order: WorkOrder, tab: str, *, board: Board | None = None) -> dict[str, Any]:
    """Return what `portal/orders/order.html` needs; `tab` is the label of the current one."""
    return {
        "order": order,
        "board": board or board_of(order),
        "tab_name": tab,
        "state_tone": ORDER_TONES[order.state],
        "tabs": [Tab(label, reverse(name, args=[order.number]), is_current=label == tab) for label, name in TABS],
    }
