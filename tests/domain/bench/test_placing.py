"""Machines at positions: one at each, put there and taken off, and what frees a position by itself."""

import pytest

from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations import place_job, retire_positions, take_off
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.models import Direction
from hashmend.domain.logistics.operations import assign_to_outbound_container, create_containers
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import move_jobs, undo_update_status, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.errors import Refused
from tests import factories
from tests.factories_bench import position
from tests.races import at_once

pytestmark = pytest.mark.django_db


def technician(name: str = "Theo Lind") -> Actor:
    return factories.staff("technician", name=name).as_actor()


def placed(job: Job, where: BenchPosition, by: Actor = SYSTEM) -> BenchPosition:
    return place_job(row(job), row(where), by=by)


def fresh(where: BenchPosition) -> BenchPosition:
    return BenchPosition.objects.select_related("job").get(pk=where.pk)


def told(job: Job) -> list[str]:
    return [event.sentence for event in Event.objects.filter(job=job.pk).order_by("pk")]


def test_a_machine_put_at_a_bench_is_the_persons_own() -> None:
    (job,), bench, theo = factories.jobs(factories.work_order()), position("B-01"), technician()
    assert placed(job, bench, theo).placed_by_id == theo.user_id
    job.refresh_from_db()
    assert (fresh(bench).job, job.technician_id) == (job, theo.user_id)
    name = str(job.miner)
    assert told(job)[-2:] == [f"{name} was put at B-01 (before: nowhere).", f"Theo Lind took {name} (before: nobody)."]


def test_the_bench_of_somebody_else_makes_it_theirs() -> None:
    (job,), theo, ines = factories.jobs(factories.work_order()), technician(), technician("Ines Okafor")
    placed(job, position("B-01"), ines)
    placed(job, position("B-02"), theo)
    job.refresh_from_db()
    assert job.technician_id == theo.user_id


def test_burn_in_leaves_whose_it_is() -> None:
    (job,) = factories.jobs(factories.work_order())
    placed(job, position("R1-01", "burn-in"), technician())
    job.refresh_from_db()
    assert job.technician is None


def test_a_machine_leaves_where_it_was_when_it_is_put_elsewhere() -> None:
    (job,), first, second = factories.jobs(factories.work_order()), position("B-01"), position("R1-01", "burn-in")
    placed(job, first)
    placed(job, second)
    assert (fresh(first).job, fresh(first).placed_at, fresh(second).job) == (None, None, job)
    assert told(job)[-1] == f"{job.miner} was put at R1-01 (before: B-01)."


def test_a_taken_position_says_who_is_there_and_what_to_do() -> None:
    (job, other), bench = factories.jobs(factories.work_order(), 2), position("B-01")
    placed(other, bench)
    with pytest.raises(Refused) as refusal:
        placed(job, bench)
    assert refusal.value.sentence == (
        f"{other.miner} (Received) stands at B-01: take it off first, or choose to put {job.miner} there instead."
    )
    assert fresh(bench).job == other


def test_instead_of_another_it_takes_that_one_off() -> None:
    (job,), (other,) = factories.jobs(factories.work_order()), factories.jobs(factories.work_order())
    bench = position("B-01")
    placed(other, bench)
    place_job(row(job), row(bench), by=SYSTEM, instead=True)
    assert fresh(bench).job == job
    assert told(other)[-1] == f"{other.miner} was taken off B-01: {job.miner} was put there."


def test_where_it_stands_already_nothing_happens() -> None:
    (job,), bench = factories.jobs(factories.work_order()), position("B-01")
    placed(job, bench)
    before = Event.objects.count()
    with pytest.raises(Refused, match="is at B-01 already"):
        placed(job, bench)
    assert Event.objects.count() == before


def test_a_retired_position_takes_no_machine() -> None:
    (job,), bench = factories.jobs(factories.work_order()), position("B-01")
    retire_positions(row(bench), by=SYSTEM).or_refuse()
    with pytest.raises(Refused, match="B-01 is retired: choose a position that is in use"):
        placed(job, bench)


@pytest.mark.parametrize(
    ("status", "why"), [(Status.EXPECTED, "has not arrived"), (Status.REPAIRED, "is Repaired: set another status")]
)
def test_a_machine_that_nobody_works_on_is_put_nowhere(status: str, why: str) -> None:
    (job,) = factories.jobs(factories.work_order(), status=status)
    with pytest.raises(Refused, match=why):
        placed(job, position("B-01"))


