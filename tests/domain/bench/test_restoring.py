"""What was withdrawn at the bench, or added to it by mistake, is taken back as it was."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPhoto, Failure, Repair
from hashmend.domain.bench.operations import (
    Done,
    Found,
    add_bench_photos,
    note_failures,
    record_repair,
    undo_add_bench_photos,
    undo_note_failures,
    undo_withdraw_failures,
    undo_withdraw_repair,
    withdraw_failures,
    withdraw_repair,
)
from hashmend.domain.catalogue.models import FailureType, RepairType
from hashmend.domain.files import path_of
from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.domain.work_orders.models import Job
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import pictures
from tests.factories_diagnosis import on_the_bench, parts_of

pytestmark = pytest.mark.django_db


def told(group: str) -> EventQuerySet:
    return Event.objects.filter(group=group)


def a_failing_board() -> tuple[Job, Failure]:
    (job,) = on_the_bench()
    found = Found(
        "hashboard", parts_of(job, "hashboard")[0].pk, FailureType.objects.get(code="HB_ZERO_CHIPS").pk,
        words="since Monday", severity="minor", evidence=["2: find 0 asic"],
    )  # fmt: skip
    (failure,) = note_failures(row(job), [found], by=SYSTEM).done
    return job, failure


def all_of(model: type[Failure] | type[Repair]) -> list[dict[str, object]]:
    return [{k: v for k, v in values.items() if k != "id"} for values in model.objects.order_by("pk").values()]


def test_a_withdrawn_failure_stands_again_as_it_stood() -> None:
    job, failure = a_failing_board()
    before = all_of(Failure)
    group = withdraw_failures(row(failure), by=SYSTEM).group
    assert not Failure.objects.exists()

    undo_withdraw_failures(told(group), by=SYSTEM)

    assert all_of(Failure) == before
    assert "stands again" in Event.objects.get(kind="failure.restored", job=job).sentence
    assert Job.objects.get(pk=job.pk).failures.count() == 1
    with pytest.raises(Refused, match="stands again already"):
        undo_withdraw_failures(told(group), by=SYSTEM)


def test_an_undone_note_can_be_brought_back_too() -> None:
    job, _ = a_failing_board()
    noted = Event.objects.get(kind="failure.noted", job=job)
    undo_note_failures(told(noted.group), by=SYSTEM)
    undo_withdraw_failures(told(Event.objects.get(kind="failure.withdrawn").group), by=SYSTEM)
    assert Failure.objects.get().words == "since Monday"


def test_a_failure_that_was_noted_anew_is_not_doubled() -> None:
    job, failure = a_failing_board()
    group = withdraw_failures(row(failure), by=SYSTEM).group
    note_failures(row(job), [Found("hashboard", failure.part_id, failure.failure_type_id)], by=SYSTEM)
    with pytest.raises(Refused, match="0 ASIC found was noted again since"):
        undo_withdraw_failures(told(group), by=SYSTEM)
    assert Failure.objects.get().words == ""


def test_a_withdrawal_of_long_ago_stays() -> None:
    _, failure = a_failing_board()
    group = withdraw_failures(row(failure), by=SYSTEM).group
    with pytest.MonkeyPatch.context() as later:
        now = clock.now() + timedelta(minutes=11)
        later.setattr(clock, "now", lambda: now)
        with pytest.raises(Refused, match="10 minutes ago"):
            undo_withdraw_failures(told(group), by=SYSTEM)


def test_a_withdrawn_repair_stands_again_with_what_it_used_and_answers() -> None:
    job, failure = a_failing_board()
    kind = RepairType.objects.filter(part_type="hashboard").first()
    assert kind
    work = Done(kind.pk, failure.part_id, 25, "Fine.", [("BM1398", 3), ("flux", 1)], [failure.pk])
    (repair,) = record_repair(row(job), work, by=SYSTEM).done
    before = all_of(Repair)
    group = withdraw_repair(row(repair), by=SYSTEM).group

    undo_withdraw_repair(told(group), by=SYSTEM)

    assert all_of(Repair) == before
    again = Repair.objects.get()
    assert [str(one) for one in again.components.order_by("pk")] == ["3 × BM1398", "1 × flux"]
    assert list(again.answers.all()) == [failure]
    with pytest.raises(Refused, match="stands again already"):
        undo_withdraw_repair(told(group), by=SYSTEM)


def failing_boards(machines: int) -> list[Failure]:
    """Note a failure of the catalogue on each board of so many machines, and one in words on each machine."""
    jobs, found = on_the_bench(machines), []
    kind = FailureType.objects.get(code="HB_ZERO_CHIPS")
    for job in jobs:
        boards = [Found("hashboard", part.pk, kind.pk) for part in parts_of(job, "hashboard")]
        found += note_failures(row(job), [*boards, Found("fan", words="rattles")], by=SYSTEM).done
    return found


def test_many_failures_come_back_with_as_many_queries_as_a_few() -> None:
    asked = []
    for machines in (1, 3):
        failures = failing_boards(machines)
        group = withdraw_failures(Failure.objects.filter(pk__in=[one.pk for one in failures]), by=SYSTEM).group
        with CaptureQueriesContext(connection) as queries:
            undo_withdraw_failures(told(group), by=SYSTEM)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert Failure.objects.count() == 16


def test_many_repairs_come_back_with_as_many_queries_as_a_few() -> None:
    asked = []
    for machines in (1, 3):
        failures = [one for one in failing_boards(machines) if one.part_id]
        kind = RepairType.objects.filter(part_type="hashboard").first()
        assert kind
        repairs = [
            record_repair(row(one.job), Done(kind.pk, one.part_id, None, "", [("flux", 1)], [one.pk]), by=SYSTEM).done[
                0
            ]
            for one in failures
        ]
        group = withdraw_repair(Repair.objects.filter(pk__in=[one.pk for one in repairs]), by=SYSTEM).group
        with CaptureQueriesContext(connection) as queries:
            undo_withdraw_repair(told(group), by=SYSTEM)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert all(repair.answers.get().part_id == repair.part_id for repair in Repair.objects.all())
    assert [repair.components.count() for repair in Repair.objects.all()] == [1] * 12


def test_photos_added_by_mistake_go_with_their_files(django_capture_on_commit_callbacks) -> None:
    (job,) = on_the_bench()
    kept = add_bench_photos(row(job), None, [pictures.photo("right.jpg")], by=SYSTEM)
    wrong = add_bench_photos(row(job), None, [pictures.photo("wrong.jpg"), pictures.photo()], by=SYSTEM)
    files = [Path(path_of(name)) for photo in wrong.done for name in (photo.file_name, photo.thumb_name)]
    assert all(file.exists() for file in files)

    with django_capture_on_commit_callbacks(execute=True):
        undo_add_bench_photos(told(wrong.group), by=SYSTEM)

    assert list(BenchPhoto.objects.all()) == kept.done
    assert not any(file.exists() for file in files)
    removed = Event.objects.get(kind="job.photos-removed").sentence
    assert removed == f"2 photos of the machine, added by mistake, removed: {job.miner}."
    with pytest.raises(Refused, match="removed already"):
        undo_add_bench_photos(told(wrong.group), by=SYSTEM)
