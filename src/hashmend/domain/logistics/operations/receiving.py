"""Taking in what arrives at the dock."""

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked
from hashmend.domain.history.recording import record
from hashmend.domain.logistics import events
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations import receive_jobs
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome


@transaction.atomic
def receive_containers(containers: QuerySet[Container], *, by: Actor) -> Outcome[Container]:
    """Note that inbound containers arrived, with the machines announced in them.

    Refuses, per container: it is outbound, it was received before, or its order is no longer open.
    """
    locked(WorkOrder.objects.filter(containers__in=containers))
    received, refused = locked(containers).split(_why_not_receive)
    Container.objects.filter(pk__in=[c.pk for c in received]).update(received_at=clock.now(), received_by=by.user_id)
    record(events.RECEIVED, received, by=by)
    receive_jobs(Job.objects.filter(inbound_container__in=received), by=by)
    return Outcome(done=received, refused=refused)


def _why_not_receive(container: Container) -> str | None:
    if not container.is_inbound:
        return f"{container} is an outbound container: only what customers send is received."
    if container.received_at:
        return f"{container} was already received on {container.received_at:%-d %b %Y}."
    if not container.work_order.is_open:
        return (
            f"{container.work_order} is {container.work_order.state.label.lower()}: reopen nothing, open a new order."
        )
    return None
