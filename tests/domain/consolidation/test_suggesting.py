"""The optimiser completes the most machines with the fewest parts: compared with trying everything."""

import time
from collections.abc import Iterator, Sequence
from itertools import combinations, combinations_with_replacement, permutations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashmend.domain.consolidation.machines import Machine, Machines, Place
from hashmend.domain.consolidation.rules import judge
from hashmend.domain.consolidation.suggesting import suggest
from hashmend.domain.fitting.operations import Move
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.statuses import Status
from tests.domain.consolidation.made import Spec, machines, model

Score = tuple[int, int]
"""Machines complete, and minus the parts that were put into them: the greater the better."""


def carried_out(read: Machines) -> tuple[Machines, list[Move]]:
    """Return the machines after all proposals, and their moves."""
    moves = [move for proposal in suggest(read) for move in proposal.moves]
    return read.after(moves), moves


def score(before: Machines, after: Machines) -> Score:
    complete = [machine for machine in after.all if machine.is_complete and machine.job.status != Status.DONOR]
    came = sum(
        1
        for machine in complete
        for place in machine.places
        if place.part and place not in before.by_miner[machine.miner.pk].places
    )
    return len(complete), -came


def best_of_subsets(read: Machines) -> Score:
    """Try every set of machines to complete, with a matching of parts to the places of that set."""
    takers = [machine for machine in read.all if machine.job.status != Status.DONOR]
    for size in range(len(takers), -1, -1):
        costs = [
            sum(len(machine.lacking) for machine in chosen)
            for chosen in combinations(takers, size)
            if can_all_be_filled(read, chosen)
        ]
        if costs:
            return size, -min(costs)
    raise AssertionError


def can_all_be_filled(read: Machines, chosen: Sequence[Machine]) -> bool:
    keys = {machine.miner.pk for machine in chosen}
    spare = [p.part for machine in read.all if machine.miner.pk not in keys for p in machine.places if p.is_filled]
    holes = [(machine, place) for machine in chosen for place in machine.lacking]
    options = [[part for part in spare if part and suits(read, part, *hole)] for hole in holes]
    given: dict[int, int] = {}

    def place_for(hole: int, seen: set[int]) -> bool:
        for part in options[hole]:
            if part.pk not in seen:
                seen.add(part.pk)
                if part.pk not in given or place_for(given[part.pk], seen):
                    given[part.pk] = hole
                    return True
        return False

    return all(place_for(hole, set()) for hole in range(len(holes)))


def suits(read: Machines, part: Part, machine: Machine, place: Place) -> bool:
    return part.part_type == place.slot.part_type and same_kind(read, part, machine)


def same_kind(read: Machines, part: Part, machine: Machine) -> bool:
    """Tell whether a part is what a machine has: all facts of these machines are noted, or none."""
    giver = read.by_miner[part.miner_id or 0]
    if part.part_type != "hashboard":
        return True
    own = next((p.part for p in machine.places if p.part and p.part.part_type == "hashboard"), None)
    if own is None:
        return False
    board, other = read.board(part), read.board(own)
    number = (board.family, board.chips) if board else part.part_number
    theirs = (other.family, other.chips) if other else own.part_number
    return (number, part.hash_bin, giver.miner.nominal_ths) == (theirs, own.hash_bin, machine.miner.nominal_ths)


def best_of_arrangements(read: Machines) -> Score:
    """Try every way to put the parts into the places, broken ones and empty places included."""
    best: Score = (-1, 0)
    for arranged in product(*(arrangements(read, part_type) for part_type in ("hashboard", "psu"))):
        moves = [move for one in arranged for move in one]
        after = read.after(moves)
        if all(is_fit(read, machine) for machine in after.all if machine.is_complete):
            best = max(best, score(read, after))
    return best


def arrangements(read: Machines, part_type: str) -> Iterator[list[Move]]:
    places = [(m.miner.pk, p.slot.position) for m in read.all for p in m.places if p.slot.part_type == part_type]
    parts: list[Part] = [part for part in read.parts.values() if part.part_type == part_type]
    if not places:
        yield []
    for goals in permutations(places, len(parts)) if places else ():
        yield [Move(part.pk, *goal) for part, goal in zip(parts, goals, strict=True)]


def is_fit(read: Machines, machine: Machine) -> bool:
    boards = [p.part for p in machine.places if p.part and p.part.part_type == "hashboard"]
    return len({(part.part_number, part.hash_bin) for part in boards}) <= 1


def check(read: Machines, best: Score) -> None:
    after, moves = carried_out(read)
    assert score(read, after) == best
    assert sorted(after.parts) == sorted(read.parts), "parts were lost or doubled"
    assert not [found for found in judge(read, moves) if found.is_block or found.code in {"bin", "hashrate"}]
    for machine in read.all:
        gives_only = machine.job.status == Status.DONOR
        assert after.by_miner[machine.miner.pk].is_complete or not machine.is_complete or gives_only


def test_it_equals_every_arrangement_of_two_machines() -> None:
    """All cases of two machines with two boards and a PSU: every condition in every place."""
    for first, second in combinations_with_replacement(list(product("gf-", repeat=3)), 2):
        read = machines([Spec("".join(first)), Spec("".join(second))], model(2, 1))
        check(read, best_of_arrangements(read))


