"""Where a person wants the parts: what was chosen per place, made into moves that lose no part."""

from collections.abc import Iterable

from django.http import QueryDict

from hashmend.domain.consolidation.machines import Machines
from hashmend.domain.fitting.operations import Move

Where = tuple[int, str]
"""A place: the key of the miner, and that of the slot within it."""
Holds = dict[Where, int | None]
"""The part in each place, by key; None where it is empty."""


def field_of(miner: int, key: str) -> str:
    """Return the name of the field that says what a place holds."""
    return f"place-{miner}-{key}"


def arranged(machines: Machines, moves: Iterable[Move], data: QueryDict) -> list[Move]:
    """Return the moves to what was chosen in the fields, beginning with the arrangement that the page showed.

    A part that is chosen for a place changes places with what is there: whatever is posted, each part has one place.
    What is no part of these machines, or of another type, is left out.
    """
    before: Holds = {(m.miner.pk, p.key): p.part.pk if p.part else None for m in machines.all for p in m.places}
    now = dict(before)
    for move in of_moves(machines, moves):
        _put(now, move.part_id, (move.miner_id, f"{machines.parts[move.part_id].part_type}-{move.position}"))
    shown = dict(now)
    for where, held in shown.items():
        chosen = data.get(field_of(*where), "")
        part = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else None
        if part is not None and part != held:
            _put(now, part, where)
    return [
        Move(part, miner, int(key.rpartition("-")[2]))
        for (miner, key), part in now.items()
        if part is not None and part != before[miner, key]
    ]


def _put(now: Holds, part: int, goal: Where) -> None:
    """Let a part and what is in its goal change places."""
    place = next((at for at, key in now.items() if key == part), None)
    if place and goal in now and _type(place) == _type(goal):
        now[goal], now[place] = part, now[goal]


def _type(where: Where) -> str:
    return where[1].rpartition("-")[0]


def of_moves(machines: Machines, moves: Iterable[Move]) -> list[Move]:
    """Return those moves that are about parts and machines read here."""
    return [move for move in moves if move.part_id in machines.parts and move.miner_id in machines.by_miner]
