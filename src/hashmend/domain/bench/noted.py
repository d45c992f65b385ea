"""The notes on a machine that stand."""

from hashmend.domain.bench import events
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import Actor


def job_notes(job: Job, actor: Actor) -> list[Event]:
    """Return the notes of a stay that nobody withdrew, the latest first; one query."""
    kinds = [events.JOB_NOTE_WRITTEN.code, events.JOB_NOTE_WITHDRAWN.code]
    found = Event.objects.visible_to(actor).filter(job=job.pk, kind__in=kinds).select_related("work_order")
    told = list(found.newest_first())
    withdrawn = {event.data["undoes"] for event in told if "undoes" in event.data}
    return [event for event in told if "words" in event.data and event.group not in withdrawn]
