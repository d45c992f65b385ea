"""Machines known before there were parts get theirs by the migration: what is there stays as it is."""

import importlib
import time

import pytest
from django.db import connection

from hashmend.domain.fitting.operations import mark_missing, remove_to_stock
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Part
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.fitting.places import everything, only
from tests.factories_parts import bench_jobs, slot

pytestmark = pytest.mark.django_db
migration = importlib.import_module("hashmend.domain.migrations.0010_parts_of_machines")


class Editor:
    """What the migration asks of a schema editor."""

    connection = connection


def fill() -> None:
    migration.fill(None, Editor)


def test_a_known_machine_gets_the_very_parts_that_intake_would_have_given_it() -> None:
    bench_jobs(2)
    names = ("part_type", "owner", "model", "miner", "position", "came_in", "condition", "place")
    at_intake = sorted(Part.objects.values_list(*names), key=str)
    Part.objects.all().delete()
    fill()
    assert sorted(Part.objects.values_list(*names), key=str) == at_intake


def test_what_is_there_or_was_there_stays_as_it_is() -> None:
    first, second = bench_jobs(2)
    mark_missing(only(slot(first)), by=SYSTEM)
    remove_to_stock(only(slot(second, "psu")), by=SYSTEM)
    before = everything()
    fill()
    assert everything() == before


def test_thousands_of_machines_take_no_longer_each_than_some(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "BATCH", 1000)
    buyer, model = factories.customer(), factories.miner_model()
    Miner.objects.bulk_create(Miner(customer=buyer, model=model, serial=f"SYNFILL{n:010d}") for n in range(4000))
    start = time.perf_counter()
    fill()
    fill()
    assert Part.objects.count() == 4000 * 9
    assert time.perf_counter() - start < 20  # a second where the machine is quiet; minutes where each looks at all
