"""Taking back a move to another order, within ten minutes and with a history of its own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from hashmend.domain.batches import locked, row
from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.history.undoing import Action, action_of, changes_since, recent
from hashmend.domain.scoping import Scoped
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations.extending import reduce_scope
from hashmend.domain.work_orders.operations.moving import jobs_billed, services_missing, why_not_move
from hashmend.domain.work_orders.operations.orders import cancel_order
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome

_WITH_PLACE = ("miner", "work_order", "outbound_container__shipment")
_COLUMNS = ("work_order", "position", "inbound_container", "changed_at")
_CHUNK = 250


@transaction.atomic
def undo_move_jobs(told: EventQuerySet, *, by: Actor) -> Outcome[Job]:
    """Take machines back to the order, the position and the container they were moved from.

    `told` are the events of the action. Services that came into the target's scope with them leave it again unless
    another machine needs them there; an order opened for the move is cancelled when nothing is in it. Refuses, per job:
    it was changed after that, it was undone already, or what `move_jobs` refuses on the way back. Refuses the whole
    when it is more than ten minutes ago.
    """
    action = action_of(told, events.JOB_MOVED_AWAY, events.JOB_MOVED_HERE)
    facts = {job: event.data for job, event in action.told.items()}
    jobs = Job.objects.filter(pk__in=list(facts))
    held = WorkOrder.objects.filter(jobs__in=jobs).order_by().values("pk")
    former = {fact["was_in"] for fact in facts.values()}
    orders = {o.pk: o for o in locked(WorkOrder.objects.filter(pk__in=held) | WorkOrder.objects.filter(pk__in=former))}
    batch, since = locked(jobs, *_WITH_PLACE), changes_since(action)
    billed, missing = jobs_billed(batch.rows), _missing(batch.rows, facts, orders)
    may, refused = batch.split(
        lambda job: (
            since.get(job.pk)
            or _why_closed(orders[facts[job.pk]["was_in"]])
            or why_not_move(job, orders[facts[job.pk]["was_in"]], missing.get(job.pk, ()), is_billed=job.pk in billed)
        )
    )
    left = {job.work_order_id for job in may}
    _take_back(may, facts, orders, by=by, undoes=action.group)
    for pk in left:
        _clear_up(orders[pk], action, any(facts[job.pk]["opened"] for job in may), by=by)
    return Outcome(done=may, refused=refused)


def _why_closed(order: WorkOrder) -> str | None:
    return None if order.is_open else f"{order} is {order.state.label.lower()}: no machine comes into it any more."


def _missing(
    jobs: Sequence[Job], facts: Mapping[int, Mapping[str, Any]], orders: Mapping[int, WorkOrder]
) -> dict[int, list[Any]]:
    """Return, per job, the services done for it that the order it came from lacks; one query per such order."""
    found: dict[int, list[Any]] = {}
    for was_in in {fact["was_in"] for fact in facts.values()}:
        found |= services_missing(orders[was_in], [job for job in jobs if facts[job.pk]["was_in"] == was_in])
    return found


def _take_back(
    jobs: Sequence[Job],
    facts: Mapping[int, Mapping[str, Any]],
    orders: Mapping[int, WorkOrder],
    *,
    by: Actor,
    undoes: str,
) -> None:
    group, now = new_group(), clock.now()
    words = {
        job.pk: {
            "from": str(job.work_order),
            "to": facts[job.pk]["from"],
            "position": facts[job.pk]["position"],
            "container": facts[job.pk]["container"],
            "undoes": undoes,
        }
        for job in jobs
    }
    record(events.MOVE_UNDONE_THERE, jobs, by=by, data=lambda job: words[job.pk], group=group)
    containers = _containers({facts[job.pk]["came_in"] for job in jobs} - {None})
    for job in jobs:
        fact = facts[job.pk]
        job.work_order, job.position, job.changed_at = orders[fact["was_in"]], fact["position"], now
        job.inbound_container_id = fact["came_in"] if fact["came_in"] in containers else None
    Job.objects.bulk_update(jobs, _COLUMNS, batch_size=_CHUNK)
    record(events.MOVE_UNDONE_HERE, jobs, by=by, data=lambda job: words[job.pk], group=group)
    back: dict[int, list[Job]] = defaultdict(list)
    for job in jobs:
        if job.inbound_container_id:
            back[job.inbound_container_id].append(job)
    record(
        events.MACHINES_CAME_BACK,
        [containers[pk] for pk in back],
        by=by,
        data=lambda c: {"machines": [str(job.miner) for job in back[c.pk]], **words[back[c.pk][0].pk]},
        group=group,
    )


def _containers(keys: set[int]) -> dict[int, Scoped]:
    """Return the containers of these keys that are still there, with what their history needs."""
    model: Any = Job._meta.get_field("inbound_container").remote_field
    rows = model.model._default_manager.filter(pk__in=keys).select_related("work_order")
    return {container.pk: container for container in rows}


def _clear_up(order: WorkOrder, action: Action, opened: bool, *, by: Actor) -> None:
    """Take back what the move had done to the order it went to, as far as nothing else came of it since."""
    there = recent(Event.objects.filter(work_order=order)).filter(group=action.group)
    for event in there.filter(kind=events.SCOPE_EXTENDED.code):
        reduce_scope(order, event.data["keys"], by=by, undoes=action.group)
    if opened and order.is_open and not order.jobs.exists() and not order.containers.exists():
        cancel_order(row(order), "Opened by a move of machines that was undone", by=by)
