"""What of each model is alike: which boards run together, and which machines are plain enough to reckon with.

A kind is what the boards of one machine share: part number (its EEPROM family, chip and count where the catalogue
knows it), bin, and the hash power of the machine. What nobody noted on a board is what the other boards of its machine
are; what nobody noted on a machine is what most of its model are (a warning says so when a part moves).
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from hashmend.domain.catalogue.models import PartType
from hashmend.domain.consolidation.machines import Machine, Machines, Place
from hashmend.domain.fitting.finding import normal_number
from hashmend.domain.fitting.rules import why_not_change, why_not_open
from hashmend.domain.parts.models import Part

Kind = tuple[Hashable, Hashable, Hashable]
"""Number, bin, hash power; "" where nobody noted any in the whole group."""


@dataclass(frozen=True, slots=True)
class Giver:
    """A machine as it is reckoned with: its kind, what it could give, and whether it may be completed itself."""

    machine: Machine
    kind: Kind
    gives: tuple[tuple[Hashable, Place], ...]
    may_be_completed: bool

    @property
    def cost(self) -> int:
        """Return how many parts it takes to complete it."""
        return len(self.machine.lacking)


def kind_facts(machines: Machines, part: Part) -> tuple[Hashable, Hashable]:
    """Return the number and the bin of a board, as far as they tell what it runs beside."""
    board = machines.board(part)
    number: Hashable = normal_number(part.part_number)
    return (board.family, board.chips, board.chip_type) if board else number, part.hash_bin


def can_change(machine: Machine) -> bool:
    """Tell whether the machine may be opened now."""
    return not (why_not_change(machine.miner, machine.job) or why_not_open(machine.miner, machine.job))


def group_of(machine: Machine) -> tuple[int, int] | None:
    """Return what machines must share to exchange parts: customer and model; None where the model tells too little."""
    return (machine.miner.customer_id, machine.model.pk) if machine.is_known and machine.model else None


def reckoned(machines: Machines, group: Sequence[Machine]) -> list[Giver]:
    """Return the machines of one group with their kinds."""
    own = [_noted(machines, machine) for machine in group]
    kinds: list[Kind] = [("", "", "")] * len(group)
    for at in range(3):  # what most are, among those that are alike so far
        noted: dict[Hashable, Counter[Hashable]] = {}
        for kind, facts in zip(kinds, own, strict=True):
            if facts[at]:
                noted.setdefault(kind[:at], Counter())[facts[at]] += 1
        for n, facts in enumerate(own):
            fact = facts[at] or _most(noted.get(kinds[n][:at]))
            kinds[n] = (*kinds[n][:at], fact, *kinds[n][at + 1 :])  # type: ignore[assignment]
    return [_giver(machines, machine, kind) for machine, kind in zip(group, kinds, strict=True)]


def _most(noted: "Counter[Hashable] | None") -> Hashable:
    """Return what was noted most often; of equals the first by name, so that the answer is always the same."""
    return min(noted, key=lambda fact: (-noted[fact], str(fact))) if noted else ""


def _noted(machines: Machines, machine: Machine) -> Kind:
    """Return what stands on the boards and the label of a machine: most of its usable boards, else the broken ones."""
    boards = [p for p in machine.places if p.part and p.part.part_type == PartType.HASHBOARD]
    boards = sorted(boards, key=lambda place: not place.is_filled)
    facts = [(place.is_filled, kind_facts(machines, place.part)) for place in boards if place.part]

    def noted(at: int) -> Hashable:
        usable = Counter(fact[at] for is_filled, fact in facts if is_filled and fact[at])
        return _most(usable or Counter(fact[at] for _, fact in facts if fact[at]))

    return noted(0), noted(1), machine.miner.nominal_ths or ""


def _giver(machines: Machines, machine: Machine, kind: Kind) -> Giver:
    resource = _resources(machines, machine, kind)
    filled = [(resource(place), place) for place in machine.places if place.is_filled]
    gives = tuple((what, place) for what, place in filled if what is not None)
    slots = machine.model.slots() if machine.model else []
    is_plain = len(gives) == len(filled) and len(machine.places) == len(slots)
    is_plain = is_plain and all(what == ("hashboard", kind) or what[0] != "hashboard" for what, _ in gives)  # type: ignore[index]
    return Giver(machine, kind, gives, is_plain and not machine.job.is_not_returned)


def _resources(machines: Machines, machine: Machine, kind: Kind) -> Callable[[Place], Hashable]:
    """Return what a filled place counts as: its type, and for boards the kind; None for what needs a person's eyes."""

    def resource(place: Place) -> Hashable:
        part = place.part
        if part is None or part.owner_id not in (None, machine.miner.customer_id):
            return None
        if part.model_id not in (None, machine.model.pk if machine.model else None):
            return None
        if part.part_type != PartType.HASHBOARD:
            return (part.part_type,)
        number, hash_bin = kind_facts(machines, part)
        return ("hashboard", (number or kind[0], hash_bin or kind[1], kind[2]))

    return resource
