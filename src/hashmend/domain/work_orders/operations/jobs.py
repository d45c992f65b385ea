"""What is done with the machines of an order: receiving, status, services."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import Batch, locked
from hashmend.domain.catalogue.models import Service
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job, ScopeItem, ServiceDone, WorkOrder
from hashmend.domain.work_orders.operations.copies import copy_services
from hashmend.domain.work_orders.statuses import CHOSEN_BY_PEOPLE, NOT_RETURNED, OUTCOMES, Status
from hashmend.domain.writing import insert
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

_STATUSES = dict(Status.choices)


def lock_orders(jobs: QuerySet[Job]) -> Batch[WorkOrder]:
    """Lock the orders of the jobs: whatever changes inside an order waits for its turn here."""
    return locked(WorkOrder.objects.filter(jobs__in=jobs))


def lock_with_place(jobs: QuerySet[Job]) -> Batch[Job]:
    """Lock the orders, then the jobs; with each its machine, its order and where it is packed."""
    return locked(jobs, "miner", "outbound_container__shipment", known={"work_order": lock_orders(jobs)})


@transaction.atomic
def receive_jobs(jobs: QuerySet[Job], *, by: Actor) -> Outcome[Job]:
    """Note that announced machines arrived: *Expected* becomes *Received*.

    Leaves jobs alone that arrived before. Called by logistics, inside its transaction.
    """
    now = clock.now()
    arrived = list(locked(jobs.filter(received_at__isnull=True), "miner", "work_order", "inbound_container"))
    keys = [job.pk for job in arrived]
    Job.objects.filter(pk__in=keys).update(received_at=now, changed_at=now)
    Job.objects.filter(pk__in=keys, status=Status.EXPECTED).update(
        status=Status.RECEIVED, status_at=now, status_by=by.user_id
    )
    record(events.JOB_RECEIVED, arrived, by=by, data=lambda job: {"container": str(job.inbound_container or "the RC")})
    return Outcome(done=arrived)


@transaction.atomic
def update_status(jobs: QuerySet[Job], status: str, *, by: Actor, scrap_consent: str = "") -> Outcome[Job]:
    """Set the repair status people choose.

    Refuses, per job: it has not arrived, has that status already, has left the repair centre, is in a billed or ready
    container, is a donor, or its order is closed. Refuses the whole when the status cannot be chosen, or is *Scrapped*
    without a note of the customer's consent.
    """
    chosen = _chosen(status, scrap_consent)
    now = clock.now()
    batch = lock_with_place(jobs)
    may, refused = batch.split(lambda job: why_not_update_status(job, chosen))
    changes = {"status": chosen, "status_at": now, "status_by": by.user_id, "changed_at": now}
    if chosen == Status.SCRAPPED:
        changes["scrap_consent"] = scrap_consent.strip()
    Job.objects.filter(pk__in=[job.pk for job in may]).update(**changes)
    group = new_group()
    record(events.STATUS_UPDATED, may, by=by, data=lambda job: _status_facts(job, chosen), group=group)
    return Outcome(done=may, refused=refused, group=group)


def _status_facts(job: Job, chosen: Status) -> dict[str, Any]:
    """Return what the history tells of a change of status, and what it takes to undo it."""
    facts: dict[str, Any] = {"from": _STATUSES[job.status], "to": chosen.label}
    facts |= {"was": job.status, "since": job.status_at.isoformat(), "was_by": job.status_by_id}
    return facts | {"consent": job.scrap_consent} if chosen == Status.SCRAPPED else facts


def _chosen(status: str, scrap_consent: str) -> Status:
    if status not in CHOSEN_BY_PEOPLE:
        raise Refused("Choose one of the statuses offered: Expected ends by receiving, Donor comes by consolidation.")
    chosen = Status(status)
    if chosen == Status.SCRAPPED and not scrap_consent.strip():
        raise Refused("Scrapping needs the customer's consent: note who agreed, when and how, then try again.")
    return chosen


def why_not_update_status(job: Job, chosen: Status | None = None) -> str | None:
    """Return why a job keeps its status, or None; without a choice, why it would keep it whatever is chosen."""
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: its machines keep their status."
    if job.received_at is None:
        return f"{job.miner} has not arrived: receive its container first."
    if chosen and job.status == chosen:
        return f"{job.miner} is {chosen.label} already."
    if chosen == Status.IN_REPAIR and (why := why_not_open(job)):
        return why
    if job.status == Status.DONOR:
        return f"{job.miner} is a donor: undo its consolidation in the history of {job.work_order} to change that."
    return why_frozen(job) or (_why_not_leave_box(job, chosen) if chosen else None)


def why_not_open(job: Job) -> str | None:
    """Return why nothing may be repaired or taken out of a job's machine, because of its maker's warranty, or None."""
    if job.is_closed_by_warranty:
        return (
            f"{job.miner} is in its maker's warranty ({job.miner.oem_words}), which ends when it is opened: a manager"
            " can allow it with a reason on the miner's page."
        )
    return None


def why_frozen(job: Job) -> str | None:
    """Return why a job's machine can no longer be changed, because of the container it is packed in, or None."""
    container = job.outbound_container
    if container is None:
        return None
    if container.shipment and container.shipment.picked_up_at:
        return f"{job.miner} left the repair centre in {container}: a shipped machine cannot be changed."
    if container.ready_at:
        return (
            f"{job.miner} is in {container}, which is ready for billing or billed: take the container back to packing"
            " first (a draft invoice is deleted, an issued one is voided)."
        )
    return None


