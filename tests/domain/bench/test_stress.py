"""A stress test from its start to its verdict, and what that does to the machine's status."""

from decimal import Decimal

import pytest

from hashmend.domain.batches import row
from hashmend.domain.bench.models import StressTest
from hashmend.domain.bench.operations import add_readings, end_test, start_test, stop_test, undo_end_test
from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.factories_bench import a_machine, profile, reading
from tests.factories_logistics import an_outbound_container

pytestmark = pytest.mark.django_db


def started(job: object = None) -> StressTest:
    return start_test(row(job or a_machine()), profile(), nominal_ths=Decimal(100), by=SYSTEM)


def sentences(test: StressTest) -> list[str]:
    return [event.sentence for event in Event.objects.filter(job=test.job_id).order_by("pk")]


def test_it_begins_and_the_machine_is_in_stress_test() -> None:
    test = started()
    test.job.refresh_from_db()
    assert (test.verdict, test.job.status) == ("running", Status.STRESS_TEST)
    assert f"A stress test of {test.job.miner} began: Two hours." in sentences(test)


def test_only_one_runs_at_a_time() -> None:
    test = started()
    with pytest.raises(Refused, match=r"is running .Two hours.: end or stop it first"):
        start_test(row(test.job), test.profile, nominal_ths=Decimal(100), by=SYSTEM)
    stop_test(row(test), "Breaker tripped.", by=SYSTEM)
    assert start_test(row(test.job), test.profile, nominal_ths=Decimal(100), by=SYSTEM).pk != test.pk


def test_a_profile_that_asks_for_the_hashrate_asks_for_the_nominal_one() -> None:
    job = a_machine()
    with pytest.raises(Refused, match=f"asks for 95.% of the nominal .* the label of {job.miner} says"):
        start_test(row(job), profile(), by=SYSTEM)
    assert start_test(row(job), profile("Fans alone", least_share=None), by=SYSTEM).verdict == "running"


def test_machines_that_are_away_or_packed_are_not_tested() -> None:
    (expected,) = factories.jobs(factories.work_order(), status=Status.EXPECTED)
    with pytest.raises(Refused, match="has not arrived"):
        start_test(row(expected), profile(), by=SYSTEM)
    packed = a_machine()
    update_status(row(packed), Status.REPAIRED, by=SYSTEM).or_refuse()
    container = an_outbound_container(packed.work_order)
    type(packed).objects.filter(pk=packed.pk).update(outbound_container=container)
    with pytest.raises(Refused, match="take it out before it becomes Stress test"):
        start_test(row(packed), profile("Other"), nominal_ths=Decimal(100), by=SYSTEM)
    assert StressTest.objects.count() == 0


def test_passed_it_leaves_the_status_to_a_person() -> None:
    test = started()
    add_readings(row(test), [reading(120), reading(60)], by=SYSTEM)
    ended = end_test(row(test), by=SYSTEM).done[0]
    test.job.refresh_from_db()
    assert (ended.verdict, test.job.status) == ("passed", Status.STRESS_TEST)
    assert all(reason["holds"] for reason in ended.reasons)
    passed = Event.objects.get(kind="job.test-passed")
    assert passed.sentence.startswith(f"{test.job.miner} passed its stress test (Two hours): It ran its 120 minutes")
    assert update_status(row(test.job), Status.REPAIRED, by=SYSTEM).done


def test_failed_it_returns_the_machine_to_repair_with_its_reason() -> None:
    test = started()
    add_readings(row(test), [reading(60, chips=299)], by=SYSTEM)
    assert end_test(row(test), by=SYSTEM).done[0].verdict == "failed"
    test.job.refresh_from_db()
    assert test.job.status == Status.IN_REPAIR
    assert "Chips: 299 of 300 in minute 60." in Event.objects.get(kind="job.test-failed").sentence
    assert sentences(test)[-1] == f"{test.job.miner} went from Stress test to In repair."


def test_what_cannot_be_judged_yet_neither_passes_nor_fails() -> None:
    test = started()
    with pytest.raises(Refused, match="Nothing was read yet"):
        end_test(row(test), by=SYSTEM)
    add_readings(row(test), [reading(100)], by=SYSTEM)
    with pytest.raises(Refused, match=r"up to minute 100 of 120.*Add readings, or stop the test"):
        end_test(row(test), by=SYSTEM)
    test.refresh_from_db()
    assert test.verdict == "running"


