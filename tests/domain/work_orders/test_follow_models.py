"""Machines that are here follow what the catalogue tells of their model."""

import pytest
from django.core.management import call_command

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.fitting.operations import remove_to_stock
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import change_model, close_jobs, follow_models
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.work_orders.sets import queries_of
from tests.factories_parts import bench_jobs, slot

pytestmark = pytest.mark.django_db


def boards(job: Job) -> list[tuple[int, str]]:
    """Return position and condition of the hashboards in a machine."""
    inside = Part.objects.filter(miner=job.miner, part_type="hashboard")
    return list(inside.order_by("position").values_list("position", "condition"))


def test_a_number_that_was_not_told_before_brings_parts_nobody_looked_at() -> None:
    model = factories.miner_model(hashboards=None)
    (job,) = bench_jobs(model=model)
    assert boards(job) == []
    change_model(model, {"hashboards": 2}, version=model.version, by=SYSTEM)
    assert boards(job) == [(1, "unknown"), (2, "unknown")]


def test_a_slot_that_was_emptied_stays_empty_and_other_models_stay() -> None:
    model = factories.miner_model()
    (job,), (other,) = bench_jobs(model=model), bench_jobs(model=factories.miner_model(hashboards=None))
    remove_to_stock(Part.objects.filter(pk=slot(job, position=2).pk), by=SYSTEM)
    change_model(model, {"hashboards": 4}, version=model.version, by=SYSTEM)
    assert boards(job) == [(1, "unknown"), (3, "unknown"), (4, "unknown")]
    assert boards(other) == []


def test_a_machine_that_left_is_let_alone() -> None:
    model = factories.miner_model(hashboards=None)
    (job,) = bench_jobs(model=model)
    close_jobs(Job.objects.filter(pk=job.pk), by=SYSTEM)
    change_model(model, {"hashboards": 3}, version=model.version, by=SYSTEM)
    assert boards(job) == []


def test_it_takes_as_many_queries_for_many_machines_as_for_one() -> None:
    costs = []
    for number in (1, 30):
        model = factories.miner_model(hashboards=None)
        bench_jobs(number, model=model)
        MinerModel.objects.filter(pk=model.pk).update(hashboards=3)
        found = MinerModel.objects.filter(pk=model.pk)
        costs.append(queries_of(lambda found=found: follow_models(found, by=SYSTEM)))
    assert costs[0] == costs[1]


def test_bundled_rows_that_tell_more_are_followed_when_they_are_loaded() -> None:
    call_command("load_catalogues", verbosity=0)
    model = MinerModel.objects.get(code="bitmain-antminer-s19")
    MinerModel.objects.filter(pk=model.pk).update(hashboards=None)
    (job,) = bench_jobs(model=MinerModel.objects.get(pk=model.pk))
    assert boards(job) == []
    call_command("load_catalogues", verbosity=0)
    assert [position for position, _ in boards(job)] == list(range(1, (model.hashboards or 0) + 1))
