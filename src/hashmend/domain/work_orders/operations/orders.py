"""What is done with a work order as a whole."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked, locked_one
from hashmend.domain.history.recording import record
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job, RepairRequest, WorkOrder
from hashmend.domain.work_orders.operations.stays import close_jobs
from hashmend.domain.work_orders.standing import standing_of, what_is_missing, where
from hashmend.domain.work_orders.statuses import Logistics
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refusal, Refused

L = Logistics


@transaction.atomic
def set_due_date(orders: QuerySet[WorkOrder], due_on: date | None, *, by: Actor) -> Outcome[WorkOrder]:
    """Set, or take away with None, the date by which orders should be done.

    Refuses, per order: it is closed, or has that date already.
    """

    def why_not(order: WorkOrder) -> str | None:
        same = f"{order} is due on {due_on:%-d %b %Y} already." if due_on else f"{order} has no due date already."
        return _why_closed(order) or (same if order.due_on == due_on else None)

    may, refused = locked(orders).split(why_not)
    WorkOrder.objects.filter(pk__in=[o.pk for o in may]).update(due_on=due_on)
    record(events.DUE_DATE_SET, may, by=by, data=lambda order: {"from": _on(order.due_on), "to": _on(due_on)})
    return Outcome(done=may, refused=refused)


def _on(day: date | None) -> str:
    return f"{day:%-d %b %Y}" if day else "no date"


@transaction.atomic
def put_on_hold(orders: QuerySet[WorkOrder], reason: str, *, by: Actor) -> Outcome[WorkOrder]:
    """Flag orders as on hold, with the reason people and the customer read.

    Refuses, per order: it is closed, or on hold for that reason already. Refuses the whole without a reason.
    """
    why = reason.strip()[:200]
    if not why:
        raise Refused("An order on hold tells why: give a reason.")
    may, refused = locked(orders).split(
        lambda o: _why_closed(o) or (f"{o} is on hold already: {why}" if o.hold_reason == why else None)
    )
    WorkOrder.objects.filter(pk__in=[o.pk for o in may]).update(hold_reason=why)
    record(events.PUT_ON_HOLD, may, by=by, data={"reason": why.rstrip(".")})
    return Outcome(done=may, refused=refused)


@transaction.atomic
def resume_orders(orders: QuerySet[WorkOrder], *, by: Actor) -> Outcome[WorkOrder]:
    """Take orders off hold. Refuses, per order: it is closed, or not on hold."""
    may, refused = locked(orders).split(lambda o: _why_closed(o) or (None if o.hold_reason else f"{o} is not on hold."))
    WorkOrder.objects.filter(pk__in=[o.pk for o in may]).update(hold_reason="")
    record(events.RESUMED, may, by=by)
    return Outcome(done=may, refused=refused)


@transaction.atomic
def cancel_order(orders: QuerySet[WorkOrder], reason: str, *, by: Actor) -> WorkOrder:
    """Cancel the one order of the query, and with it its request; machines that never came are no longer expected.

    Refuses a closed order, one without a reason, and one whose machines are at the repair centre or on their way back.
    """
    why = reason.strip()[:300]
    if not why:
        raise Refused("Cancelling is final and the customer reads why: give a reason.")
    order = locked_one(orders)
    if closed := _why_closed(order):
        raise Refused(closed)
    jobs = _jobs_of(order)
    here = standing_of(jobs, {L.AT_RC, L.BOXED, L.SHIPPED})
    if here:
        raise Refused(
            _listed(f"{order} cannot be cancelled while its machines are here or on their way back", here), here
        )
    if any(where(job) == L.DELIVERED for job in jobs):
        raise Refused(f"{order} returned machines to the customer: complete it instead of cancelling it.")
    WorkOrder.objects.filter(pk=order.pk).update(
        cancelled_at=clock.now(), cancelled_by=by.user_id, cancelled_reason=why, hold_reason=""
    )
    record(events.ORDER_CANCELLED, [order], by=by, data={"reason": why.rstrip(".")})
    requests = locked(RepairRequest.objects.filter(pk=order.repair_request_id))
    RepairRequest.objects.filter(pk=order.repair_request_id).update(cancelled_at=clock.now())
    record(events.REQUEST_CANCELLED, requests, by=by, data={"order": order.number})
    close_jobs(Job.objects.filter(work_order=order), by=by)
    return order


@transaction.atomic
def complete_order(orders: QuerySet[WorkOrder], *, by: Actor) -> WorkOrder:
    """Mark the one order of the query complete, which fulfils its request and ends the stay of its machines.

    Refuses a closed order, one without machines, and one with a machine that is neither delivered nor donor or
    scrapped; then the refusal lists what is missing.
    """
    order = locked_one(orders)
    if closed := _why_closed(order):
        raise Refused(closed)
    jobs = _jobs_of(order)
    if not jobs:
        raise Refused(f"{order} has no machines: receive and inventory them, or cancel the order.")
    if missing := what_is_missing(jobs):
        raise Refused(_listed(f"{order} is not complete yet", missing), missing)
    WorkOrder.objects.filter(pk=order.pk).update(completed_at=clock.now(), completed_by=by.user_id, hold_reason="")
    record(events.ORDER_COMPLETED, [order], by=by)
    requests = locked(RepairRequest.objects.filter(pk=order.repair_request_id))
    RepairRequest.objects.filter(pk=order.repair_request_id).update(completed_at=clock.now())
    record(events.REQUEST_COMPLETED, requests, by=by, data={"order": order.number})
    close_jobs(Job.objects.filter(work_order=order), by=by)
    return order


def _listed(sentence: str, groups: Sequence[Refusal]) -> str:
    """Return the sentence with the one reason in it; several are listed below it."""
    return f"{sentence}: {groups[0].why}" if len(groups) == 1 else f"{sentence}. What stands in the way:"


def _jobs_of(order: WorkOrder) -> Sequence[Job]:
    jobs = Job.objects.filter(work_order=order)
    locked(jobs)
    return list(jobs.with_logistics().select_related("miner", "outbound_container").order_by("position"))


def _why_closed(order: WorkOrder) -> str | None:
    return None if order.is_open else f"{order} is {order.state.label.lower()}: nothing more is done in it."
