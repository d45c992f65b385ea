"""The optimiser: the moves that complete the most machines with the fewest parts put in.

Machines that may exchange parts (one customer, one model) all need the same: so many hashboards of their kind, so many
other parts. How many can be complete is then a count: of a kind no more than its boards divided by the boards of a
machine, of all no more than any other part divided by its number. Which ones is a greedy choice: those that lack the
least, as far as these counts allow. Sets that keep to such counts are a matroid (a partition matroid, truncated), where
greedy is exact; that a part may come from any machine that is not chosen makes every such set possible. Sorting is the
dearest step. Tests compare it with trying everything.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from hashmend.domain.consolidation.kinds import Giver, can_change, group_of, reckoned
from hashmend.domain.consolidation.machines import Machine, Machines, Place
from hashmend.domain.fitting.operations import Move
from hashmend.domain.parts.models import Condition


@dataclass(frozen=True, slots=True)
class Proposal:
    """One machine that becomes complete: the moves it takes (good parts in, broken ones out) and who gives."""

    receiver: Machine
    moves: tuple[Move, ...]
    givers: tuple[Machine, ...]
    parts_in: int

    @property
    def machines(self) -> tuple[Machine, ...]:
        """Return all machines it touches, the one that becomes complete first."""
        return (self.receiver, *self.givers)


def suggest(machines: Machines, *, first: int | None = None) -> list[Proposal]:
    """Return a proposal per machine that can be completed; together they complete the most with the fewest parts.

    The machine of the job `first` (by key) is completed before all others where it can be, even if it takes more parts.
    They can be carried out in any order, some or all. Machines that lack the least are completed, those that lack the
    most give; donors only give. Left alone: machines that cannot be changed, whose model does not tell its hashboards,
    or whose boards differ in kind; those give what they have.
    """
    groups: dict[tuple[int, int], list[Machine]] = defaultdict(list)
    for machine in machines.all:
        key = group_of(machine)
        if key and can_change(machine):
            groups[key].append(machine)
    return [proposal for group in groups.values() for proposal in _of_group(reckoned(machines, group), first)]


def _of_group(group: Sequence[Giver], first: int | None) -> list[Proposal]:
    takers = [one for one in group if one.may_be_completed]
    takers.sort(key=lambda one: (one.machine.job.pk != first, *_rank(one)))
    chosen = _chosen(takers, Counter(what for one in group if _is_open(one) for what, _ in one.gives))
    keys = {one.machine.miner.pk for one in chosen}
    source = _Source([one for one in group if _is_open(one) and one.machine.miner.pk not in keys])
    return [_proposal(one, source) for one in chosen if one.cost]


def _is_open(one: Giver) -> bool:
    """Tell whether a machine takes part: one that is complete in its own odd way is left alone."""
    return one.may_be_completed or not one.machine.is_complete or one.machine.job.is_not_returned


def _chosen(takers: Sequence[Giver], supply: "Counter[Hashable]") -> list[Giver]:
    """Return the most machines that the supply completes, taken in their order."""
    if not takers or not takers[0].machine.model:
        return []
    needs = Counter(str(slot.part_type) for slot in takers[0].machine.model.slots())
    boards = needs.pop("hashboard")
    most = min((supply[(part_type,)] // count for part_type, count in needs.items()), default=len(takers))
    left = {one.kind: supply["hashboard", one.kind] // boards for one in takers}
    chosen: list[Giver] = []
    for one in takers:
        if left[one.kind] and len(chosen) < most:
            left[one.kind] -= 1
            chosen.append(one)
    return chosen


def _rank(one: Giver) -> tuple[int, int, int]:
    """Sort those that lack the least first; of these, those with the most parts found good."""
    return one.cost, -sum(place.is_good for place in one.machine.places), one.machine.job.position


@dataclass(slots=True)
class _Given:
    """A part that may be given: of which machine, how soon it is that machine's turn, and whether it was taken."""

    is_unsure: bool
    rank: int
    machine: Machine
    place: Place
    is_taken: bool = False

    @property
    def turn(self) -> tuple[bool, int, int]:
        """Return what sorts parts: good ones first, then by their machine."""
        return self.is_unsure, self.rank, self.place.slot.position


class _Source:
    """The parts of the machines that give: good ones first, of the machines that lack the most first."""

    def __init__(self, givers: Iterable[Giver]) -> None:
        self._turns: dict[Hashable, list[_Given]] = defaultdict(list)
        self._of: dict[tuple[Hashable, int], list[_Given]] = defaultdict(list)
        ranked = sorted(givers, key=lambda one: (one.may_be_completed, *(-n for n in _rank(one))))
        for rank, one in enumerate(ranked):
            for what, place in one.gives:
                is_unsure = place.part is not None and place.part.condition != Condition.GOOD
                self._turns[what].append(_Given(is_unsure, rank, one.machine, place))
        for what, turns in self._turns.items():
            turns.sort(key=lambda one: one.turn, reverse=True)
            for given in reversed(turns):
                self._of[what, given.machine.miner.pk].append(given)

    def count(self, what: Hashable) -> int:
        """Return how many parts of this sort nobody looked for yet, at most."""
        return len(self._turns[what])

    def take(self, what: Hashable, known: Iterable[int]) -> _Given:
        """Return the next part of this sort, from a machine that is open for it already where one is as good."""
        turns = self._turns[what]
        while turns[-1].is_taken:
            turns.pop()
        same = (one for miner in known for one in self._of[what, miner] if not one.is_taken)
        as_good = [one for one in same if one.is_unsure == turns[-1].is_unsure]
        best = min(as_good, key=lambda one: one.turn, default=turns[-1])
        best.is_taken = True
        return best


def _proposal(taker: Giver, source: _Source) -> Proposal:
    """Fill what is scarce first: the machine opened for it may give the rest as well."""
    wanted = [(_wanted(taker, place), place) for place in taker.machine.lacking]
    moves: list[Move] = []
    givers: dict[int, Machine] = {}
    for what, place in sorted(wanted, key=lambda one: source.count(one[0])):
        given = source.take(what, givers)
        giver = givers.setdefault(given.machine.miner.pk, given.machine)
        if given.place.part:
            moves.append(Move(given.place.part.pk, taker.machine.miner.pk, place.slot.position))
        if place.part:
            moves.append(Move(place.part.pk, giver.miner.pk, given.place.slot.position))
    return Proposal(taker.machine, tuple(moves), tuple(givers.values()), taker.cost)


def _wanted(taker: Giver, place: Place) -> Hashable:
    part_type = str(place.slot.part_type)
    return (part_type, taker.kind) if part_type == "hashboard" else (part_type,)
