"""Notes on the page of a machine: what the people of the repair centre tell each other about it."""

from typing import Any

from django.http import HttpResponse

from hashmend.desk.bench.frame import Bench, done, the_bench
from hashmend.desk.doors import page
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.noted import job_notes
from hashmend.domain.bench.operations import write_job_note
from hashmend.domain.bench.operations.notes import LONGEST_NOTE
from hashmend.domain.history.models import Event
from hashmend.web.actors import PageRequest


def panel(request: PageRequest, bench: Bench) -> dict[str, Any] | None:
    """Return the notes on the machine in this stay, each with the way to withdraw it."""
    if bench.chosen:
        return None
    notes = [(event, _withdrawal(event, bench)) for event in job_notes(bench.job, request.actor)]
    return {"notes": notes, "most": LONGEST_NOTE}


def _withdrawal(event: Event, bench: Bench) -> str:
    return undo_url(event.work_order or bench.order)(event.group)


@page(Permission.WRITE_NOTES, methods=("POST",))
def write(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Write a note on the machine."""
    bench = the_bench(request, number, position)
    outcome = write_job_note(row(bench.job), request.POST.get("note", ""), by=request.actor)
    undo = undo_url(bench.order)(outcome.group)
    return done(request, bench, f"Noted on {bench.miner}.", at="notes", undo_url=undo)