def test_a_packed_machine_is_put_nowhere() -> None:
    (job,) = factories.jobs(factories.work_order(), status=Status.REPAIRED)
    (pallet,) = create_containers(job.work_order, Direction.OUTBOUND, by=SYSTEM)
    assign_to_outbound_container(row(job), pallet, by=SYSTEM).or_refuse()
    with pytest.raises(Refused, match="is Repaired"):
        placed(job, position("B-01"))


def test_machines_are_taken_off_as_a_set() -> None:
    jobs, bench = factories.jobs(factories.work_order(), 2), position("B-01")
    placed(jobs[0], bench)
    outcome = take_off(Job.objects.all(), by=SYSTEM)
    assert [refusal.why for refusal in outcome.refused] == [f"{jobs[1].miner} stands at no position."]
    assert (fresh(bench).job, fresh(bench).is_in_use) == (None, False)
    assert told(jobs[0])[-1] == f"{jobs[0].miner} was taken off B-01."


def is_free(where: BenchPosition) -> bool:
    found = BenchPosition.objects.free().filter(pk=where.pk).exists()
    assert found is not fresh(where).is_in_use
    return found


def test_an_outcome_frees_the_position_and_undoing_it_brings_the_machine_back() -> None:
    (job,), rack = factories.jobs(factories.work_order()), position("R1-01", "burn-in")
    placed(job, rack)
    done = update_status(row(job), Status.REPAIRED, by=SYSTEM)
    assert is_free(rack)
    assert fresh(rack).is_to_clear
    undo_update_status(Event.objects.filter(group=done.group), by=SYSTEM).or_refuse()
    assert not is_free(rack)


def test_the_place_of_a_finished_machine_is_taken_without_asking() -> None:
    (job, other), rack = factories.jobs(factories.work_order(), 2), position("R1-01", "burn-in")
    placed(job, rack)
    update_status(row(job), Status.REPAIRED, by=SYSTEM).or_refuse()
    placed(other, rack)
    update_status(row(job), Status.IN_REPAIR, by=SYSTEM).or_refuse()
    assert fresh(rack).job == other
    placed(job, position("R1-02", "burn-in"))
    assert told(job)[-1].endswith("(before: nowhere).")


def test_packing_clears_it() -> None:
    (job,), rack = factories.jobs(factories.work_order()), position("R1-01", "burn-in")
    placed(job, rack)
    update_status(row(job), Status.REPAIRED, by=SYSTEM).or_refuse()
    (pallet,) = create_containers(job.work_order, Direction.OUTBOUND, by=SYSTEM)
    assign_to_outbound_container(row(job), pallet, by=SYSTEM).or_refuse()
    assert is_free(rack)
    assert not fresh(rack).is_to_clear


def test_moving_to_another_order_leaves_it_where_it_stands() -> None:
    (job,), bench = factories.jobs(factories.work_order()), position("B-01")
    placed(job, bench)
    other = factories.work_order(job.work_order.customer)
    move_jobs(row(job), other, by=SYSTEM).or_refuse()
    assert not is_free(bench)


def _race(*calls):  # type: ignore[no-untyped-def]
    return sorted(type(answer).__name__ for answer in at_once(*calls))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_machines_put_at_one_position_at_once_one_stands_there() -> None:
    jobs = [factories.jobs(factories.work_order())[0] for _ in range(2)]
    bench = position("B-01")
    assert _race(*(lambda job=job: placed(job, bench) for job in jobs)) == ["BenchPosition", "Refused"]
    assert Event.objects.filter(kind="job.placed").count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_machine_put_at_two_positions_at_once_stands_at_one() -> None:
    (job,) = factories.jobs(factories.work_order())
    both = [position("B-01"), position("B-02")]
    assert _race(*(lambda where=where: placed(job, where) for where in both)) == ["BenchPosition", "BenchPosition"]
    assert BenchPosition.objects.filter(job=job).count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_machines_that_change_places_at_once_end_at_one_each() -> None:
    jobs = [factories.jobs(factories.work_order())[0] for _ in range(2)]
    benches = [position("B-01"), position("B-02")]
    for job, bench in zip(jobs, benches, strict=True):
        placed(job, bench)
    crossed = list(zip(jobs, reversed(benches), strict=True))
    answers = at_once(*(lambda j=j, b=b: place_job(row(j), row(b), by=SYSTEM, instead=True) for j, b in crossed))
    assert all(isinstance(answer, BenchPosition | Refused) for answer in answers), answers
    assert BenchPosition.objects.filter(job__isnull=False).count() >= 1
