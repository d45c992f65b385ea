"""Taking back that machines were put into a container, and containers into a shipment, within ten minutes."""

from collections.abc import Mapping

from django.db import transaction

from hashmend.domain.batches import locked
from hashmend.domain.history.models import EventQuerySet
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.history.undoing import action_of, changes_since
from hashmend.domain.logistics import events
from hashmend.domain.logistics.models import Container, Shipment
from hashmend.domain.logistics.operations.containers import delete_containers
from hashmend.domain.logistics.operations.locking import lock_orders_of, order_is_closed
from hashmend.domain.logistics.operations.packing import contents_of, tell_contents, why_not_pack
from hashmend.domain.logistics.operations.shipments import why_under_way
from hashmend.domain.scoping import Scoped
from hashmend.domain.work_orders import events as job_events
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import lock_orders, put_jobs_back, why_frozen
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome

_PLACE = ("miner", "outbound_container__shipment", "outbound_container__work_order")


@transaction.atomic
def undo_assign_to_container(told: EventQuerySet, *, by: Actor) -> Outcome[Job]:
    """Take machines out of the container they were put into, back into the one they were in; else into none.

    `told` are the events of the action. A container that it had made goes too when nothing else is in it. Refuses, per
    job: it was changed after that, it was undone already, the container it is in or the one it came from is no longer
    being packed. Refuses the whole when it is more than ten minutes ago.
    """
    action = action_of(told, job_events.BOXED, job_events.REBOXED)
    was = {job: event.data.get("was") for job, event in action.told.items()}
    jobs = Job.objects.filter(pk__in=list(was))
    lock_orders(jobs)
    batch, since = locked(jobs, *_PLACE), changes_since(action)
    former = {c.pk: c for c in locked(Container.objects.filter(pk__in=set(was.values()) - {None}), "shipment")}
    may, refused = batch.split(
        lambda job: since.get(job.pk) or why_frozen(job) or _why_not_back(job, was[job.pk], former)
    )
    places: dict[int, Scoped | None] = {job.pk: former.get(was[job.pk]) for job in may}
    group = new_group()
    put_jobs_back(may, places, by=by, undoes=action.group, group=group)
    tell_contents(events.UNPACKED, contents_of(may), by=by, group=group)
    back = {c: [job for job in may if places[job.pk] == c] for c in former.values()}
    tell_contents(events.PACKED, back, by=by, group=group)
    if may:
        made = told.filter(kind=events.CONTAINER_CREATED.code).values("container")
        delete_containers(Container.objects.filter(pk__in=made, invoiced=None), by=by)
    return Outcome(done=may, refused=refused)


def _why_not_back(job: Job, was: int | None, former: Mapping[int, Container]) -> str | None:
    if was is None:
        return order_is_closed(job.work_order)
    if was not in former:
        return f"The container {job.miner} was in before is gone: it stays in {job.outbound_container}."
    if why := why_not_pack(former[was]):
        return f"{job.miner} cannot go back: {why}"
    return None


@transaction.atomic
def undo_assign_to_shipment(told: EventQuerySet, *, by: Actor) -> Outcome[Container]:
    """Take containers out of the shipment they were put into. A release that let one in unpaid stays.

    `told` are the events of the action. Refuses, per container: it was changed after that, it was undone already, or
    its shipment was picked up or delivered. Refuses the whole when it is more than ten minutes ago.
    """
    action = action_of(told, events.JOINED, root="container")
    containers = Container.objects.filter(pk__in=list(action.told))
    lock_orders_of(containers)
    locked(Shipment.objects.filter(containers__in=containers))
    batch, since = locked(containers, "shipment"), changes_since(action)
    may, refused = batch.split(
        lambda c: since.get(c.pk) or (why_under_way(c.shipment) if c.shipment else f"{c} is in no shipment.")
    )
    data = {c.pk: {"shipment": str(c.shipment), "undoes": action.group} for c in may}
    record(events.LEFT, may, by=by, data=lambda c: data[c.pk])
    Container.objects.filter(pk__in=list(data)).update(shipment=None)
    return Outcome(done=may, refused=refused)