def _why_not_leave_box(job: Job, chosen: Status) -> str | None:
    container = job.outbound_container
    if container is None or (chosen in OUTCOMES and chosen not in NOT_RETURNED):
        return None
    return f"{job.miner} is packed in {container}: take it out before it becomes {chosen.label}."


@transaction.atomic
def complete_services(jobs: QuerySet[Job], services: Sequence[Service] | None = None, *, by: Actor) -> Outcome[Job]:
    """Mark services of the scope as done: all of the scope, or those given. What is done already stays as it was.

    Refuses, per job: nothing is left to do, it has not arrived, it is packed in a container that is ready or billed, or
    its order is closed. Refuses the whole when a service given is in no scope of these jobs' orders.
    """
    now = clock.now()
    batch = lock_with_place(jobs)
    left = open_services(batch.rows, services)
    may, refused = batch.split(lambda job: why_not_complete(job, left[job.pk]))
    made = [(job.pk, service.pk) for job in may for service in left[job.pk]]
    insert(ServiceDone, {"done_at": now, "done_by_id": by.user_id}, ("job_id", "service_id"), made)
    copy_services(may, changed_at=now)
    group = new_group()
    record(
        events.SERVICES_COMPLETED,
        may,
        by=by,
        data=lambda job: {"services": [str(s) for s in left[job.pk]], "keys": [s.pk for s in left[job.pk]]},
        group=group,
    )
    return Outcome(done=may, refused=refused, group=group)


def open_services(jobs: Sequence[Job], wanted: Sequence[Service] | None) -> dict[int, list[Service]]:
    """Return, per job, the services of its scope that are wanted (None: all) and not done yet, with two queries.

    Refuses the whole when a wanted service is in no scope of these jobs' orders.
    """
    requests = {job.work_order.repair_request_id for job in jobs}
    scopes: dict[int, list[Service]] = {request: [] for request in requests}
    for item in (
        ScopeItem.objects.filter(repair_request__in=requests).select_related("service").order_by("position", "pk")
    ):
        scopes[item.repair_request_id].append(item.service)
    if wanted is not None:
        in_scope = {service.pk for scope in scopes.values() for service in scope}
        if strange := [str(service) for service in wanted if service.pk not in in_scope]:
            raise Refused(
                f"Not in the scope of the order: {', '.join(strange)}. Choose services that were agreed for it."
            )
    chosen = None if wanted is None else {service.pk for service in wanted}
    done = set(ServiceDone.objects.filter(job__in=jobs).values_list("job_id", "service_id"))
    return {
        job.pk: [
            service
            for service in scopes[job.work_order.repair_request_id]
            if (chosen is None or service.pk in chosen) and (job.pk, service.pk) not in done
        ]
        for job in jobs
    }


def why_not_complete(job: Job, left: Sequence[Service]) -> str | None:
    """Return why no service of a job can be completed, or None; `left` are those of its scope not done yet."""
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: nothing more is done in it."
    if job.received_at is None:
        return f"{job.miner} has not arrived: receive its container first."
    if frozen := why_frozen(job):
        return frozen
    if not left:
        return f"All services asked for are done for {job.miner} already."
    return None
