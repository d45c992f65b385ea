"""Taking a consolidation back: parts and statuses together, for as long as nothing else touched the machines."""

from django.db import transaction

from hashmend.domain.consolidation import events
from hashmend.domain.fitting.operations import undo_parts
from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.history.undoing import action_of, changes_since
from hashmend.domain.work_orders import events as order_events
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import lock_orders, reopen_donors
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refusal, Refused


@transaction.atomic
def undo_consolidation(told: EventQuerySet, *, by: Actor) -> Outcome[Job]:
    """Put every part back where it was and give donors their status again: all or nothing, however long ago it was.

    `told` are events of the consolidation. Refuses the whole: it was undone already, a machine or a part of it was
    changed since, or a machine cannot be changed now.
    """
    whole = Event.objects.filter(group__in=told.values("group"))
    action = action_of(whole, events.CONSOLIDATED, within=None)
    jobs = Job.objects.filter(pk__in=list(action.told)).select_related("miner", "work_order").order_by("pk")
    lock_orders(jobs)
    if since := changes_since(action):
        raise Refused(" ".join(dict.fromkeys(since.values())), [Refusal("", why, key) for key, why in since.items()])
    group = new_group()
    donors = whole.filter(kind=order_events.BECAME_DONOR.code)
    facts = {event.job_id: event.data for event in donors if event.job_id}
    undo_parts(whole, by=by, group=group, within=None)
    reopened = reopen_donors(facts, by=by, group=group, undoes=action.group)
    if reopened.refused:
        raise Refused(" ".join(refusal.why for refusal in reopened.refused), reopened.refused)
    undone = list(jobs)
    others = {key: event.data["others"] for key, event in action.told.items()}
    words = {job.pk: {"others": others[job.pk], "undoes": action.group} for job in undone}
    record(events.CONSOLIDATION_UNDONE, undone, by=by, data=lambda job: words[job.pk], group=group)
    return Outcome(done=undone, group=group)
