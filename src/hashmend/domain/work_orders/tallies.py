"""How many machines of each order stand where: read for a whole page of orders with one statement."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from hashmend.domain.work_orders.models import LOGISTICS, Job, WorkOrder
from hashmend.domain.work_orders.statuses import OUTCOMES, Logistics

_HOME = (Logistics.DELIVERED, Logistics.NOT_RETURNED)


@dataclass(frozen=True, slots=True)
class Tally:
    """The machines of one order: status → machines, and place (`Logistics`) → machines."""

    statuses: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)

    @property
    def machines(self) -> int:
        """Return how many machines the order has."""
        return self.statuses.total()

    @property
    def finished(self) -> int:
        """Return how many of them have an outcome."""
        return sum(self.statuses[status] for status in OUTCOMES)

    @property
    def returned(self) -> int:
        """Return how many are with their owner again, or stay here for good."""
        return sum(self.places[place] for place in _HOME)


def tally_orders(orders: Iterable[WorkOrder]) -> None:
    """Give each order its `tally`; one query however many there are."""
    by_pk = {order.pk: order for order in orders}
    tallies: dict[int, Tally] = {}
    counted = (
        Job.objects.filter(work_order__in=list(by_pk))
        .annotate(logistics=LOGISTICS)
        .order_by()
        .values_list("work_order", "status", "logistics")
        .annotate(machines=Count("pk"))
    )
    for pk, status, place, machines in counted:
        tally = tallies.setdefault(pk, Tally())
        tally.statuses[status] += machines
        tally.places[place] += machines
    for pk, order in by_pk.items():
        order.tally = tallies.get(pk) or Tally()  # type: ignore[attr-defined]
