"""Technicians at the same part at the same moment, in threads on PostgreSQL: one gets it, the other is told why."""

from collections import Counter
from typing import Any

import pytest

from hashmend.domain.fitting.operations import (
    Fitted,
    Move,
    NewPart,
    OldPart,
    add_part,
    attach,
    mark_missing,
    move_parts,
    remove_to_stock,
    replace,
    undo_parts,
)
from hashmend.domain.history.models import Event
from hashmend.domain.parts.models import Part
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests.domain.fitting.places import only
from tests.factories_parts import bench_jobs, slot, spare
from tests.races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def outcome(answers: Any) -> list[str]:
    """Return what became of each: fitted, or refused; anything else fails."""
    unexpected = [one for one in answers if not isinstance(one, Fitted | Refused)]
    assert not unexpected, unexpected
    return sorted(type(one).__name__ for one in answers)


def why_not(answers: Any) -> str:
    """Return why the other one was refused."""
    return str(next(one.sentence for one in answers if isinstance(one, Refused)))


def test_of_two_technicians_who_take_one_spare_exactly_one_gets_it() -> None:
    jobs, part = [bench_jobs()[0] for _ in range(4)], spare("HB-9")
    for job in jobs:
        remove_to_stock(only(slot(job)), by=SYSTEM)
    answers = at_once(*(lambda j=job: attach(only(part), j.miner, 1, by=SYSTEM) for job in jobs))
    assert outcome(answers) == ["Fitted", "Refused", "Refused", "Refused"]
    part.refresh_from_db()
    assert part.place == "slot"
    assert any(words in why_not(answers) for words in (f"1 of {part.miner} already", "at this very moment"))
    assert Event.objects.filter(part=part, kind="part.attached").count() == 1


def test_one_attaches_it_while_another_replaces_a_part_by_it() -> None:
    first, second = bench_jobs()[0], bench_jobs()[0]
    part, old = spare("HB-9"), slot(second)
    remove_to_stock(only(slot(first)), by=SYSTEM)
    answers = at_once(
        lambda: attach(only(part), first.miner, 1, by=SYSTEM),
        lambda: replace(old, spare=part, old=OldPart("scrap"), by=SYSTEM),
    )
    assert outcome(answers) == ["Fitted", "Refused"]
    old.refresh_from_db()
    part.refresh_from_db()
    assert (old.place == "gone") == (part.miner_id == second.miner_id)


def test_two_parts_for_one_slot_leave_one_in_it() -> None:
    (job,) = bench_jobs()
    remove_to_stock(only(slot(job)), by=SYSTEM)
    parts = [spare(f"HB-{n}") for n in range(3)]
    calls = [lambda p=part: attach(only(p), job.miner, 1, by=SYSTEM) for part in parts]
    answers = at_once(*calls, lambda: add_part(job.miner, "hashboard", 1, NewPart("FOUND"), by=SYSTEM))
    assert outcome(answers) == ["Fitted", "Refused", "Refused", "Refused"]
    assert "already" in why_not(answers)
    assert Part.objects.filter(miner=job.miner_id, part_type="hashboard", position=1).count() == 1


def test_swaps_across_two_machines_from_both_sides_never_lose_a_part() -> None:
    first, second = bench_jobs(2)
    a, b = slot(first), slot(second)
    there = [Move(a.pk, second.miner_id, 1), Move(b.pk, first.miner_id, 1)]
    answers = at_once(
        lambda: move_parts(there, by=SYSTEM),
        lambda: move_parts(there[::-1], by=SYSTEM),
        lambda: mark_missing(only(a), by=SYSTEM),
        lambda: remove_to_stock(only(b), by=SYSTEM),
    )
    assert not [one for one in answers if isinstance(one, Exception) and not isinstance(one, Refused)]
    slots = Counter(Part.objects.in_slots().values_list("miner", "part_type", "position"))
    assert set(slots.values()) == {1}
    assert Part.objects.count() == 18


def test_it_is_undone_once_however_many_press_it() -> None:
    (job,) = bench_jobs()
    remove_to_stock(only(slot(job)), by=SYSTEM)
    group = Event.objects.latest("pk").group
    answers = at_once(*(lambda: undo_parts(Event.objects.filter(group=group), by=SYSTEM) for _ in range(3)))
    assert sorted(type(one).__name__ for one in answers) == ["Outcome", "Refused", "Refused"]
    assert Event.objects.filter(kind="part.undone").count() == 1