def test_it_equals_every_arrangement_of_three_machines() -> None:
    each = [Spec(a + b, hash_bin=c) for a, b, c in product("uf", "uf", "12")]
    for specs in combinations_with_replacement(each, 3):
        read = machines(specs, model(2, 0))
        check(read, best_of_arrangements(read))


def test_it_equals_every_set_of_up_to_eight_machines() -> None:
    """Every mixture of what machines of two boards may lack, 1 to 8 machines: 494 cases."""
    for size in range(1, 9):
        for lacking in combinations_with_replacement(("gg", "gf", "f-", "u-"), size):
            read = machines([Spec(each) for each in lacking], model(2, 0))
            check(read, best_of_subsets(read))


_NUMBERS = st.sampled_from(["BHB42601", "BHB42603", "BHB42801", "OTHER"])
_SPECS = st.builds(
    Spec,
    places=st.text("gguf-s", min_size=4, max_size=4),
    number=_NUMBERS,
    hash_bin=st.sampled_from(["1", "2"]),
    ths=st.sampled_from([100, 104]),
    status=st.sampled_from([Status.IN_DIAGNOSIS] * 5 + [Status.DONOR]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_SPECS, min_size=1, max_size=8))
def test_it_equals_every_set_whatever_kinds_there_are(specs: list[Spec]) -> None:
    read = machines([spec for spec in specs if set(spec.places[:3]) != {"-"}], model(3, 1))
    check(read, best_of_subsets(read))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.builds(Spec, places=st.text("guf-", min_size=5, max_size=5)), min_size=1, max_size=8))
def test_it_equals_every_set_where_nothing_is_noted(specs: list[Spec]) -> None:
    read = machines([spec for spec in specs if set(spec.places[:3]) != {"-"}], model(3, 2))
    check(read, best_of_subsets(read))


def proposals(*places: str) -> list[tuple[str, list[str], int]]:
    """Return who becomes complete, by whom and with how many parts."""
    found = suggest(machines([Spec(each) for each in places], model(3, 1)))
    return [(str(one.receiver), [str(giver) for giver in one.givers], one.parts_in) for one in found]


def test_machines_that_lack_the_most_give() -> None:
    assert proposals("gffg", "gg-g", "fffg", "gggf") == [("SN2", ["SN1"], 1), ("SN4", ["SN3"], 1)]


def test_good_parts_go_before_those_nobody_looked_at() -> None:
    read = machines([Spec("ggfg"), Spec("ufff"), Spec("gfff")], model(3, 1))
    (proposal,) = suggest(read)
    assert [str(giver) for giver in proposal.givers] == ["SN3"]


def test_one_machine_gives_all_that_it_can_before_another_is_opened() -> None:
    assert proposals("gfff", "ggff", "gffg") == [("SN2", ["SN3"], 2)]


def test_complete_machines_are_left_alone() -> None:
    assert proposals("gggg", "ggfg", "ffff") == []


def test_what_nobody_noted_is_taken_for_what_most_are() -> None:
    read = machines(
        [Spec("ggf-", "BHB42601"), Spec("ggf-", "BHB42603"), Spec("gffg", ""), Spec("gff-", "BHB42801")], model(3, 1)
    )
    assert {str(one.receiver) for one in suggest(read)} == {"SN1"}
    assert [str(giver) for giver in suggest(read)[0].givers] == ["SN3"]


def test_machines_whose_boards_differ_only_give() -> None:
    read = machines([Spec("ggfg", hash_bin="1"), Spec("ggfg", hash_bin="2")], model(3, 1))
    odd = read.by_miner[2].places[0].part
    assert odd
    odd.hash_bin = "1"
    (proposal,) = suggest(read)
    assert str(proposal.receiver) == "SN1"
    assert [move.part_id for move in proposal.moves if move.miner_id == 1] == [odd.pk]


def test_no_part_of_another_customer_or_model_is_proposed() -> None:
    for change in ({"owner_id": 2}, {"model_id": 2}):
        read = machines([Spec("ggfg"), Spec("gfff")], model(3, 1))
        part = read.by_miner[2].places[0].part
        for name, value in change.items():
            setattr(part, name, value)
        assert suggest(read) == []


def test_without_a_count_of_hashboards_nothing_is_proposed() -> None:
    of = model(3, 1)
    read = machines([Spec("ggfg"), Spec("gffg")], of)
    of.hashboards = None
    assert suggest(read) == []


@pytest.mark.parametrize("alike", [True, False])
def test_five_hundred_machines_take_less_than_two_seconds(alike: bool) -> None:
    chance = Random(1)
    specs = [
        Spec("".join(chance.choice("ggguf-") for _ in range(9)), hash_bin="" if alike else str(chance.randrange(6)))
        for _ in range(500)
    ]
    read = machines(specs, model(3, 6))
    start = time.process_time()
    found = suggest(read)
    assert time.process_time() - start < 2
    assert found


def test_the_machine_a_person_wants_is_completed_first() -> None:
    read = machines([Spec("ggfg"), Spec("gffg")], model(3, 1))
    assert [str(one.receiver) for one in suggest(read)] == ["SN1"]
    assert [str(one.receiver) for one in suggest(read, first=2)] == ["SN2"]
