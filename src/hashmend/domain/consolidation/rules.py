"""Which move works out: what stops it (a block), and what a person has to accept (a warning).

Which part fits where is `fitting.fits`; here stands what concerns the machines. What nobody knows (no word about the
warranty) warns and never stops. A part that is broken only lies in the machine it goes to: it fits anywhere.
"""

from collections.abc import Iterator, Sequence

from hashmend.domain.catalogue.models import PartType
from hashmend.domain.consolidation.machines import Machine, Machines, Place
from hashmend.domain.fitting.finding import Coming, Finding, Opening
from hashmend.domain.fitting.fits import fit_findings
from hashmend.domain.fitting.operations import Move
from hashmend.domain.fitting.rules import why_not_change, why_not_open
from hashmend.domain.miners.models import OemWarranty


def judge(machines: Machines, moves: Sequence[Move]) -> list[Finding]:
    """Return what every rule says about the moves, machine by machine; nothing where all fits."""
    after = machines.after(moves)
    comings = {(move.miner_id, move.part_id): move for move in moves}
    touched = {move.miner_id for move in moves} | {machines.parts[move.part_id].miner_id for move in moves}
    found: list[Finding] = []
    for machine in machines.all:
        if machine.miner.pk not in touched:
            continue
        found += machine_findings(machine)
        receiver = after.by_miner[machine.miner.pk]
        for place in receiver.places:
            if place.part and (machine.miner.pk, place.part.pk) in comings and place.part.miner_id != machine.miner.pk:
                giver = machines.by_miner[place.part.miner_id or 0].miner
                coming = Coming(place.part, _opening(machines, receiver, place), giver)
                found += _part_findings(coming, place.is_filled)
    return found


def machine_findings(machine: Machine) -> list[Finding]:
    """Return why a machine keeps its parts, or what opening it may cost."""
    miner, stay = machine.miner, machine.job
    if why := why_not_change(miner, stay):
        return [Finding("frozen", why, miner.pk, is_block=True)]
    return [found for found in (_warranty(machine),) if found]


def _warranty(machine: Machine) -> Finding | None:
    """A maker's warranty stops until somebody lets the machine be opened; then, and where nobody knows, it warns.

    Source: copies of Bitmain's terms and IceRiver's price list: mixed boards end the warranty.
    """
    miner = machine.miner
    if why := why_not_open(miner, machine.job):
        return Finding("warranty", why, miner.pk, is_block=True)
    if miner.is_in_oem_warranty:
        sentence = f"{miner} may be opened, but mixed boards end its maker's warranty ({miner.oem_words})."
        return Finding("warranty-ends", sentence, miner.pk)
    if miner.oem_warranty == OemWarranty.UNKNOWN:
        sentence = f"Nobody noted whether {miner} is in its maker's warranty: mixed boards would end it."
        return Finding("warranty-unknown", sentence, miner.pk)
    return None


def _opening(machines: Machines, receiver: Machine, place: Place) -> Opening:
    """Return the place as the rules of fit see it; `receiver` is the machine as it will be."""
    before = next(p.part for p in machines.by_miner[receiver.miner.pk].places if p.key == place.key)
    filled = [p.part for p in receiver.places if p.part and p.is_filled]
    boards = [part for part in filled if part.part_type == PartType.HASHBOARD]
    return Opening(receiver.miner, before, boards, machines.numbers, place.key)


def _part_findings(coming: Coming, is_usable: bool) -> Iterator[Finding]:
    if owner := _owner(coming):
        yield owner
    if is_usable:
        yield from fit_findings(coming)


def _owner(coming: Coming) -> Finding | None:
    """A part stays with its customer; one of the repair centre may go anywhere."""
    part, machine = coming.part, coming.machine
    if part.owner_id in (None, machine.customer_id):
        return None
    return coming.block(
        "owner", f"{coming.name} belongs to {part.owner}: it comes into no machine of {machine.customer}."
    )
