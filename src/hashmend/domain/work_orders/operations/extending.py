"""Services that come into the scope of an open order with machines moved there, and leave it when that is undone."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Max

from hashmend.domain.history.recording import record
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import ScopeItem, ServiceDone, WorkOrder
from hashmend.domain.work_orders.operations.scope import ScopeLine
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused


@transaction.atomic
def extend_scope(
    order: WorkOrder, lines: Sequence[ScopeLine], sources: Iterable[WorkOrder], *, by: Actor, group: str = ""
) -> None:
    """Bring services with their prices into the scope of an order that the caller holds. `sources`: for the history.

    Refuses a service without a price, or with a negative one.
    """
    for line in lines:
        if line.price is None or line.price < 0:
            raise Refused(f"{line.service} needs a price to come into the scope of {order}: give one of zero or more.")
    items = ScopeItem.objects.filter(repair_request=order.repair_request_id)
    last: int = items.aggregate(last=Max("position"))["last"] or 0
    ScopeItem.objects.bulk_create(
        ScopeItem(repair_request_id=order.repair_request_id, service=line.service, price=line.price, position=position)
        for position, line in enumerate(lines, last + 1)
    )
    others = [str(source) for source in sources if source.pk != order.pk]
    told = [f"{line.service} at {line.price}" for line in lines]
    data = {"services": told, "keys": [line.service.pk for line in lines], "from": others}
    record(events.SCOPE_EXTENDED, [order], by=by, data=data, group=group)


@transaction.atomic
def reduce_scope(order: WorkOrder, services: Sequence[int], *, by: Actor, undoes: str) -> None:
    """Take services, by key, out of the scope of an order that the caller holds, but for those done for a machine."""
    done = ServiceDone.objects.filter(job__work_order=order, service__in=services).values("service")
    items = ScopeItem.objects.filter(repair_request=order.repair_request_id, service__in=services)
    leaving = list(items.exclude(service__in=done).select_related("service").order_by("position", "pk"))
    ScopeItem.objects.filter(pk__in=[item.pk for item in leaving]).delete()
    if leaving:
        data = {"services": [str(item.service) for item in leaving], "undoes": undoes}
        record(events.SCOPE_REDUCED, [order], by=by, data=data)
