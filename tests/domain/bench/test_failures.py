"""Failures are noted per part or for the machine, several in one pass, and taken back."""

from importlib import import_module

import pytest
from django.apps import apps

from hashmend.domain.batches import row
from hashmend.domain.bench.models import Failure
from hashmend.domain.bench.operations import (
    Done,
    Found,
    add_bench_photos,
    note_failures,
    record_repair,
    undo_note_failures,
    withdraw_failures,
)
from hashmend.domain.catalogue.models import FailureType, RepairType
from hashmend.domain.history.models import Event
from hashmend.domain.invariants.checking import broken
from hashmend.domain.invariants.equipment import EQUIPMENT
from hashmend.domain.work_orders.models import Job, between_dots
from hashmend.domain.work_orders.operations import remove_jobs
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories, pictures
from tests.factories_diagnosis import on_the_bench, parts_of

pytestmark = pytest.mark.django_db


def kind(code: str) -> int:
    return FailureType.objects.get(code=code).pk


def test_one_pass_notes_failures_of_several_parts_and_of_the_machine() -> None:
    (job,) = on_the_bench()
    boards, (psu,) = parts_of(job, "hashboard"), parts_of(job, "psu")
    by = factories.staff("technician", name="Ana")

    outcome = note_failures(
        row(job),
        [
            Found("hashboard", boards[1].pk, kind("HB_ZERO_CHIPS"), evidence=["12: Chain[1]: find 0 asic"]),
            Found("hashboard", boards[1].pk, words="Smells  burnt", severity="critical"),
            Found("psu", psu.pk, kind("PSU_FAN"), severity="minor"),
            Found("chassis", None, kind("CH_DUST")),
        ],
        by=by.as_actor(),
    )

    assert [str(failure) for failure in outcome.done] == [
        "0 ASIC found", "Smells burnt", "PSU fan failure", "Heavy dust",
    ]  # fmt: skip
    assert [failure.severity for failure in outcome.done] == ["critical", "critical", "minor", "cosmetic"]
    first = Failure.objects.get(part=boards[1], failure_type__code="HB_ZERO_CHIPS")
    assert (first.evidence, first.found_by) == (["12: Chain[1]: find 0 asic"], by)
    told = Event.objects.filter(kind="failure.noted", job=job).order_by("pk")
    assert told[0].sentence == f"0 ASIC found was found on Hashboard 2 of {job.miner} (critical)."
    assert (told[0].part_id, told[0].miner_id, told[0].group) == (boards[1].pk, job.miner_id, outcome.group)
    assert told[3].sentence == f"Heavy dust was found on chassis of {job.miner} (cosmetic)."
    assert Job.objects.get(pk=job.pk).changed_at > job.changed_at


def test_the_job_knows_the_types_that_were_found_and_forgets_those_withdrawn() -> None:
    job, other = on_the_bench(2)
    boards = parts_of(job, "hashboard")
    burnt, dust = kind("HB_BURNT"), kind("CH_DUST")
    twice = [Found("hashboard", board.pk, burnt) for board in boards[:2]]
    noted = note_failures(row(job), [*twice, Found("chassis", None, dust)], by=SYSTEM)
    in_words = note_failures(row(job), [Found("fan", words="Rattles")], by=SYSTEM)
    assert Job.objects.get(pk=job.pk).failures_key == between_dots([0, burnt, dust]) != ""
    assert Job.objects.get(pk=other.pk).failures_key == ""
    assert broken(EQUIPMENT) == []
    withdraw_failures(Failure.objects.filter(pk__in=[noted.done[0].pk, in_words.done[0].pk]), by=SYSTEM)
    assert Job.objects.get(pk=job.pk).failures_key == between_dots([burnt, dust])
    undo_note_failures(Event.objects.filter(group=noted.group), by=SYSTEM)
    assert Job.objects.get(pk=job.pk).failures_key == ""
    assert broken(EQUIPMENT) == []


def test_jobs_from_before_get_theirs_from_the_failures_noted() -> None:
    job, other = on_the_bench(2)
    found = [Found("fan", words="Rattles"), Found("chassis", None, kind("CH_DUST"))]
    note_failures(row(job), found, by=SYSTEM)
    note_failures(row(other), found[1:], by=SYSTEM)
    kept = list(Job.objects.values_list("failures_key", flat=True).order_by("pk"))
    Job.objects.update(failures_key="")
    import_module("hashmend.domain.migrations.0012_failures_of_jobs").fill(apps, None)
    assert list(Job.objects.values_list("failures_key", flat=True).order_by("pk")) == kept


def test_what_is_noted_already_is_refused_by_itself() -> None:
    (job,) = on_the_bench()
    fan = parts_of(job, "fan")[0]
    note_failures(row(job), [Found("fan", fan.pk, kind("FAN_LOST"))], by=SYSTEM)

    outcome = note_failures(
        row(job),
        [Found("fan", fan.pk, kind("FAN_LOST")), Found("fan", fan.pk, kind("FAN_NOISE"))],
        by=SYSTEM,
    )

    assert [str(failure) for failure in outcome.done] == ["Noise / bearing"]
    assert outcome.refused[0].why == f"Fan not detected is noted for Fan 1 of {job.miner} already."


