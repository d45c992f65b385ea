"""Parts go missing, into spare stock and back, and take each other's place."""

from functools import partial

import pytest

from hashmend.domain.fitting.operations import (
    Move,
    NewPart,
    OldPart,
    add_part,
    attach,
    find_again,
    mark_missing,
    move_parts,
    remove_to_stock,
    replace,
)
from hashmend.domain.history.models import Event
from hashmend.domain.miners.models import Miner, OemWarranty
from hashmend.domain.parts.models import Part
from hashmend.domain.parts.operations import reserve_spares
from hashmend.kernel.actor import SYSTEM
from tests.domain.fitting.places import last_sentence, only, refused
from tests.factories_parts import bench_jobs, slot, spare

pytestmark = pytest.mark.django_db


def test_a_missing_part_leaves_its_slot_and_is_found_again() -> None:
    (job,) = bench_jobs()
    part = slot(job, position=2)
    mark_missing(only(part), by=SYSTEM)
    part.refresh_from_db()
    assert (part.place, part.condition, part.miner_id) == ("gone", "missing", None)
    assert (part.left_miner_id, part.left_position, part.came_from_slot) == (job.miner_id, 2, "Hashboard 2")
    assert last_sentence() == f"Hashboard 2 of {job.miner} is missing."
    find_again(only(part), by=SYSTEM)
    assert slot(job, position=2) == part
    assert slot(job, position=2).condition == "unknown"


def test_it_is_not_found_again_in_a_slot_that_has_another_part() -> None:
    (job,) = bench_jobs()
    part = slot(job, position=2)
    mark_missing(only(part), by=SYSTEM)
    attach(only(spare(serial="NEW")), job.miner, 2, by=SYSTEM)
    why = refused(partial(find_again, only(part), by=SYSTEM))
    assert why == f"Hashboard 2 of {job.miner} has Hashboard NEW meanwhile: take that out first."


def test_a_part_goes_to_spare_stock_and_stays_its_owners() -> None:
    (job,) = bench_jobs()
    part = slot(job, "psu")
    remove_to_stock(only(part), shelf="B3", by=SYSTEM)
    part.refresh_from_db()
    assert (part.place, part.shelf, part.owner_id, part.miner_id) == ("stock", "B3", job.miner.customer_id, None)
    event = Event.objects.order_by("-pk")[0]
    assert event.sentence == f"PSU of {job.miner} went to spare stock (B3)."
    assert (event.miner_id, event.job_id) == (job.miner_id, job.pk)


def test_a_spare_comes_into_an_empty_slot() -> None:
    (job,) = bench_jobs()
    remove_to_stock(only(slot(job)), by=SYSTEM)
    attach(only(spare(serial="FRESH", shelf="A1")), job.miner, 1, by=SYSTEM)
    assert slot(job).serial == "FRESH"
    assert last_sentence() == f"Hashboard 1 of {job.miner}: Hashboard FRESH came from spare stock (A1)."


def test_a_spare_stays_where_it_may_not_go() -> None:
    job, other = bench_jobs()[0], bench_jobs()[0]
    one, worn, theirs, kept = spare(), spare(), spare(owner=other.miner.customer), spare()
    only(worn).update(condition="scrap")
    reserve_spares(only(kept), other.miner, by=SYSTEM)

    def into(part: Part, position: int = 1) -> str:
        return refused(partial(attach, only(part), job.miner, position, by=SYSTEM))

    assert "has Hashboard 1 already" in into(one)
    remove_to_stock(only(slot(job)), by=SYSTEM)
    assert "belongs to" in into(theirs)
    assert "is reserved for" in into(kept)
    assert "is Hashboard 1 of" in into(slot(other))
    assert "is scrap" in into(worn)
    assert "has no Hashboard 9" in into(one, 9)


def test_a_machine_in_its_makers_warranty_is_not_opened() -> None:
    (job,) = bench_jobs()
    Miner.objects.filter(pk=job.miner_id).update(oem_warranty=OemWarranty.IN)
    assert "is in its maker's warranty" in refused(partial(remove_to_stock, only(slot(job)), by=SYSTEM))
    type(job).objects.filter(pk=job.pk).update(opened_despite="The customer insists.")
    assert remove_to_stock(only(slot(job)), by=SYSTEM).done


def test_old_and_new_change_places_in_one_step() -> None:
    (job,) = bench_jobs()
    old = slot(job)
    new = NewPart(serial_typed="hb-9", owner=job.miner.customer)
    came = replace(old, new=new, old=OldPart(to="scrap"), by=SYSTEM).part
    assert (slot(job), came.serial) == (came, "HB-9")
    old.refresh_from_db()
    assert (old.place, old.condition, old.gone_reason) == ("gone", "scrap", "Scrapped")
    told = [event.sentence for event in Event.objects.filter(job=job, kind__startswith="part.").order_by("pk")]
    assert told == [
        f"Hashboard 1 of {job.miner} was replaced by HB-9 and went to scrap.",
        f"Hashboard 1 of {job.miner}: Hashboard HB-9 came from outside in place of the old one.",
    ]


def test_a_spare_takes_the_place_of_a_part_that_goes_to_stock() -> None:
    (job,) = bench_jobs()
    old, new = slot(job, "fan", 3), spare(part_type="fan")
    replace(old, spare=new, by=SYSTEM)
    assert slot(job, "fan", 3) == new
    assert Part.objects.get(pk=old.pk).place == "stock"
    assert "does not go into the slot of a" in refused(lambda: replace(slot(job), spare=old, by=SYSTEM))


def test_a_part_nobody_had_entered_is_added_to_an_empty_slot() -> None:
    (job,) = bench_jobs()
    mark_missing(only(slot(job, "control_board")), by=SYSTEM)
    add_part(job.miner, "control_board", 1, NewPart("CB1", owner=job.miner.customer), by=SYSTEM)
    assert slot(job, "control_board").serial == "CB1"
    assert "already" in refused(lambda: add_part(job.miner, "control_board", 1, NewPart("CB2"), by=SYSTEM))


def test_two_machines_swap_and_both_histories_tell_it() -> None:
    first, second = bench_jobs(2)
    a, b = slot(first), slot(second, position=3)
    outcome = move_parts([Move(a.pk, second.miner_id, 3), Move(b.pk, first.miner_id, 1)], by=SYSTEM)
    assert (slot(first), slot(second, position=3)) == (b, a)
    told = Event.objects.filter(group=outcome.group, part=a).order_by("pk")
    assert [(event.kind, event.miner_id, event.job_id) for event in told] == [
        ("part.moved-away", first.miner_id, first.pk),
        ("part.moved-here", second.miner_id, second.pk),
    ]
    assert told[1].sentence == f"Hashboard 3 of {second.miner} came from Hashboard 1 of {first.miner}."


def test_moves_that_do_not_work_out_change_nothing() -> None:
    first, second = bench_jobs(2)
    stranger = bench_jobs()[0]
    a, b = slot(first), slot(second)
    assert "keeps Hashboard 1" in refused(lambda: move_parts([Move(a.pk, second.miner_id, 1)], by=SYSTEM))
    both = [Move(a.pk, second.miner_id, 2), Move(b.pk, second.miner_id, 2)]
    assert "a slot holds one" in refused(lambda: move_parts(both, by=SYSTEM))
    away = [Move(a.pk, stranger.miner_id, 1)]
    assert "parts stay with their customer" in refused(lambda: move_parts(away, by=SYSTEM))
    assert "Nothing is moved" in refused(lambda: move_parts([], by=SYSTEM))
