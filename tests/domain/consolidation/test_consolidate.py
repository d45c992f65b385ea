"""Parts move between machines in one step: all or nothing, with history, and back again."""

from datetime import timedelta
from functools import partial

import pytest

from hashmend.domain.batches import row
from hashmend.domain.bench.operations import Found, note_failures
from hashmend.domain.consolidation import events
from hashmend.domain.consolidation.machines import read
from hashmend.domain.consolidation.operations import Stale, Unaccepted, consolidate, undo_consolidation
from hashmend.domain.consolidation.plan import Plan, seen_of
from hashmend.domain.fitting.operations import (
    FirmwareIdentity,
    Move,
    NewPart,
    attach,
    mark_missing,
    remove_to_stock,
    replace,
    set_condition,
    undo_parts,
)
from hashmend.domain.history.models import Event
from hashmend.domain.logistics.operations import assign_to_new_container
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import update_status
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.domain.consolidation.conftest import Bench, set_broken
from tests.domain.fitting.places import everything, only, refused
from tests.factories_parts import bench_jobs, slot
from tests.races import at_once

pytestmark = pytest.mark.django_db


def statuses() -> list[object]:
    return list(Job.objects.order_by("pk").values("status", "status_at", "status_by"))


def test_it_completes_a_machine_and_gives_up_the_other(bench: Bench) -> None:
    first, second = bench.jobs
    good, bad = slot(second), slot(first)
    outcome = consolidate(bench.rows, bench.plan(*bench.swap(), donors=[second]), by=SYSTEM)
    assert [job.pk for job in outcome.done] == [first.pk, second.pk]
    assert (slot(first), slot(second)) == (good, bad)
    assert [machine.is_complete for machine in read(bench.rows).all] == [True, False]
    assert list(bench.rows.order_by("pk").values_list("status", flat=True)) == ["received", "donor"]


def test_the_history_tells_it_of_every_machine_and_part_as_one_action(bench: Bench) -> None:
    first, second = bench.jobs
    outcome = consolidate(bench.rows, bench.plan(*bench.swap(), donors=[second]), by=SYSTEM)
    told = [event.sentence for event in Event.objects.filter(group=outcome.group).order_by("pk")]
    a, b = first.miner, second.miner
    assert told == [
        f"Hashboard 1 of {a} went into Hashboard 1 of {b}.",
        f"Hashboard 1 of {b} went into Hashboard 1 of {a}.",
        f"Hashboard 1 of {b} came by consolidation: it was Hashboard 1 of {a}.",
        f"Hashboard 1 of {a} came by consolidation: it was Hashboard 1 of {b}.",
        f"{b} was given up as a donor (before: Received).",
        f"{a} was consolidated with {b}: Hashboard 1 came from Hashboard 1 of {b}.",
        f"{b} was consolidated with {a}: Hashboard 1 came from Hashboard 1 of {a}.",
    ]


def test_a_part_comes_into_an_empty_place(bench: Bench) -> None:
    first, second = bench.jobs
    mark_missing(only(slot(first)), by=SYSTEM)
    outcome = consolidate(bench.rows, bench.plan(Move(slot(second).pk, first.miner_id, 1)), by=SYSTEM)
    assert not Part.objects.filter(miner=second.miner, part_type="hashboard", position=1).exists()
    told = Event.objects.filter(group=outcome.group, kind=events.CONSOLIDATED.code, job=second).get().sentence
    assert told.endswith(f"Hashboard 1 went to {first.miner}.")


def test_what_a_failure_waits_on_is_no_good_part(bench: Bench) -> None:
    second = bench.jobs[1]
    fan, psu = slot(second, "fan", 2), slot(second, "psu")
    found = [Found("fan", part_id=fan.pk, words="Silent"), Found("psu", psu.pk, words="Scratched", severity="cosmetic")]
    note_failures(row(second), found, by=SYSTEM)
    lacking = [place.key for place in read(bench.rows).all[1].lacking]
    assert lacking == ["hashboard-2", "hashboard-3", "fan-2"]


