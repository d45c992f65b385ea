"""What a technician's day shows: own machines, queues of the shop, running tests, the parts that are lacking."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.bench import day
from hashmend.domain.bench.models import Failure
from hashmend.domain.bench.needs import needs
from hashmend.domain.bench.operations import Found, note_failures, place_job, start_test, stop_test
from hashmend.domain.bench.running import running_tests
from hashmend.domain.fitting.operations import mark_missing, remove_to_stock, set_condition
from hashmend.domain.parts.entries import SpareEntry
from hashmend.domain.parts.levels import low_stock
from hashmend.domain.parts.models import Part
from hashmend.domain.parts.operations import receive_spares, reserve_spares, set_stock_level
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import take_jobs, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM, Actor
from tests import factories, factories_bench
from tests.factories_diagnosis import on_the_bench, parts_of

pytestmark = pytest.mark.django_db


def technician() -> Actor:
    return factories.staff("technician").as_actor()


def set_to(status: str, *jobs: Job, by: Actor = SYSTEM) -> None:
    update_status(Job.objects.filter(pk__in=[job.pk for job in jobs]), status, by=by).or_refuse()


def test_my_machines_are_those_i_took_and_that_have_no_outcome() -> None:
    jobs, me = factories.jobs(factories.work_order(), 3), technician()
    take_jobs(row(jobs[0]), by=me).or_refuse()
    take_jobs(row(jobs[1]), by=me).or_refuse()
    take_jobs(row(jobs[2]), by=technician()).or_refuse()
    set_to(Status.REPAIRED, jobs[1])
    assert day.my_machines(me) == [jobs[0]]
    assert day.done_today(me) == [jobs[1]]


def test_what_was_done_yesterday_is_not_done_today() -> None:
    (job,), me = factories.jobs(factories.work_order()), technician()
    with clock.standing_at(clock.now() - timedelta(days=1)):
        take_jobs(row(job), by=me).or_refuse()
        set_to(Status.REPAIRED, job)
        assert day.done_today(me) == [job]
    assert day.done_today(me) == []


def test_every_open_status_of_a_machine_that_arrived_is_in_one_group() -> None:
    grouped = [status for group in day.GROUPS for status in group.statuses]
    assert sorted(grouped) == sorted(set(Status) - {Status.EXPECTED} - set(day.OUTCOMES))


def test_the_queues_count_the_whole_shop() -> None:
    jobs = factories.jobs(factories.work_order(), 4)
    factories.jobs(factories.work_order(), status=Status.EXPECTED)
    factories.jobs(factories.work_order(), status=Status.REPAIRED)
    take_jobs(row(jobs[0]), by=technician()).or_refuse()
    start_test(row(jobs[1]), factories_bench.profile(least_share=None), by=SYSTEM)
    set_to(Status.STRESS_TEST, jobs[2])
    assert day.queues(SYSTEM) == {
        Status.RECEIVED: day.Queue(count=2, free=1, untested=2),
        Status.STRESS_TEST: day.Queue(count=2, free=2, untested=1),
    }
    assert list(day.next_to_take(SYSTEM)) == [jobs[3]]
    assert list(day.next_to_test(SYSTEM)) == [jobs[2]]


def test_orders_that_wait_for_approval_stand_with_the_longest_wait_first() -> None:
    late, soon = factories.work_order(), factories.work_order()
    first, second = factories.jobs(late, 2), factories.jobs(soon)
    set_to(Status.AWAITING_APPROVAL, *second)
    with clock.standing_at(clock.now() - timedelta(days=3)):
        set_to(Status.AWAITING_APPROVAL, *first)
    assert [(one["work_order__number"], one["count"]) for one in day.approvals(SYSTEM)] == [
        (late.number, 2), (soon.number, 1),
    ]  # fmt: skip


def test_a_running_test_says_how_long_it_goes_on_and_that_its_time_is_up() -> None:
    (job,) = factories.jobs(factories.work_order())
    start = clock.now()
    with clock.standing_at(start):
        test = start_test(row(job), factories_bench.profile(least_share=None, minutes=120), by=SYSTEM)
    with clock.standing_at(start + timedelta(minutes=90)):
        running = running_tests(SYSTEM)[job.pk]
        assert (running.is_over, running.left, running.percent) == (False, timedelta(minutes=30), 75)
    with clock.standing_at(start + timedelta(minutes=150)):
        running = running_tests(SYSTEM)[job.pk]
        assert (running.is_over, running.left, running.percent) == (True, timedelta(minutes=30), 100)
    stop_test(row(test), "Power cut", by=SYSTEM)
    assert running_tests(SYSTEM) == {}


def test_positions_stand_by_their_codes_with_their_machines() -> None:
    (job,) = factories.jobs(factories.work_order())
    second, first = factories_bench.position("B-02"), factories_bench.position("B-01")
    place_job(row(job), row(second), by=SYSTEM)
    assert [(one.code, one.job) for one in day.positions(SYSTEM)] == [("B-01", None), ("B-02", job)]
    assert [one.pk for one in day.positions(SYSTEM)] == [first.pk, second.pk]


def spares(job: Job, count: int, part_type: str = "hashboard") -> None:
    entries = [SpareEntry(part_type=part_type, model=job.miner.model) for _ in range(count)]
    receive_spares(entries, by=SYSTEM).or_refuse()


def told() -> list[tuple[str, int, int, int]]:
    return [(need.label, need.machines, need.parts, need.fitting) for need in needs(SYSTEM).together]


def test_needs_are_empty_slots_and_broken_parts_of_machines_that_wait() -> None:
    jobs = on_the_bench(3)
    boards = [part for job in jobs[:2] for part in parts_of(job, "hashboard")[:2]]
    set_condition(Part.objects.filter(pk__in=[boards[0].pk, boards[2].pk]), "faulty", by=SYSTEM).or_refuse()
    mark_missing(row(boards[1]), by=SYSTEM).or_refuse()
    set_condition(row(parts_of(jobs[2], "fan")[0]), "faulty", by=SYSTEM).or_refuse()
    assert told() == []
    set_to(Status.AWAITING_PARTS, *jobs)
    spares(jobs[0], 2)
    assert told() == [("Hashboard", 2, 3, 2), ("Fan", 1, 1, 0)]
    assert list(needs(SYSTEM).of(jobs[0])) == [("Hashboard", 2, 2)]
    assert not needs(SYSTEM).together[0].is_met


def test_a_machine_of_which_nobody_noted_what_it_lacks_is_counted() -> None:
    jobs = on_the_bench(2)
    set_to(Status.AWAITING_PARTS, *jobs)
    assert (needs(SYSTEM).unknown, needs(SYSTEM).together) == (2, [])


def test_spares_that_somebody_else_waits_for_do_not_count() -> None:
    job, other = on_the_bench(2)
    mark_missing(row(parts_of(job, "psu")[0]), by=SYSTEM).or_refuse()
    set_to(Status.AWAITING_PARTS, job)
    spares(job, 2, "psu")
    first, second = Part.objects.in_stock().order_by("pk")
    reserve_spares(row(first), other.miner, by=SYSTEM).or_refuse()
    reserve_spares(row(second), job.miner, by=SYSTEM).or_refuse()
    assert told() == [("PSU", 1, 1, 1)]
    assert needs(SYSTEM).together[0].is_met


def test_a_spare_of_unknown_condition_that_a_failure_waits_on_counts_nowhere() -> None:
    """As at the bench, which does not offer it: until it is repaired, or somebody notes it as good."""
    job, other = on_the_bench(2)
    mark_missing(row(parts_of(job, "psu")[0]), by=SYSTEM).or_refuse()
    set_to(Status.AWAITING_PARTS, job)
    (taken,) = parts_of(other, "psu")
    note_failures(row(other), [Found("psu", taken.pk, words="no output", severity="major")], by=SYSTEM).or_refuse()
    remove_to_stock(row(taken), by=SYSTEM).or_refuse()
    row(taken).update(owner=None)
    set_stock_level("psu", job.miner.model, 1, by=SYSTEM)
    assert told() == [("PSU", 1, 1, 0)]
    assert [one.count for one in low_stock(SYSTEM, failing=Failure.objects.waits_on_part())] == [0]
    set_condition(row(taken), "good", by=SYSTEM).or_refuse()
    assert told() == [("PSU", 1, 1, 1)]
    assert not low_stock(SYSTEM, failing=Failure.objects.waits_on_part())


@pytest.mark.parametrize("count", [1, 12])
def test_the_day_takes_as_many_queries_whatever_waits(count: int) -> None:
    jobs, me = on_the_bench(count), technician()
    take_jobs(Job.objects.all(), by=me).or_refuse()
    for job in jobs:
        mark_missing(row(parts_of(job, "psu")[0]), by=SYSTEM).or_refuse()
    set_to(Status.AWAITING_PARTS, *jobs)
    with CaptureQueriesContext(connection) as asked:
        lacking = needs(me)
        for job in day.my_machines(me):
            assert list(lacking.of(job)), str(job.work_order.customer)
    assert len(asked) == 5


def test_a_spare_of_the_trade_model_fits_its_variants() -> None:
    trade = factories.miner_model()
    variant = factories.miner_model(trade.name, variant="V20", level="variant", base_model=trade)
    (job,) = on_the_bench(1, model=variant)
    mark_missing(row(parts_of(job, "psu")[0]), by=SYSTEM).or_refuse()
    set_to(Status.AWAITING_PARTS, job)
    receive_spares([SpareEntry(part_type="psu", model=trade)], by=SYSTEM).or_refuse()
    (need,) = needs(SYSTEM).together
    assert (need.model, need.kinds, need.fitting) == (trade, [variant.pk], 1)
    assert list(needs(SYSTEM).of(job)) == [("PSU", 1, 1)]
