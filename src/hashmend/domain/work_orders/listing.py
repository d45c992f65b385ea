"""Lists of orders and requests: their states, counts and searches as expressions, one statement for any number of rows.

`counts` of an order is a dict: machines, finished, expected, at_rc, boxed, shipped, delivered, and returned (delivered
or kept for good).
"""

import re

from django.conf import settings
from django.db.models import Case, CharField, Count, F, JSONField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject

from hashmend.domain.customers.models import CustomerQuerySet
from hashmend.domain.history.models import Event
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import (
    LOGISTICS,
    Job,
    RepairRequest,
    RepairRequestQuerySet,
    WorkOrder,
    WorkOrderQuerySet,
)
from hashmend.domain.work_orders.statuses import OUTCOMES, Logistics
from hashmend.kernel import clock
from hashmend.kernel.identifiers import normal_mac, normal_serial

L = Logistics
_O, _R = WorkOrder.State, RepairRequest.State

ORDER_STATE = Case(
    When(completed_at__isnull=False, then=Value(_O.COMPLETE.value)),
    When(cancelled_at__isnull=False, then=Value(_O.CANCELLED.value)),
    default=Value(_O.OPEN.value),
    output_field=CharField(),
)
"""`WorkOrder.state`, as an expression over the order's row."""

REQUEST_STATE = Case(
    When(denied_at__isnull=False, then=Value(_R.DENIED.value)),
    When(completed_at__isnull=False, then=Value(_R.COMPLETED.value)),
    When(cancelled_at__isnull=False, then=Value(_R.CANCELLED.value)),
    When(approved_at__isnull=False, then=Value(_R.APPROVED.value)),
    default=Value(_R.UNDER_REVIEW.value),
    output_field=CharField(),
)
"""`RepairRequest.state`, as an expression over the request's row."""

_PLACES = {
    "expected": L.NOT_ARRIVED, "at_rc": L.AT_RC, "boxed": L.BOXED, "shipped": L.SHIPPED, "delivered": L.DELIVERED,
}  # fmt: skip


def for_list(orders: WorkOrderQuerySet) -> WorkOrderQuerySet:
    """Annotate orders with `state_code`, `counts` and `last_change_at` (the newest entry of their history)."""
    newest = Event.objects.filter(work_order=OuterRef("pk")).newest_first()
    return orders.select_related("customer").annotate(
        state_code=ORDER_STATE,
        counts=_counts(),
        last_change_at=Coalesce(Subquery(newest.values("at")[:1]), F("opened_at")),
    )


def _counts() -> Subquery:
    """Return all numbers of an order in one pass over its jobs; null when it has none."""
    places = {
        "expected": L.NOT_ARRIVED,
        "at_rc": L.AT_RC,
        "boxed": L.BOXED,
        "shipped": L.SHIPPED,
        "delivered": L.DELIVERED,
    }
    numbers = {name: Count("pk", filter=Q(logistics=place)) for name, place in places.items()}
    jobs = (
        Job.objects.filter(work_order=OuterRef("pk"))
        .annotate(logistics=LOGISTICS)
        .order_by()
        .values("work_order")
        .annotate(
            numbers=JSONObject(
                machines=Count("pk"),
                finished=Count("pk", filter=Q(status__in=OUTCOMES)),
                returned=Count("pk", filter=Q(logistics__in=[L.DELIVERED, L.NOT_RETURNED])),
                **numbers,
            )
        )
    )
    return Subquery(jobs.values("numbers"), output_field=JSONField())


def requests_for_list(requests: RepairRequestQuerySet) -> RepairRequestQuerySet:
    """Annotate requests with `state_code`."""
    return requests.select_related("customer", "work_order").annotate(state_code=REQUEST_STATE)


def orders_found(orders: QuerySet[WorkOrder], text: str) -> QuerySet[WorkOrder]:
    """Return the orders whose number, customer or one of whose machines holds the text.

    Serial numbers and MACs are found in any spelling: case, blanks, dashes and colons do not matter.
    """
    words = text.strip()
    found = Q(number__icontains=words) | Q(customer__alias__icontains=words) | Q(
        customer__company_name__icontains=words
    )  # fmt: skip
    machines = Q(asset_tag__icontains=words)
    if serial := normal_serial(words):
        machines |= Q(serial__icontains=serial)
    mac = normal_mac(words)
    if re.fullmatch(r"[0-9A-F]{4,}", mac):
        machines |= Q(mac__contains=mac)
    jobs = Job.objects.filter(miner__in=Miner.objects.filter(machines).order_by().values("pk"))
    return orders.filter(found | Q(pk__in=jobs.order_by().values("work_order")))


def holding_models(keys: tuple[str, ...]) -> Q:
    """Return the condition for orders that hold a machine of one of the models."""
    jobs = Job.objects.filter(miner__model__in=[key for key in keys if key.isdecimal()])
    return Q(pk__in=jobs.order_by().values("work_order"))


def is_overdue() -> Q:
    """Return the condition for open orders past their due date."""
    return Q(completed_at__isnull=True, cancelled_at__isnull=True, due_on__lt=clock.today(settings.TIME_ZONE))


def with_open_orders(customers: CustomerQuerySet) -> CustomerQuerySet:
    """Annotate customers with `open_orders`, the number of orders that are neither complete nor cancelled."""
    orders = WorkOrder.objects.open().filter(customer=OuterRef("pk")).order_by().values("customer")
    return customers.annotate(open_orders=Coalesce(Subquery(orders.annotate(n=Count("pk")).values("n")), 0))
