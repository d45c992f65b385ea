"""What a person means to do with machines, and what they saw when they decided it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zlib import crc32

from hashmend.domain.consolidation.machines import Machines
from hashmend.domain.fitting.operations import Move
from hashmend.domain.parts.models import Part


@dataclass(frozen=True, slots=True)
class Plan:
    """The moves, the jobs (by key) whose machines are given up as donors, and the warnings accepted, by token.

    `seen` tells how every part in these machines stood when the plan was made, by key: what changed since stops it.
    """

    moves: tuple[Move, ...]
    seen: Mapping[int, str]
    donors: frozenset[int] = frozenset()
    accepted: frozenset[str] = field(default=frozenset())


def seen_of(machines: Machines) -> dict[int, str]:
    """Return how every part in the machines stands, by key, as a plan keeps it."""
    return {key: _standing(part, key in machines.broken) for key, part in machines.parts.items()}


def _standing(part: Part, is_broken: bool) -> str:
    facts = (
        part.miner_id, part.position, part.condition, part.serial, part.part_number, part.hash_bin, part.owner_id,
        is_broken,
    )  # fmt: skip
    return f"{crc32(repr(facts).encode()):08x}"
