"""Notes on a machine, for the people of the repair centre: entries of its history that somebody writes."""

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked_one
from hashmend.domain.bench import events
from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.history.undoing import action_of
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

LONGEST_NOTE = 4000


@transaction.atomic
def write_job_note(jobs: QuerySet[Job], words: str, *, by: Actor) -> Outcome[Job]:
    """Write a note on one machine in its stay. No customer ever sees it.

    Refuses an empty one and one longer than 4,000 characters.
    """
    text = words.replace("\x00", "").strip()
    if not text:
        raise Refused("Write something: the note is empty.")
    if len(text) > LONGEST_NOTE:
        raise Refused(f"The note has {len(text):,} characters; {LONGEST_NOTE:,} is the most. Write it in parts.")
    job = locked_one(jobs, "miner", "work_order")
    group = new_group()
    record(events.JOB_NOTE_WRITTEN, [job], by=by, data={"words": text}, group=group)
    return Outcome(done=[job], group=group)


@transaction.atomic
def withdraw_job_note(told: EventQuerySet, *, by: Actor) -> Outcome[Job]:
    """Withdraw a note, however long ago it was written; `told` are the events of its action. The history keeps it.

    Refuses one that was withdrawn already.
    """
    action = action_of(told, events.JOB_NOTE_WRITTEN, within=None)
    job = locked_one(Job.objects.filter(pk__in=list(action.told)), "miner", "work_order")
    withdrawn = Event.objects.filter(job=job, kind=events.JOB_NOTE_WITHDRAWN.code, data__undoes=action.group)
    if withdrawn.exists():
        raise Refused("The note was withdrawn already: there is nothing left to undo.")
    record(events.JOB_NOTE_WITHDRAWN, [job], by=by, data={"undoes": action.group})
    return Outcome(done=[job])