def test_a_failure_that_cannot_change_the_status_changes_nothing() -> None:
    test = started()
    add_readings(row(test), [reading(60, temp_c=95)], by=SYSTEM)
    update_status(row(test.job), Status.REPAIRED, by=SYSTEM).or_refuse()
    container = an_outbound_container(test.job.work_order)
    type(test.job).objects.filter(pk=test.job_id).update(outbound_container=container)
    before = Event.objects.count()
    with pytest.raises(Refused, match="take it out before it becomes In repair"):
        end_test(row(test), by=SYSTEM)
    test.refresh_from_db()
    assert (test.verdict, Event.objects.count()) == ("running", before)


def test_readings_merge_and_name_what_cannot_be() -> None:
    test = started()
    add_readings(row(test), [reading(40), reading(50)], by=SYSTEM)
    again = add_readings(row(test), [reading(40, ths=50)], by=SYSTEM)
    assert [(one["minute"], one["ths"]) for one in again.readings] == [(40, 50), (50, 99)]
    assert sentences(test)[-1] == f"Read in the stress test of {test.job.miner}: 1 reading, minute 40."
    with pytest.raises(Refused, match="Reading 1: fans cannot be 500"):
        add_readings(row(test), [reading(60, fans=500)], by=SYSTEM)
    with pytest.raises(Refused, match="at least one reading"):
        add_readings(row(test), [], by=SYSTEM)


def test_what_has_ended_stays() -> None:
    test = started()
    with pytest.raises(Refused, match="Say why"):
        stop_test(row(test), " ", by=SYSTEM)
    stop_test(row(test), "Breaker tripped.", by=SYSTEM)
    assert sentences(test)[-1] == f"The stress test of {test.job.miner} (Two hours) was stopped: Breaker tripped."
    for act in (
        lambda: stop_test(row(test), "again", by=SYSTEM),
        lambda: end_test(row(test), by=SYSTEM),
        lambda: add_readings(row(test), [reading(1)], by=SYSTEM),
    ):
        with pytest.raises(Refused, match=r"has ended .stopped.: start another one"):
            act()


def told(test: StressTest) -> EventQuerySet:
    kinds = ["job.test-passed", "job.test-failed", "job.test-stopped"]
    ended = Event.objects.filter(job=test.job_id, kind__in=kinds).order_by("-pk").first()
    assert ended
    return Event.objects.filter(group=ended.group)


def test_a_test_that_was_ended_too_early_goes_on_and_its_machine_is_tested_again() -> None:
    test = started()
    add_readings(row(test), [reading(60, chips=299)], by=SYSTEM)
    end_test(row(test), by=SYSTEM)

    undo_end_test(told(test), by=SYSTEM)

    test.refresh_from_db()
    assert (test.verdict, test.reasons, test.ended_at, test.job.status) == ("running", [], None, Status.STRESS_TEST)
    assert f"The stress test of {test.job.miner} (Two hours) goes on" in " ".join(sentences(test))
    with pytest.raises(Refused, match="goes on already"):
        undo_end_test(told(test), by=SYSTEM)
    add_readings(row(test), [reading(90)], by=SYSTEM)
    stop_test(row(test), "Power cut", by=SYSTEM)
    undo_end_test(told(test), by=SYSTEM)
    test.refresh_from_db()
    assert (test.verdict, len(test.readings)) == ("running", 2)


def test_it_does_not_go_on_beside_another_one_or_against_a_later_status() -> None:
    test = started()
    add_readings(row(test), [reading(60), reading(120)], by=SYSTEM)
    end_test(row(test), by=SYSTEM)
    update_status(row(test.job), Status.REPAIRED, by=SYSTEM)
    with pytest.raises(Refused, match="is Repaired since: set it to Stress test first"):
        undo_end_test(told(test), by=SYSTEM)
    update_status(row(test.job), Status.STRESS_TEST, by=SYSTEM)
    another = start_test(row(test.job), test.profile, nominal_ths=Decimal(100), by=SYSTEM)
    with pytest.raises(Refused, match="is running"):
        undo_end_test(told(test), by=SYSTEM)
    assert StressTest.objects.get(verdict="running") == another
