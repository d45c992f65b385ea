"""What comes into a machine from the stock is judged by the rules that consolidation judges by."""

from collections.abc import Callable

import pytest

from hashmend.domain.catalogue.bench import BoardNumber
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.catalogue.operations import add_row
from hashmend.domain.fitting.operations import NewPart, attach, mark_missing, remove_to_stock, replace
from hashmend.domain.fitting.spares import offers
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.fitting.places import only, refused
from tests.factories_parts import bench_jobs, slot, spare

pytestmark = pytest.mark.django_db

FAMILY = "Hashboard NEW (BHB56902) has the EEPROM family 05 11, BHB42601 in"


@pytest.fixture
def job() -> Job:
    """Return the stay of a machine whose boards are all BHB42601 of bin 1, and whose first slot is empty."""
    for number, family, chips in (("BHB42601", "04 11", 126), ("BHB56902", "05 11", 77)):
        add_row(BoardNumber, {"code": number, "number": number, "family": family, "chips": chips}, by=SYSTEM)
    (made,) = bench_jobs()
    Part.objects.filter(miner=made.miner_id, part_type="hashboard").update(part_number="BHB42601", hash_bin="1")
    Part.objects.filter(miner=made.miner_id, part_type="psu").update(part_number="APW121215")
    mark_missing(only(slot(made)), by=SYSTEM)
    return made


def put(job: Job, part: Part, **values: object) -> list[str]:
    """Return what is to be known when the part comes into the empty slot."""
    return list(attach(only(part), job.miner, 1, by=SYSTEM, **values).warnings)  # type: ignore[arg-type]


def _new(job: Job, **values: object) -> Part:
    return spare("NEW", **{"model": job.miner.model, "part_number": "BHB42601", "hash_bin": "1"} | values)


def test_a_board_like_the_others_has_nothing_to_say(job: Job) -> None:
    assert put(job, _new(job)) == []


def test_a_board_of_another_family_is_stopped(job: Job) -> None:
    new = _new(job, part_number="bhb 56902")
    assert FAMILY in refused(lambda: put(job, new))
    assert FAMILY in refused(lambda: replace(slot(job, position=2), spare=new, by=SYSTEM))
    entered = NewPart("NEW", part_number="BHB56902")
    assert FAMILY in refused(lambda: replace(slot(job, position=2), new=entered, by=SYSTEM))
    assert [offer.part for offer in offers(job.miner, "hashboard", list(Part.objects.all()), SYSTEM)] == []


def test_a_spare_of_another_model_or_cooling_is_stopped(job: Job) -> None:
    other = factories.miner_model("Another")
    new = _new(job, model=other)
    why = refused(lambda: put(job, new))
    assert f"NEW is for {other}, {job.miner} is {job.miner.model}: choose a spare that fits" in why
    MinerModel.objects.filter(pk=other.pk).update(level="variant", base_model=job.miner.model, cooling="hydro")
    MinerModel.objects.filter(pk=job.miner.model_id).update(cooling="air")
    assert "NEW is for hydro cooling" in refused(lambda: put(job, new))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"hash_bin": "2"}, "NEW is of bin 2, a board of {} of bin 1: the firmware may refuse it."),
        ({"part_number": "XY-1"}, "NEW is XY-1, {} has BHB42601: their PCBs may differ."),
        ({"part_number": ""}, "Nobody noted the part number of Hashboard NEW: look whether the boards are alike."),
        ({"model": None}, "Nobody noted which model Hashboard NEW fits: look at the labels before it goes in."),
    ],
)
def test_it_warns_and_comes_in(job: Job, values: dict[str, object], words: str) -> None:
    said = words.format(job.miner)
    new = _new(job, **values)
    (offer,) = offers(job.miner, "hashboard", list(Part.objects.in_slots()), SYSTEM)
    assert [said in warning for warning in offer.warnings] == [True]
    (warning,) = put(job, new)
    assert said in warning
    assert slot(job) == new


def test_what_is_to_be_known_comes_after_what_fits_without_a_word(job: Job) -> None:
    _new(job, hash_bin="2")
    spare("SAME", model=job.miner.model, part_number="BHB42601", hash_bin="1", condition="unknown")
    found = offers(job.miner, "hashboard", list(Part.objects.in_slots()), SYSTEM)
    assert [offer.part.serial for offer in found] == ["SAME", "NEW"]


def test_another_power_supply_is_compared_with_the_one_it_replaces(job: Job) -> None:
    new = spare("P1", part_type="psu", model=job.miner.model, part_number="APW121417")
    (warning,) = replace(slot(job, "psu"), spare=new, by=SYSTEM).warnings
    assert warning == f"PSU P1 is APW121417, {job.miner} had APW121215: look whether the voltage range fits."


def _faulty(job: Job) -> set[int]:
    Part.objects.filter(miner=job.miner_id, part_type="hashboard").update(condition="faulty")
    return set()


def _with_a_failure(job: Job) -> set[int]:
    return set(Part.objects.filter(miner=job.miner_id).values_list("pk", flat=True))


@pytest.mark.parametrize("broken", [_faulty, _with_a_failure])
def test_it_is_not_compared_with_broken_boards(job: Job, broken: Callable[[Job], set[int]]) -> None:
    """Three boards of a family are replaced by three of another, one after the other."""
    new = _new(job, part_number="BHB56902", hash_bin="2")
    assert put(job, new, broken=broken(job)) == []


def test_a_board_comes_back_among_those_it_came_with(job: Job) -> None:
    board = slot(job, position=2)
    only(board).update(part_number="", hash_bin="")
    remove_to_stock(only(board), by=SYSTEM)
    assert attach(only(board), job.miner, 2, by=SYSTEM).warnings == []
