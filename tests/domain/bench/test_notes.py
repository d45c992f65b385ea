"""Notes on a machine."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.bench.noted import job_notes
from hashmend.domain.bench.operations import withdraw_job_note, write_job_note
from hashmend.domain.history.kinds import customer_kinds
from hashmend.domain.history.models import Event
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests.factories_bench import a_machine

pytestmark = pytest.mark.django_db


def test_notes_stand_with_the_latest_first_and_are_in_the_history() -> None:
    job, other = a_machine(), a_machine()
    for words in ("Fan guard is missing.", "Customer wants the old PSU back.\n\x00"):
        write_job_note(row(job), words, by=SYSTEM)
    told = [event.data["words"] for event in job_notes(job, SYSTEM)]
    assert told == ["Customer wants the old PSU back.", "Fan guard is missing."]
    assert job_notes(other, SYSTEM) == []
    written = Event.objects.filter(kind="job.note-written", job=job).order_by("pk").first()
    assert written
    assert written.sentence == f"Noted on {job.miner}: “Fan guard is missing.”."
    assert not {"job.note-written", "job.note-withdrawn"} & set(customer_kinds())


@pytest.mark.parametrize(("words", "why"), [("  \n", "is empty"), ("x" * 4001, "4,001 characters; 4,000 is the most")])
def test_what_is_no_note_is_refused(words: str, why: str) -> None:
    job = a_machine()
    with pytest.raises(Refused, match=why):
        write_job_note(row(job), words, by=SYSTEM)
    assert job_notes(job, SYSTEM) == []


def test_a_note_is_withdrawn_once_and_the_history_keeps_it() -> None:
    job = a_machine()
    told = Event.objects.filter(group=write_job_note(row(job), "Wrong machine", by=SYSTEM).group)
    withdraw_job_note(told, by=SYSTEM)
    assert job_notes(job, SYSTEM) == []
    assert told.get().data["words"] == "Wrong machine"
    with pytest.raises(Refused, match="withdrawn already"):
        withdraw_job_note(told, by=SYSTEM)
