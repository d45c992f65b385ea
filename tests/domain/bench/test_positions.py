"""Positions of the shop: added, renamed, retired; codes that read alike are one."""

import pytest
from django.db import IntegrityError, transaction

from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations import (
    add_positions,
    place_job,
    rename_position,
    restore_positions,
    retire_positions,
)
from hashmend.domain.bench.operations.positions import numbered
from hashmend.domain.history.models import Event
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.factories_bench import position

pytestmark = pytest.mark.django_db


def told() -> list[str]:
    return [event.sentence for event in Event.objects.filter(kind__startswith="position.").order_by("pk")]


def test_positions_are_added_with_codes_in_capitals() -> None:
    made = add_positions([" b-01 ", "b 02"], "bench", by=SYSTEM)
    assert [one.code for one in made] == ["B-01", "B-02"]
    assert told() == ["B-01 was added (bench).", "B-02 was added (bench)."]


@pytest.mark.parametrize("scanned", ["R1-07", "r1-07", "R107", "r1 07", "]C1R1-07", "r1–07\r", "R1ß07"])
def test_a_label_is_known_in_any_case_and_whatever_becomes_of_its_dashes(scanned: str) -> None:
    rack = position("R1-07", "burn-in")
    assert BenchPosition.objects.labelled(scanned).get() == rack


@pytest.mark.parametrize(
    ("codes", "why"),
    [
        ([], "between 1 and 200"),
        (["B"] * 201, "between 1 and 200"),
        (["B-03", "b03"], "B03 and B-03 read alike"),
        (["B/3"], "“B/3” cannot be the code of a position"),
        (["–"], "cannot be the code"),
        (["A" * 21], "20 characters at most"),
        (["b 01"], "B-01 reads like the label of B01: choose another code."),
    ],
)
def test_codes_that_cannot_be_are_refused_and_nothing_is_added(codes: list[str], why: str) -> None:
    position("B01")
    with pytest.raises(Refused, match=why):
        add_positions(codes, "bench", by=SYSTEM)
    assert BenchPosition.objects.count() == 1


def test_a_purpose_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="Say what is done there"):
        add_positions(["B-01"], "sauna", by=SYSTEM)


def test_the_database_keeps_labels_apart_as_well() -> None:
    position("B-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        BenchPosition.objects.create(code="B01")


def test_codes_follow_by_number() -> None:
    assert numbered("r1-08", 3) == ["R1-08", "R1-09", "R1-10"]
    assert numbered("Annex", 1) == ["ANNEX"]
    with pytest.raises(Refused, match="does not end with a number"):
        numbered("Annex", 2)


def test_a_position_is_renamed_and_keeps_its_machine() -> None:
    bench, (job,) = position("B-01"), factories.jobs(factories.work_order())
    place_job(row(job), row(bench), by=SYSTEM)
    rename_position(row(bench), "b-11", by=SYSTEM)
    assert (BenchPosition.objects.get().code, BenchPosition.objects.get().job) == ("B-11", job)
    assert told()[-1] == "B-11 was called B-01 before."
    position("B-12")
    with pytest.raises(Refused, match="B12 reads like the label of B-12"):
        rename_position(row(bench), "B12", by=SYSTEM)
    rename_position(row(bench), "B-1-1", by=SYSTEM)  # its own label under other dashes


def test_a_position_is_retired_and_restored() -> None:
    bench = position("B-01")
    retire_positions(row(bench), by=SYSTEM).or_refuse()
    assert not BenchPosition.objects.active().exists()
    with pytest.raises(Refused, match="B-01 is retired already"):
        retire_positions(row(bench), by=SYSTEM).or_refuse()
    with pytest.raises(Refused, match=r"B-01 reads like the label of B-01 \(retired: restore it instead\)"):
        add_positions(["B-01"], "bench", by=SYSTEM)
    restore_positions(row(bench), by=SYSTEM).or_refuse()
    with pytest.raises(Refused, match="B-01 is not retired"):
        restore_positions(row(bench), by=SYSTEM).or_refuse()


def test_a_position_with_a_machine_is_not_retired() -> None:
    bench, (job,) = position("B-01"), factories.jobs(factories.work_order())
    place_job(row(job), row(bench), by=SYSTEM)
    outcome = retire_positions(BenchPosition.objects.all(), by=SYSTEM)
    assert [refusal.why for refusal in outcome.refused] == [f"{job.miner} stands at B-01: take it off first."]
