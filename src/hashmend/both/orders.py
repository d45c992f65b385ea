"""The look of a work order, for both sides."""

from hashmend.domain.work_orders.models import WorkOrder
from hashmend.web.components import Tone

ORDER_TONES: dict[str, Tone] = {
    WorkOrder.State.OPEN: "open",
    WorkOrder.State.COMPLETE: "success",
    WorkOrder.State.CANCELLED: "ended",
}


def number_of(order: WorkOrder, name: str) -> int:
    """Return one of the counts of an order from `for_list`; an order without machines has none of anything."""
    counts: dict[str, int] = getattr(order, "counts", None) or {}
    return counts.get(name, 0)