def test_what_failed_in_another_machine_of_the_shop_is_no_good_part(bench: Bench) -> None:
    """A board that was moved is as broken as it was, until its repair or until that machine's stay is over."""
    (other,) = bench_jobs(order=bench.jobs[0].work_order)
    found = Found("fan", part_id=slot(other, "fan").pk, words="Silent")
    note_failures(row(other), [found], by=SYSTEM)
    part = slot(other, "fan")
    remove_to_stock(only(part), by=SYSTEM)
    mark_missing(only(slot(bench.jobs[0], "fan", 2)), by=SYSTEM)
    only(part).update(model=bench.jobs[0].miner.model, owner=None)
    attach(only(part), bench.jobs[0].miner, 2, by=SYSTEM)
    assert [place.key for place in read(bench.rows).all[0].lacking] == ["hashboard-1", "fan-2"]
    Job.objects.filter(pk=other.pk).update(closed_at=clock.now(), open_key=None)
    assert [place.key for place in read(bench.rows).all[0].lacking] == ["hashboard-1"]


def test_undo_restores_the_very_same_state(bench: Bench) -> None:
    before = everything(), statuses()
    outcome = consolidate(bench.rows, bench.plan(*bench.swap(), donors=[bench.jobs[1]]), by=SYSTEM)
    assert (everything(), statuses()) != before
    undone = undo_consolidation(Event.objects.filter(group=outcome.group), by=SYSTEM)
    assert [job.pk for job in undone.done] == [job.pk for job in bench.jobs]
    assert (everything(), statuses()) == before


