"""Taking back a change of status and services completed, within ten minutes and with a history of its own."""

from datetime import datetime

from django.db import transaction

from hashmend.domain.history.models import EventQuerySet
from hashmend.domain.history.recording import record
from hashmend.domain.history.undoing import action_of, changes_since
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job, ServiceDone
from hashmend.domain.work_orders.operations.copies import copy_services
from hashmend.domain.work_orders.operations.jobs import lock_with_place, why_frozen, why_not_update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome

_COLUMNS = ("status", "status_at", "status_by", "scrap_consent", "changed_at")
_CHUNK = 250


@transaction.atomic
def undo_update_status(told: EventQuerySet, *, by: Actor) -> Outcome[Job]:
    """Take back a change of status: each machine has its former status again, since when and by whom it had it.

    `told` are the events of the action. Refuses, per job: it was changed after that, it was undone already, or what
    `update_status` refuses. Refuses the whole when it is more than ten minutes ago.
    """
    action = action_of(told, events.STATUS_UPDATED)
    facts = {job: event.data for job, event in action.told.items()}
    jobs = Job.objects.filter(pk__in=list(facts))
    batch, since = lock_with_place(jobs), changes_since(action)
    may, refused = batch.split(
        lambda job: since.get(job.pk) or why_not_update_status(job, Status(facts[job.pk]["was"]))
    )
    now = clock.now()
    was_now = {job.pk: job.get_status_display() for job in may}
    for job in may:
        fact = facts[job.pk]
        job.status, job.status_at, job.changed_at = fact["was"], datetime.fromisoformat(fact["since"]), now
        job.status_by_id, job.scrap_consent = fact["was_by"], fact.get("consent", job.scrap_consent)
    Job.objects.bulk_update(may, _COLUMNS, batch_size=_CHUNK)
    record(
        events.STATUS_UNDONE,
        may,
        by=by,
        data=lambda job: {"from": was_now[job.pk], "to": job.get_status_display(), "undoes": action.group},
    )
    return Outcome(done=may, refused=refused)


@transaction.atomic
def undo_complete_services(told: EventQuerySet, *, by: Actor) -> Outcome[Job]:
    """Take back services that were marked as done; they are open again.

    `told` are the events of the action. Refuses, per job: it was changed after that, it was undone already, a service
    stands on an invoice, it is packed in a container that is ready or billed, or its order is closed. Refuses the whole
    when it is more than ten minutes ago.
    """
    action = action_of(told, events.SERVICES_COMPLETED)
    facts = {job: set(event.data["keys"]) for job, event in action.told.items()}
    jobs = Job.objects.filter(pk__in=list(facts))
    batch, since = lock_with_place(jobs), changes_since(action)
    found = ServiceDone.objects.filter(job__in=list(facts)).values_list("pk", "job_id", "service_id", "billed")
    made = [(pk, job, billed) for pk, job, service, billed in found if service in facts[job]]
    invoiced = {job for _, job, billed in made if billed}
    may, refused = batch.split(lambda job: since.get(job.pk) or _why_not_undo(job, job.pk in invoiced))
    undone = {job.pk for job in may}
    rows = ServiceDone.objects.filter(pk__in=[pk for pk, job, _ in made if job in undone])
    rows._raw_delete(rows.db)  # One statement; what else points at them was looked for above, and the database checks.
    copy_services(may, changed_at=clock.now())
    record(
        events.SERVICES_UNDONE,
        may,
        by=by,
        data=lambda job: {"services": action.told[job.pk].data["services"], "undoes": action.group},
    )
    return Outcome(done=may, refused=refused)


def _why_not_undo(job: Job, is_invoiced: bool) -> str | None:
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: what was done in it stays."
    if is_invoiced:
        return f"What was done for {job.miner} stands on an invoice: it stays, also when that invoice is void."
    return why_frozen(job)
