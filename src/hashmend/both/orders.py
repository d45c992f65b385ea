"""The look of work orders and repair requests in lists, for both sides."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hashmend.domain.work_orders.listing import days_open
from hashmend.domain.work_orders.models import RepairRequest, WorkOrder
from hashmend.domain.work_orders.statuses import STATUS_TONES, Logistics, Status
from hashmend.domain.work_orders.tallies import Tally
from hashmend.kernel import money
from hashmend.web import components
from hashmend.web.components import Tone
from hashmend.web.formats import shown_date, shown_number
from hashmend.web.lists import Column
from hashmend.web.stacked import Part, in_words, stacked

ORDER_TONES: dict[str, Tone] = {
    WorkOrder.State.OPEN: "open",
    WorkOrder.State.COMPLETE: "success",
    WorkOrder.State.CANCELLED: "ended",
}
REQUEST_TONES: dict[str, Tone] = {
    RepairRequest.State.UNDER_REVIEW: "waiting",
    RepairRequest.State.DENIED: "ended",
    RepairRequest.State.APPROVED: "open",
    RepairRequest.State.CANCELLED: "ended",
    RepairRequest.State.COMPLETED: "success",
}

Place = tuple[str, str, str]
PLACES: Sequence[Place] = (
    (Logistics.NOT_ARRIVED, "clock", "to come"),
    (Logistics.AT_RC, "building-factory-2", "at the RC"),
    (Logistics.BOXED, "box", "boxed"),
    (Logistics.SHIPPED, "truck", "shipped"),
    (Logistics.DELIVERED, "home-check", "delivered"),
    (Logistics.NOT_RETURNED, "archive", "not returned"),
)
"""Where machines are: the place, its icon, and the words behind a number."""


def tally_of(order: WorkOrder) -> Tally:
    """Return the numbers that `tally_orders` gave an order."""
    tally: Tally = order.tally  # type: ignore[attr-defined]
    return tally


def number(order: WorkOrder) -> SafeString | str:
    """Return the number, and which machine the search found when it was not the number itself."""
    if not (found_by := getattr(order, "found_by", "")):
        return order.number
    return format_html('<span class="text-nowrap">{}</span> <span class="found-by">{}</span>', order, found_by)


def state(order: WorkOrder) -> SafeString:
    """Return the state as a tag."""
    return components.status_tag(order.state.label, ORDER_TONES[order.state])


def amount(key: str, label: str, hint: str, *, sort: bool = False) -> Column:
    """Return the column of an amount in the order's own currency; what is unpaid says when it is late."""

    def value(order: WorkOrder) -> Decimal:
        return money.to_cents(getattr(order, key))

    def cell(order: WorkOrder) -> SafeString:
        if not value(order):
            return components.DASH
        shown = components.money(value(order), order.repair_request.currency)
        is_late = key == "unpaid" and getattr(order, "is_paid_late", False)
        return components.joined([shown, components.status_tag("Late", "danger")]) if is_late else shown

    return Column(key, label, value=value, cell=cell, sort=sort, align="end", hint=hint, currency=_currency)


def _currency(order: WorkOrder) -> str:
    return order.repair_request.currency


def status_parts(order: WorkOrder) -> list[Part]:
    """Return how many machines stand in which status, on the way of a repair."""
    statuses = tally_of(order).statuses
    return [Part(status.label, statuses[status], STATUS_TONES[status]) for status in Status if statuses[status]]


def statuses_in_words(order: WorkOrder) -> str:
    """Return the same as a sentence."""
    return in_words(status_parts(order))


def progress(order: WorkOrder) -> SafeString:
    """Return the bar by status, with how many machines are finished."""
    tally = tally_of(order)
    if not tally.machines:
        return format_html('<span class="text-secondary">{}</span>', "No machines yet")
    words = f"{shown_number(tally.finished)} of {shown_number(tally.machines)} finished"
    bar = stacked(f"Miners of {order}", status_parts(order))
    return SafeString(f'<span class="status-line">{bar}<span class="progress-words">{words}</span></span>')


def whereabouts(order: WorkOrder) -> SafeString:
    """Return where the machines are: an icon and a number each, named; places without any are left out."""
    numbers = tally_of(order).places
    shown = [
        f'<span title="{number} {words}">{components.icon(icon)} {number}'
        f'<span class="visually-hidden"> {words}</span></span>'
        for place, icon, words in PLACES
        if (count := numbers[place]) and (number := shown_number(count))
    ]
    return SafeString(f'<span class="places">{" ".join(shown)}</span>') if shown else components.DASH


def whereabouts_in_words(order: WorkOrder) -> str:
    """Return the same as a sentence: "12 at the RC, 3 boxed"."""
    numbers = tally_of(order).places
    return ", ".join(f"{numbers[place]} {words}" for place, _, words in PLACES if numbers[place])


def days(order: WorkOrder) -> SafeString:
    """Return for how many days an order has been open, or was; when that was stands in the title."""
    end = order.completed_at or order.cancelled_at
    since = f"Opened {shown_date(order.opened_at)}" + (f", ended {shown_date(end)}" if end else "")
    return SafeString(f'<span title="{since}">{shown_number(days_open(order))}</span>')
