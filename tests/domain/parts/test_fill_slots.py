"""Slots are filled as machines come in, once, and follow a model that is corrected."""

from dataclasses import replace

import pytest

from hashmend.domain.fitting.operations import attach, mark_missing, remove_to_stock, set_condition
from hashmend.domain.miners.labels import Labels
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Part
from hashmend.domain.parts.operations import fill_slots
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import add_jobs, close_jobs, edit_identity, remove_jobs
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.work_orders.sets import queries_of
from tests.factories_parts import bench_jobs, slot, spare

pytestmark = pytest.mark.django_db


def correct_model(job: Job, **slots: int) -> None:
    seen = Labels.of(Miner.objects.select_related("model").get(pk=job.miner_id))
    edit_identity(job, replace(seen, model=factories.miner_model(**slots)), seen=seen, by=SYSTEM)


def test_a_machine_comes_with_a_part_in_every_slot_of_its_model() -> None:
    (job,) = bench_jobs()
    parts = Part.objects.filter(miner=job.miner)
    kinds = sorted(parts.values_list("part_type", "position"))
    boards, fans = [("hashboard", n) for n in (1, 2, 3)], [("fan", n) for n in (1, 2, 3, 4)]
    assert kinds == sorted([*boards, *fans, ("control_board", 1), ("psu", 1)])
    assert set(parts.values_list("condition", "place", "owner", "came_in")) == {
        ("unknown", "slot", job.miner.customer_id, job.miner_id)
    }


def test_a_machine_of_an_unknown_model_gets_none_until_the_model_is_known() -> None:
    (job,) = factories.jobs(factories.work_order())
    assert not Part.objects.filter(miner=job.miner).exists()
    correct_model(job, hashboards=2)
    assert Part.objects.filter(miner=job.miner, part_type="hashboard").count() == 2


def test_a_corrected_model_takes_away_parts_nobody_looked_at_and_keeps_the_others() -> None:
    (job,) = bench_jobs()
    set_condition(Part.objects.filter(pk=slot(job, "fan", 4).pk), "faulty", by=SYSTEM)
    correct_model(job, hashboards=4, fans=2)
    assert sorted(Part.objects.filter(miner=job.miner, part_type="fan").values_list("position", flat=True)) == [1, 2, 4]
    assert Part.objects.filter(miner=job.miner, part_type="hashboard").count() == 4


def test_the_parts_it_came_with_fit_the_corrected_model_and_others_what_they_fitted() -> None:
    (job,) = bench_jobs()
    known = job.miner.model
    set_condition(Part.objects.filter(pk=slot(job).pk), "good", by=SYSTEM)
    remove_to_stock(Part.objects.filter(pk=slot(job, position=3).pk), by=SYSTEM)
    attach(Part.objects.filter(pk=spare("BOUGHT", model=known).pk), job.miner, 3, by=SYSTEM)
    correct_model(job)
    boards = Part.objects.filter(part_type="hashboard")
    now = Miner.objects.get(pk=job.miner_id).model
    assert {part.model for part in boards.filter(miner=job.miner, position__in=[1, 2])} == {now}
    assert {part.model for part in boards.exclude(miner=job.miner, position__in=[1, 2])} == {known}


def test_a_slot_that_was_emptied_stays_empty_when_the_machine_comes_again() -> None:
    (job,) = bench_jobs()
    mark_missing(Part.objects.filter(pk=slot(job, position=2).pk), by=SYSTEM)
    close_jobs(Job.objects.filter(pk=job.pk), by=SYSTEM)
    again = factories.machine(job.miner.serial, mac_typed=job.miner.mac, model=job.miner.model)
    order = factories.work_order(job.miner.customer)
    assert add_jobs(order, [again], container=None, received=True, by=SYSTEM).done[0].miner == job.miner
    assert sorted(Part.objects.filter(miner=job.miner, part_type="hashboard").values_list("position", flat=True)) == [
        1,
        3,
    ]


def test_a_machine_noted_by_mistake_goes_with_its_parts() -> None:
    jobs = bench_jobs(2)
    remove_jobs(Job.objects.filter(pk=jobs[0].pk), by=SYSTEM)
    assert not Miner.objects.filter(pk=jobs[0].miner_id).exists()
    assert Part.objects.count() == 9


def test_it_takes_as_many_statements_for_fifty_machines_as_for_one() -> None:
    model = factories.miner_model()
    one, many = bench_jobs(1, model=model), bench_jobs(50, model=model)
    Part.objects.all().delete()
    costs = [queries_of(lambda jobs=jobs: fill_slots([job.miner for job in jobs], by=SYSTEM)) for jobs in (one, many)]
    assert costs[0] == costs[1] <= 5  # two of them are the savepoint
    assert Part.objects.count() == 51 * 9
