"""Shipments: made, tracked, filled with containers, emptied, thrown away."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q, QuerySet

from hashmend.domain.batches import locked, locked_one, row
from hashmend.domain.catalogue.models import Carrier
from hashmend.domain.catalogue.queries import recognise_carrier
from hashmend.domain.customers.models import Customer
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.logistics import events
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.numbering.operations import next_tag_numbers
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

LONGEST_NUMBER = 80


@dataclass(frozen=True, slots=True)
class Tracking:
    """How a shipment travels: by a carrier under a number, or by hand.

    Without a carrier the number tells which one it is, if it does.
    """

    number: str = ""
    carrier: Carrier | None = None
    is_by_hand: bool = False

    def __bool__(self) -> bool:
        return self.is_by_hand or self.number.strip() != ""


@transaction.atomic
def create_shipment(
    customer: Customer, direction: str, tracking: Tracking | None = None, *, note: str = "", by: Actor
) -> Shipment:
    """Make a shipment of a customer, with its tracking when that is known, and return it. Its direction is for good.

    Refuses a direction there is not, and what `set_tracking` refuses.
    """
    if direction not in Direction.values:
        raise Refused("A shipment is inbound or outbound: choose which.")
    shipment = Shipment.objects.create(
        number=next_tag_numbers("S")[0], customer=customer, direction=direction, note=note.strip(),
        created_at=clock.now(), created_by_id=by.user_id,
    )  # fmt: skip
    record(events.SHIPMENT_CREATED, [shipment], by=by, data={"direction": shipment.get_direction_display().lower()})
    if tracking:
        set_tracking(row(shipment), tracking, by=by).or_refuse()
        shipment.refresh_from_db()
    return shipment


@transaction.atomic
def set_tracking(shipments: QuerySet[Shipment], tracking: Tracking, *, by: Actor) -> Outcome[Shipment]:
    """Note how shipments travel. A carrier given wins over the one the number tells; by hand has neither.

    Refuses, per shipment: that is noted already. Refuses the whole without a number, or with one over 80 characters.
    """
    number = "" if tracking.is_by_hand else "".join(tracking.number.split())
    if not (tracking.is_by_hand or number):
        raise Refused("Enter a tracking number, or choose that it travels by hand.")
    if len(number) > LONGEST_NUMBER:
        raise Refused(f"A tracking number must be {LONGEST_NUMBER} characters or fewer.")
    carrier = None if tracking.is_by_hand else tracking.carrier or _recognised(number)
    carrier_id = carrier.pk if carrier else None

    def why_not(shipment: Shipment) -> str | None:
        now = (shipment.is_by_hand, shipment.tracking_number, shipment.carrier_id)
        same = now == (tracking.is_by_hand, number, carrier_id)
        return f"{shipment} travels {travelling(shipment)} already." if same else None

    may, refused = locked(shipments, "carrier").split(why_not)
    told = {shipment.pk: travelling(shipment) for shipment in may}
    for shipment in may:
        shipment.is_by_hand, shipment.tracking_number, shipment.carrier = tracking.is_by_hand, number, carrier
    Shipment.objects.filter(pk__in=told).update(is_by_hand=tracking.is_by_hand, tracking_number=number, carrier=carrier)
    record(events.TRACKING_SET, may, by=by, data=lambda s: {"from": told[s.pk], "to": travelling(s)})
    return Outcome(done=may, refused=refused)


def _recognised(number: str) -> Carrier | None:
    guesses = recognise_carrier(number)
    return guesses[0].carrier if guesses else None


def travelling(shipment: Shipment) -> str:
    """Return in words how a shipment travels: "by UPS under 1Z…", "by hand"."""
    if shipment.is_by_hand:
        return "by hand"
    carrier = f"by {shipment.carrier} " if shipment.carrier else ""
    return f"{carrier}under {shipment.tracking_number}" if shipment.tracking_number else "in a way nobody noted"


@transaction.atomic
def clear_tracking(shipments: QuerySet[Shipment], *, by: Actor) -> Outcome[Shipment]:
    """Take the tracking of shipments away.

    Refuses, per shipment: it has none, was picked up here, or is delivered.
    """

    def why_not(shipment: Shipment) -> str | None:
        if not shipment.has_tracking:
            return f"{shipment} has no tracking."
        return why_under_way(shipment)

    may, refused = locked(shipments, "carrier").split(why_not)
    Shipment.objects.filter(pk__in=[s.pk for s in may]).update(is_by_hand=False, tracking_number="", carrier=None)
    record(events.TRACKING_CLEARED, may, by=by, data=lambda s: {"from": travelling(s)})
    return Outcome(done=may, refused=refused)


def why_under_way(shipment: Shipment) -> str | None:
    """Return why the contents of a shipment stay as they are, or None."""
    if shipment.delivered_at:
        return f"{shipment} is delivered: take its delivery back first."
    if shipment.picked_up_at:
        return f"{shipment} was picked up: take its pick-up back first."
    return None


@transaction.atomic
def assign_inbound_to_shipment(containers: QuerySet[Container], shipment: Shipment, *, by: Actor) -> Outcome[Container]:
    """Note in which inbound shipment containers come. All of them, or none: refuses as `put_into_shipment` does."""
    if shipment.direction != Direction.INBOUND:
        raise Refused(f"{shipment} is an outbound shipment: what comes in comes in an inbound one.")
    return put_into_shipment(containers, shipment, by=by)


@transaction.atomic
def put_into_shipment(containers: QuerySet[Container], shipment: Shipment, *, by: Actor) -> Outcome[Container]:
    """Put containers into a shipment of their direction: all of them, or none.

    Refuses the whole when one goes the other way, is another customer's, is in a shipment already or, outbound, not
    ready for billing; and when the shipment was picked up or delivered. Whether an outbound container may leave unpaid
    is billing's to say, which calls this.
    """
    locked(WorkOrder.objects.filter(containers__in=containers))
    goal = locked_one(row(shipment))
    batch = locked(containers, "shipment")
    if not len(batch):
        raise Refused("Select at least one container.")
    if why := why_under_way(goal):
        raise Refused(why)
    may, refused = batch.split(lambda container: _why_not_join(container, goal))
    if refused:
        raise Refused(" ".join(refusal.why for refusal in refused), refused)
    Container.objects.filter(pk__in=[c.pk for c in may]).update(shipment=goal)
    for container in may:
        container.shipment = goal
    group = new_group()
    record(events.JOINED, may, by=by, data={"shipment": str(goal)}, group=group)
    return Outcome(done=may, group=group)


def _why_not_join(container: Container, goal: Shipment) -> str | None:
    if container.direction != goal.direction:
        return f"{container} is {container.direction}, {goal} is {goal.direction}: choose a shipment that goes its way."
    if container.work_order.customer_id != goal.customer_id:
        return f"{container} belongs to another customer than {goal}: choose a shipment of its customer."
    if container.shipment:
        here = "already" if container.shipment_id == goal.pk else "already: take it out of that one first"
        return f"{container} is in {container.shipment} {here}."
    if not container.is_inbound and container.ready_at is None:
        return f"{container} is still being packed: mark it ready for billing first."
    return None


@transaction.atomic
def remove_from_shipment(containers: QuerySet[Container], *, by: Actor) -> Outcome[Container]:
    """Take containers out of their shipments.

    Refuses, per container: it is in none, or its shipment was picked up or delivered.
    """
    locked(WorkOrder.objects.filter(containers__in=containers))
    locked(Shipment.objects.filter(containers__in=containers))
    may, refused = locked(containers, "shipment").split(
        lambda c: why_under_way(c.shipment) if c.shipment else f"{c} is in no shipment."
    )
    record(events.LEFT, may, by=by, data=lambda c: {"shipment": str(c.shipment)})
    Container.objects.filter(pk__in=[c.pk for c in may]).update(shipment=None)
    return Outcome(done=may, refused=refused)


@transaction.atomic
def delete_shipments(shipments: QuerySet[Shipment], *, by: Actor) -> Outcome[Shipment]:
    """Remove shipments that were made by mistake. Refuses, per shipment: it holds containers, or is under way."""
    batch = locked(shipments)
    filled = set(Container.objects.filter(Q(shipment__in=batch.rows)).values_list("shipment", flat=True))

    def why_not(shipment: Shipment) -> str | None:
        if shipment.pk in filled:
            return f"{shipment} holds containers: take them out first."
        return why_under_way(shipment)

    may, refused = batch.split(why_not)
    record(events.SHIPMENT_DELETED, may, by=by)
    Shipment.objects.filter(pk__in=[s.pk for s in may]).delete()
    return Outcome(done=may, refused=refused)
