"""Repairs are recorded with what they used and the failures they answer, and taken back."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.bench.models import Component, Failure, Repair
from hashmend.domain.bench.operations import (
    Done,
    Found,
    note_failures,
    record_repair,
    undo_record_repair,
    withdraw_repair,
)
from hashmend.domain.catalogue.models import RepairType
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import open_despite_warranty
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.domain.work_orders.test_warranty import in_warranty
from tests.factories_diagnosis import on_the_bench, parts_of

pytestmark = pytest.mark.django_db


def a_repair_of(part_type: str) -> RepairType:
    return RepairType.objects.filter(part_type=part_type).order_by("pk")[0]


def a_failing_board() -> tuple[Job, int, Failure]:
    (job,) = on_the_bench()
    board = parts_of(job, "hashboard")[0]
    (failure,) = note_failures(row(job), [Found("hashboard", board.pk, words="Chip 12 is dead")], by=SYSTEM).done
    return job, board.pk, failure


def test_a_repair_says_what_it_used_took_and_answers() -> None:
    job, board, failure = a_failing_board()
    by, kind = factories.staff("technician", name="Ana"), a_repair_of("hashboard")

    outcome = record_repair(
        row(job),
        Done(kind.pk, board, 45, " Reballed. ", [("BM1398", 1), ("solder  balls", 9), ("BM1398", 2)], [failure.pk]),
        by=by.as_actor(),
    )

    repair = Repair.objects.get()
    assert (repair.part_id, repair.minutes, repair.note, repair.done_by) == (board, 45, "Reballed.", by)
    assert [str(one) for one in Component.objects.order_by("pk")] == ["3 × BM1398", "9 × solder balls"]
    failure.refresh_from_db()
    assert failure.answered_by == repair
    event = Event.objects.get(kind="repair.recorded", group=outcome.group)
    assert event.sentence == (
        f"{kind.name} was done to Hashboard 1 of {job.miner}. Used: 3 × BM1398, 9 × solder balls;"
        " answers: Chip 12 is dead."
    )
    assert (event.part_id, event.job_id) == (board, job.pk)


def test_the_machine_itself_is_repaired_too() -> None:
    (job,) = on_the_bench()
    kind = a_repair_of("chassis")
    record_repair(row(job), Done(kind.pk), by=SYSTEM)
    assert (Repair.objects.get().part, Repair.objects.get().minutes) == (None, None)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"repair_type_id": 0}, "was retired meanwhile"),
        ({"minutes": -1}, "minutes cannot be"),
        ({"minutes": 99_999}, "minutes cannot be"),
        ({"components": [("", 1)]}, "Name every component"),
        ({"components": [("Cable", 0)]}, "0 × Cable cannot be"),
        ({"answers": [0]}, "withdrawn meanwhile"),
        ({"part_id": 0}, "no longer in"),
    ],
)
def test_it_refuses(values, why) -> None:
    job, board, _ = a_failing_board()
    done = {"repair_type_id": a_repair_of("hashboard").pk, "part_id": board, **values}
    with pytest.raises(Refused, match=why):
        record_repair(row(job), Done(**done), by=SYSTEM)
    assert not Repair.objects.exists()
    assert not Event.objects.filter(kind="repair.recorded").exists()


def test_a_repair_of_another_kind_of_part_is_refused() -> None:
    job, board, _ = a_failing_board()
    with pytest.raises(Refused, match="is no repair of a Hashboard"):
        record_repair(row(job), Done(a_repair_of("fan").pk, board), by=SYSTEM)


def test_a_machine_in_its_makers_warranty_is_not_repaired_until_somebody_allows_it() -> None:
    (job,) = on_the_bench()
    in_warranty(job)
    kind = a_repair_of("chassis")
    with pytest.raises(Refused, match="is in its maker's warranty"):
        record_repair(row(job), Done(kind.pk), by=SYSTEM)
    assert not Repair.objects.exists()
    open_despite_warranty(row(job), "The maker refused", by=SYSTEM).or_refuse()
    assert record_repair(row(job), Done(kind.pk), by=SYSTEM).done


def test_a_failure_is_answered_once() -> None:
    job, board, failure = a_failing_board()
    done = Done(a_repair_of("hashboard").pk, board, answers=[failure.pk])
    record_repair(row(job), done, by=SYSTEM)
    with pytest.raises(Refused, match="answered by another repair already"):
        record_repair(row(job), done, by=SYSTEM)


def test_withdrawing_opens_the_failures_again() -> None:
    job, board, failure = a_failing_board()
    done = Done(a_repair_of("hashboard").pk, board, components=[("BM1398", 1)], answers=[failure.pk])
    (repair,) = record_repair(row(job), done, by=SYSTEM).done

    withdraw_repair(row(repair), by=SYSTEM)

    assert (Repair.objects.count(), Component.objects.count()) == (0, 0)
    assert Failure.objects.unanswered().get() == failure
    assert "was withdrawn" in Event.objects.get(kind="repair.withdrawn").sentence


def test_a_repair_is_undone_once() -> None:
    job, board, _ = a_failing_board()
    told = Event.objects.filter(
        group=record_repair(row(job), Done(a_repair_of("hashboard").pk, board), by=SYSTEM).group
    )

    undo_record_repair(told, by=SYSTEM)

    assert not Repair.objects.exists()
    with pytest.raises(Refused, match="withdrawn already"):
        undo_record_repair(told, by=SYSTEM)
