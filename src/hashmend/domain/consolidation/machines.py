"""Machines read together: every place for a part, what is in it, and whether the machine is complete."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import QuerySet

from hashmend.domain.bench.models import Failure
from hashmend.domain.catalogue.bench import BoardNumber
from hashmend.domain.catalogue.models import MinerModel, PartType, Slot
from hashmend.domain.fitting.finding import USABLE, normal_number, numbers_of
from hashmend.domain.fitting.operations import Move
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import SLOT_TYPES, Condition, Part
from hashmend.domain.work_orders.models import Job

_ORDER = {part_type: at for at, part_type in enumerate(SLOT_TYPES)}


@dataclass(frozen=True, slots=True)
class Place:
    """A slot of a machine with the part in it. `is_filled`: a part that is not known to be broken."""

    slot: Slot
    part: Part | None = None
    is_filled: bool = False

    @property
    def key(self) -> str:
        """Return the name of the slot within its machine: "hashboard-2"."""
        return f"{self.slot.part_type}-{self.slot.position}"

    @property
    def is_good(self) -> bool:
        """Tell whether the part in it was found good."""
        return self.is_filled and self.part is not None and self.part.condition == Condition.GOOD


@dataclass(frozen=True)
class Machine:
    """A job's machine with all its places, those the model tells and those of parts that it does not tell."""

    job: Job
    places: tuple[Place, ...]

    @property
    def miner(self) -> Miner:
        """Return the machine itself."""
        return self.job.miner

    @property
    def model(self) -> MinerModel | None:
        """Return its model, if anybody knows it."""
        return self.miner.model

    @property
    def is_known(self) -> bool:
        """Tell whether its model says how many hashboards it has: without that nobody can call it complete."""
        return bool(self.model and self.model.hashboards)

    @cached_property
    def lacking(self) -> tuple[Place, ...]:
        """Return the places that are empty or hold a broken part."""
        return tuple(place for place in self.places if not place.is_filled)

    @property
    def is_complete(self) -> bool:
        """Tell whether every place is filled."""
        return self.is_known and not self.lacking

    def __str__(self) -> str:
        return str(self.miner)


@dataclass(frozen=True)
class Machines:
    """Machines of one reading, by their own keys; `broken` are parts that a failure waits on, by key."""

    all: tuple[Machine, ...]
    numbers: Mapping[str, BoardNumber]
    broken: frozenset[int] = frozenset()

    @cached_property
    def by_miner(self) -> dict[int, Machine]:
        """Return the machines by the key of the miner."""
        return {machine.miner.pk: machine for machine in self.all}

    @cached_property
    def parts(self) -> dict[int, Part]:
        """Return the parts in all of them, by key."""
        return {place.part.pk: place.part for machine in self.all for place in machine.places if place.part}

    def board(self, part: Part) -> BoardNumber | None:
        """Return what the catalogue knows about a part's number."""
        return self.numbers.get(normal_number(part.part_number))

    def is_usable(self, part: Part) -> bool:
        """Tell whether a part is not known to be broken."""
        return part.condition in USABLE and part.pk not in self.broken

    def after(self, moves: Iterable[Move]) -> "Machines":
        """Return the machines as they will be: each part moved stands where its move says, all others stay."""
        goals = {(move.miner_id, self.parts[move.part_id].part_type, move.position): move.part_id for move in moves}
        leaving = set(goals.values())
        return replace(self, all=tuple(self._after(machine, goals, leaving) for machine in self.all))

    def _after(self, machine: Machine, goals: Mapping[tuple[int, str, int], int], leaving: Collection[int]) -> Machine:
        places = []
        for place in machine.places:
            comes = goals.get((machine.miner.pk, str(place.slot.part_type), place.slot.position))
            stays = place.part if place.part and place.part.pk not in leaving else None
            part = self.parts[comes] if comes else stays
            places.append(Place(place.slot, part, part is not None and self.is_usable(part)))
        return Machine(machine.job, tuple(places))


def read(jobs: QuerySet[Job]) -> Machines:
    """Return the machines of these jobs, in the order of their positions; four queries, however many they are."""
    related = ("miner__model", "miner__customer", "work_order__customer", "outbound_container__shipment")
    stays = list(jobs.select_related(*related).order_by("position", "pk"))
    return machines_of(
        stays, Part.objects.filter(miner__in=[stay.miner_id for stay in stays]).select_related("owner", "model")
    )


def machines_of(stays: Sequence[Job], parts: Iterable[Part]) -> Machines:
    """Return the machines of these stays with the parts given; two queries for what is known of the parts."""
    inside: dict[int, list[Part]] = defaultdict(list)
    machine_of = {stay.miner_id: stay.miner for stay in stays}
    for part in parts:
        if part.miner_id in machine_of:
            part.miner = machine_of[part.miner_id]
            inside[part.miner_id].append(part)
    known = [part for parts in inside.values() for part in parts]
    broken = Failure.objects.lasting([part.pk for part in known], [stay.pk for stay in stays]).broken_parts()
    reading = Machines((), numbers_of(known), broken)
    return replace(reading, all=tuple(Machine(stay, _places(reading, stay, inside[stay.miner_id])) for stay in stays))


def _places(reading: Machines, stay: Job, parts: Sequence[Part]) -> tuple[Place, ...]:
    """Return the slots the model tells, each with its part, and those of parts that it does not tell."""
    held = {(PartType(part.part_type), int(part.position or 0)): part for part in parts}
    told = {(slot.part_type, slot.position): slot for slot in (stay.miner.model.slots() if stay.miner.model else [])}
    slots = told | {key: Slot(*key) for key in held.keys() - told.keys()}
    return tuple(
        Place(slots[key], held.get(key), key in held and reading.is_usable(held[key]))
        for key in sorted(slots, key=lambda key: (_ORDER[key[0]], key[1]))
    )
