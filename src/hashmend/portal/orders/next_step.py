"""What comes next in a customer's order, in a few words."""

from hashmend.both.orders import tally_of
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.statuses import Logistics, Status
from hashmend.web.components import Tone
from hashmend.web.formats import counted, shown_number

L = Logistics


def next_step(order: WorkOrder) -> tuple[str, Tone | None]:
    """Return the one thing to know about an order with its `tally` and `unread`; a tone where the customer acts."""
    tally, places = tally_of(order), tally_of(order).places
    if asked := tally.statuses[Status.AWAITING_APPROVAL]:
        return counted(asked, "waits for your approval", "wait for your approval"), "waiting"
    if new := order.unread:  # type: ignore[attr-defined]
        return counted(new, "unread message"), "warning"
    if not order.is_open:
        return "", None
    if not tally.machines:
        return "Announce your shipment", "open"
    if tally.machines == tally.returned:
        return "All are back", None
    if places[L.NOT_ARRIVED] == tally.machines:
        return "We wait for your shipment", None
    if working := places[L.AT_RC] - _finished_here(order):
        return f"We work on {shown_number(working)}", None
    if packed := places[L.AT_RC] + places[L.BOXED]:
        return f"{shown_number(packed)} finished, to be sent", None
    return f"{shown_number(places[L.SHIPPED])} on the way to you", None


def _finished_here(order: WorkOrder) -> int:
    """Return how many machines at the RC are finished and wait to be packed."""
    tally = tally_of(order)
    gone = sum(tally.places[place] for place in (L.BOXED, L.SHIPPED, L.DELIVERED, L.NOT_RETURNED))
    return max(0, tally.finished - gone)