def test_the_same_type_twice_for_the_machine_is_refused() -> None:
    (job,) = on_the_bench()
    twice = [Found("miner", None, kind("MIN_DOA"))] * 2
    outcome = note_failures(row(job), twice, by=SYSTEM)
    assert (len(outcome.done), len(outcome.refused)) == (1, 1)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        ([], "Choose at least one failure"),
        ([Found("hashboard")], "in your own words"),
        ([Found("wheel", words="Odd")], "what kind of part"),
        ([Found("fan", words="Odd", severity="dreadful")], "severities offered"),
        ([Found("fan", words="x" * 301)], "300 characters"),
        ([Found("fan", 0, words="Odd")], "is no longer in"),
        ([Found("fan", None, 0)], "was retired meanwhile"),
    ],
)
def test_it_refuses_the_whole(found, why) -> None:
    (job,) = on_the_bench()
    with pytest.raises(Refused, match=why):
        note_failures(row(job), [Found("miner", words="Fine"), *found] if found else [], by=SYSTEM)
    assert not Failure.objects.exists()
    assert not Event.objects.filter(kind="failure.noted").exists()


def test_a_failure_of_another_kind_of_part_is_refused() -> None:
    (job,) = on_the_bench()
    with pytest.raises(Refused, match="choose a failure of that kind"):
        note_failures(row(job), [Found("psu", parts_of(job, "psu")[0].pk, kind("FAN_LOST"))], by=SYSTEM)


def test_a_part_of_another_machine_is_refused() -> None:
    job, other = on_the_bench(2)
    with pytest.raises(Refused, match=f"no longer in {job.miner}"):
        note_failures(row(job), [Found("fan", parts_of(other, "fan")[0].pk, kind("FAN_LOST"))], by=SYSTEM)


def test_nothing_is_noted_in_a_machine_that_has_not_arrived() -> None:
    (job,) = factories.jobs(factories.work_order(), status="expected")
    with pytest.raises(Refused, match="has not arrived"):
        note_failures(row(job), [Found("miner", words="Broken")], by=SYSTEM)


def test_failures_are_withdrawn_and_the_history_keeps_them() -> None:
    (job,) = on_the_bench()
    failures = note_failures(row(job), [Found("miner", words="Broken"), Found("miner", words="Wet")], by=SYSTEM).done

    withdraw_failures(row(failures[0]), by=SYSTEM)

    assert [str(failure) for failure in Failure.objects.all()] == ["Wet"]
    event = Event.objects.get(kind="failure.withdrawn")
    assert (event.sentence, event.job_id) == (f"Broken on miner of {job.miner} was withdrawn.", job.pk)


def test_a_machine_on_which_something_was_noted_is_not_removed() -> None:
    noted, seen, untouched = on_the_bench(3)
    note_failures(row(noted), [Found("miner", words="Broken")], by=SYSTEM)
    add_bench_photos(row(seen), None, [pictures.photo()], by=SYSTEM)

    outcome = remove_jobs(Job.objects.filter(pk__in=[noted.pk, seen.pk, untouched.pk]), by=SYSTEM)

    assert [job.miner for job in outcome.done] == [untouched.miner]
    assert [refusal.why for refusal in outcome.refused] == [
        f"Something was noted on {job.miner} at the bench: a machine that was looked at stays in the order."
        for job in (noted, seen)
    ]


def test_a_failure_with_an_answer_stays() -> None:
    (job,) = on_the_bench()
    (failure,) = note_failures(row(job), [Found("miner", words="Dirty")], by=SYSTEM).done
    clean = RepairType.objects.filter(part_type="miner").first()
    record_repair(row(job), Done(clean.pk, answers=[failure.pk]), by=SYSTEM)

    outcome = withdraw_failures(row(failure), by=SYSTEM)

    assert outcome.refused[0].why == f"Dirty is answered by {clean.name}: withdraw that repair first."
    assert Failure.objects.exists()


def test_noting_is_undone_as_a_whole_and_once() -> None:
    (job,) = on_the_bench()
    group = note_failures(row(job), [Found("miner", words="Broken"), Found("miner", words="Wet")], by=SYSTEM).group
    told = Event.objects.filter(group=group)

    assert len(undo_note_failures(told, by=SYSTEM).done) == 2

    assert not Failure.objects.exists()
    with pytest.raises(Refused, match="withdrawn already"):
        undo_note_failures(told, by=SYSTEM)


def test_the_cost_does_not_grow_with_the_number(django_assert_max_num_queries) -> None:
    (job,) = on_the_bench()
    found = [Found("fan", fan.pk, kind("FAN_LOST")) for fan in parts_of(job, "fan")]
    with django_assert_max_num_queries(12):
        note_failures(row(job), found * 3, by=SYSTEM)