def test_it_is_undone_days_later_but_only_once(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything()
    outcome = consolidate(bench.rows, bench.plan(*bench.swap(), donors=[bench.jobs[1]]), by=SYSTEM)
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    told = Event.objects.filter(group=outcome.group)
    undo_consolidation(told, by=SYSTEM)
    assert everything() == before
    assert "undid it already" in refused(partial(undo_consolidation, told, by=SYSTEM))


def test_it_is_not_undone_once_a_machine_or_part_changed(bench: Bench) -> None:
    told = Event.objects.filter(group=consolidate(bench.rows, bench.plan(*bench.swap()), by=SYSTEM).group)
    set_condition(only(slot(bench.jobs[0])), "good", by=SYSTEM)
    assert "was changed after that by Hashmend" in refused(partial(undo_consolidation, told, by=SYSTEM))


def test_the_second_of_two_consolidations_is_undone_first(bench: Bench) -> None:
    before = everything()
    first = consolidate(bench.rows, bench.plan(*bench.swap()), by=SYSTEM)
    second = consolidate(bench.rows, bench.plan(*bench.swap("fan", 2, 3)), by=SYSTEM)
    told = Event.objects.filter(group=first.group)
    assert "was changed after that" in refused(partial(undo_consolidation, told, by=SYSTEM))
    undo_consolidation(Event.objects.filter(group=second.group), by=SYSTEM)
    undo_consolidation(told, by=SYSTEM)
    assert everything() == before


def test_a_control_board_swapped_and_swapped_back_does_not_stand_in_the_way(bench: Bench) -> None:
    before, first = everything(), bench.jobs[0]
    told = Event.objects.filter(group=consolidate(bench.rows, bench.plan(*bench.swap()), by=SYSTEM).group)
    labels = FirmwareIdentity("FRESHBOARD01", "")
    replace(slot(first, "control_board"), new=NewPart("CB-9"), identity=labels, by=SYSTEM)
    undo_parts(Event.objects.filter(group=Event.objects.latest("pk").group), by=SYSTEM)
    undo_consolidation(told, by=SYSTEM)
    assert everything() == before


def test_a_plan_made_before_a_part_changed_is_refused_by_its_name(bench: Bench) -> None:
    plan = bench.plan(*bench.swap())
    set_condition(only(slot(bench.jobs[1], "psu")), "faulty", by=SYSTEM)
    with pytest.raises(Stale, match=f"Somebody changed PSU 1 \\(PSU of {bench.jobs[1].miner}\\) since you planned"):
        consolidate(bench.rows, plan, by=SYSTEM)


def test_a_plan_made_before_a_part_went_or_came_is_refused(bench: Bench) -> None:
    plan = bench.plan(*bench.swap())
    mark_missing(only(slot(bench.jobs[1], "fan", 4)), by=SYSTEM)
    assert "(now gone) since you planned this: nothing was saved" in refused(
        partial(consolidate, bench.rows, plan, by=SYSTEM)
    )


def test_it_refuses_a_machine_that_left_the_order(bench: Bench) -> None:
    plan = bench.plan(*bench.swap())
    rows = bench.rows.filter(pk=bench.jobs[0].pk)
    assert "is no longer in the order" in refused(partial(consolidate, rows, plan, by=SYSTEM))


def test_it_refuses_machines_of_different_customers() -> None:
    (first,), (second,) = bench_jobs(), bench_jobs()
    bench = Bench([first, second])
    plan = Plan(bench.swap(), seen_of(read(bench.rows)))
    assert "parts stay with their customer" in refused(partial(consolidate, bench.rows, plan, by=SYSTEM))


def test_it_refuses_what_does_not_fit_with_its_reason() -> None:
    order = factories.work_order()
    bench = Bench([*bench_jobs(order=order), *bench_jobs(order=order)])
    sentence = refused(partial(consolidate, bench.rows, bench.plan(*bench.swap()), by=SYSTEM))
    assert "parts stay within their model" in sentence


def test_it_refuses_until_every_warning_is_accepted(bench: Bench) -> None:
    plan = bench.plan(*bench.swap(), accepts=False)
    with pytest.raises(Unaccepted, match="Nobody noted the part number"):
        consolidate(bench.rows, plan, by=SYSTEM)
    assert "Read and accept this first" in refused(partial(consolidate, bench.rows, plan, by=SYSTEM))


def test_it_refuses_donors_that_give_nothing_or_will_be_complete(bench: Bench) -> None:
    first, second = bench.jobs
    plan = bench.plan(*bench.swap(), donors=[first])
    assert "will be complete: it is no donor" in refused(partial(consolidate, bench.rows, plan, by=SYSTEM))
    set_broken(slot(second))
    plan = bench.plan(*bench.swap(), donors=[second])
    assert "gives no part" in refused(partial(consolidate, bench.rows, plan, by=SYSTEM))


def test_it_refuses_a_packed_donor(bench: Bench) -> None:
    second = bench.jobs[1]
    update_status(bench.rows.filter(pk=second.pk), "beyond-repair", by=SYSTEM)
    assign_to_new_container(bench.rows.filter(pk=second.pk), second.work_order, kind="box", move=False, by=SYSTEM)
    plan = bench.plan(*bench.swap(), donors=[second])
    assert "take it out before it becomes a donor" in refused(partial(consolidate, bench.rows, plan, by=SYSTEM))


def test_it_refuses_when_nothing_moves(bench: Bench) -> None:
    part = slot(bench.jobs[0])
    for moves in ((), (Move(part.pk, bench.jobs[0].miner_id, 1),)):
        assert "Nothing is moved" in refused(partial(consolidate, bench.rows, bench.plan(*moves), by=SYSTEM))


def test_it_refuses_to_leave_a_part_without_a_place(bench: Bench) -> None:
    """The place keeps its part: nothing is thrown away by forgetting where it goes."""
    plan = bench.plan(Move(slot(bench.jobs[1]).pk, bench.jobs[0].miner_id, 1))
    assert "move that too, or choose another slot" in refused(partial(consolidate, bench.rows, plan, by=SYSTEM))


def test_a_scrap_board_changes_places_with_a_good_one(bench: Bench) -> None:
    first, second = bench.jobs
    set_condition(only(slot(first)), "scrap", by=SYSTEM)
    consolidate(bench.rows, bench.plan(*bench.swap()), by=SYSTEM)
    assert slot(second).condition == "scrap"


def test_as_many_queries_for_many_machines_as_for_two(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    many = Bench(bench_jobs(40))
    with django_assert_max_num_queries(4):
        assert len(read(many.rows).all) == 40


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_eight_at_once_over_the_same_machines_lose_no_part() -> None:
    for _ in range(6):
        jobs = bench_jobs(4)
        benches = [Bench([jobs[n % 4], jobs[(n + 1) % 4]]) for n in range(8)]
        plans = [bench.plan(*bench.swap(second=n % 3 + 1)) for n, bench in enumerate(benches)]
        before = sorted((part["id"], part["owner_id"], part["condition"]) for part in everything())
        answers = at_once(
            *(partial(consolidate, bench.rows, plan, by=SYSTEM) for bench, plan in zip(benches, plans, strict=True))
        )
        assert all(isinstance(answer, Refused) or answer.done for answer in answers), answers
        assert any(not isinstance(answer, Refused) for answer in answers)
        assert sorted((part["id"], part["owner_id"], part["condition"]) for part in everything()) == before
        assert Part.objects.filter(miner__jobs__in=jobs).count() == 36
