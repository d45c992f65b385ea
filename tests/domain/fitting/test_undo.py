"""What was done with parts is taken back: each stands again exactly as before."""

from collections.abc import Callable
from datetime import timedelta
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
    read_part,
    remove_to_stock,
    replace,
    set_condition,
    undo_parts,
)
from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from tests.domain.fitting.places import everything, last_sentence, only, refused
from tests.factories_parts import bench_jobs, slot, spare

pytestmark = pytest.mark.django_db


def last_action() -> EventQuerySet:
    """Return the events of the last thing that was done."""
    return Event.objects.filter(group=Event.objects.order_by("-pk")[0].group)


def test_every_operation_is_undone_to_the_very_same_state() -> None:
    first, second = bench_jobs(2)
    gone = slot(first, "fan", 4)
    mark_missing(only(gone), by=SYSTEM)
    a, b, new, fan = slot(first), slot(second), spare(shelf="A2"), spare(part_type="fan")
    acts: list[Callable[[], object]] = [
        lambda: set_condition(only(a), "good", by=SYSTEM),
        lambda: read_part(a, serial_typed="x1", by=SYSTEM),
        lambda: mark_missing(only(a), by=SYSTEM),
        lambda: find_again(only(gone), by=SYSTEM),
        lambda: remove_to_stock(only(a), shelf="Z", by=SYSTEM),
        lambda: attach(only(fan), first.miner, 4, by=SYSTEM),
        lambda: add_part(first.miner, "fan", 4, NewPart("F2"), by=SYSTEM),
        lambda: replace(a, spare=new, old=OldPart(to="scrap"), by=SYSTEM),
        lambda: replace(a, new=NewPart("N1"), by=SYSTEM),
        lambda: move_parts([Move(a.pk, second.miner_id, 1), Move(b.pk, first.miner_id, 1)], by=SYSTEM),
    ]
    for act in acts:
        before = everything()
        act()
        assert everything() != before
        undo_parts(last_action(), by=SYSTEM)
        assert everything() == before


def test_the_history_tells_what_was_undone() -> None:
    (job,) = bench_jobs()
    remove_to_stock(only(slot(job)), by=SYSTEM)
    undo_parts(last_action(), by=SYSTEM)
    assert last_sentence() == (
        f"Hashboard #{slot(job).pk} is again Hashboard 1 of {job.miner}, unknown: it was spare stock by mistake."
    )
    event = Event.objects.order_by("-pk")[0]
    assert (event.job_id, event.miner_id) == (job.pk, job.miner_id)


def test_what_changed_since_stays() -> None:
    (job,) = bench_jobs()
    part = slot(job)
    remove_to_stock(only(part), by=SYSTEM)
    removal = last_action()
    set_condition(only(part), "faulty", by=SYSTEM)
    assert "was changed after that by" in refused(partial(undo_parts, removal, by=SYSTEM))


def test_a_slot_that_was_taken_meanwhile_is_not_taken_back() -> None:
    (job,) = bench_jobs()
    remove_to_stock(only(slot(job)), by=SYSTEM)
    removal = last_action()
    attach(only(spare(serial="S9")), job.miner, 1, by=SYSTEM)
    assert "has Hashboard S9 meanwhile" in refused(partial(undo_parts, removal, by=SYSTEM))


def test_it_is_undone_once_and_within_ten_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    (job,) = bench_jobs()
    mark_missing(only(slot(job)), by=SYSTEM)
    done = last_action()
    group = done[0].group
    undo_parts(done, by=SYSTEM)
    assert "undid it already" in refused(partial(undo_parts, Event.objects.filter(group=group), by=SYSTEM))
    mark_missing(only(slot(job)), by=SYSTEM)
    late = Event.objects.filter(group=last_action()[0].group)
    now = clock.now() + timedelta(minutes=11)
    monkeypatch.setattr(clock, "now", lambda: now)
    assert "more than 10 minutes ago" in refused(partial(undo_parts, late, by=SYSTEM))
