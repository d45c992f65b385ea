"""Which move fits: what stops it (a block), and what a person has to accept (a warning).

What nobody knows (no part number, no model, no word about the warranty) warns and never stops. A part that is broken
only lies in the machine it goes to: it fits anywhere. Sources are named with each rule; "Bitmain" is its support page
on combined machine repair (boards of the same specification, hash power and model).
"""

from collections.abc import Iterator, Sequence

from hashmend.domain.catalogue.models import MinerModel, PartType
from hashmend.domain.consolidation.boards import board_findings
from hashmend.domain.consolidation.finding import Coming, Finding
from hashmend.domain.consolidation.machines import Machine, Machines, normal_number
from hashmend.domain.fitting.operations import Move
from hashmend.domain.fitting.rules import trade_of, why_not_change, why_not_open
from hashmend.domain.miners.models import OemWarranty
from hashmend.domain.parts.models import Part

_SWAPPED = {PartType.CONTROL_BOARD: "the firmware", PartType.PSU: "the voltage range"}


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
                giver = machines.by_miner[place.part.miner_id or 0]
                found += _part_findings(machines, Coming(place.part, giver, receiver, place.key), place.is_filled)
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


def _part_findings(machines: Machines, coming: Coming, is_usable: bool) -> Iterator[Finding]:
    if owner := _owner(coming):
        yield owner
    if not is_usable:
        return
    model = [found for found in (_model(coming), _cooling(coming)) if found]
    yield from model
    if any(found.is_block for found in model):
        return
    if coming.part.part_type == PartType.HASHBOARD:
        yield from board_findings(machines, coming)
    else:
        yield from _swapped(machines, coming)


def _owner(coming: Coming) -> Finding | None:
    """A part stays with its customer; one of the repair centre may go anywhere."""
    part, miner = coming.part, coming.receiver.miner
    if part.owner_id in (None, miner.customer_id):
        return None
    return coming.block(
        "owner", f"{coming.name} belongs to {part.owner}: it comes into no machine of {miner.customer}."
    )


def made_for(part: Part) -> MinerModel | None:
    """Return the model a part fits: its own, else that of the machine it is in."""
    return part.model or (part.miner.model if part.miner else None)


def _model(coming: Coming) -> Finding | None:
    """The same trade model stops; another variant of it, or a model nobody knows, warns. Source: Bitmain."""
    fits, wants, miner = made_for(coming.part), coming.receiver.model, coming.receiver.miner
    if fits is None or wants is None:
        unknown = f"the model of {miner}" if wants is None else f"which model {coming.name} fits"
        return coming.warning("model-unknown", f"Nobody noted {unknown}: look at the labels before you move it.")
    if trade_of(fits) != trade_of(wants):
        sentence = f"{coming.name} is for {fits}, {miner} is {wants}: parts stay within their model."
        return coming.block("model", sentence)
    if fits.pk != wants.pk:
        if coming.part.part_type == PartType.HASHBOARD and _differ(fits.chips_per_board, wants.chips_per_board):
            sentence = (
                f"{coming.name} is for {fits} with {fits.chips_per_board} chips on a board, {miner} is {wants} with"
                f" {wants.chips_per_board}: take one with as many chips."
            )
            return coming.block("chips", sentence)
        return coming.warning("variant", f"{coming.name} is for {fits}, {miner} is {wants}: look whether it fits.")
    return None


def _cooling(coming: Coming) -> Finding | None:
    """Air, hydro and immersion never mix. Source: Whatsminer firmware 8.1.0 refuses air boards in liquid machines."""
    fits, wants = made_for(coming.part), coming.receiver.model
    if not fits or not wants or not _differ(fits.cooling, wants.cooling):
        return None
    sentence = (
        f"{coming.name} is for {fits.get_cooling_display().lower()} cooling, {coming.receiver.miner} has"
        f" {wants.get_cooling_display().lower()} cooling: parts stay with their cooling."
    )
    return coming.block("cooling", sentence)


def _swapped(machines: Machines, coming: Coming) -> Iterator[Finding]:
    """A PSU or control board with another number warns; a control board brings its SN and MAC along.

    Sources: the APW12's versions differ in voltage (lys-sz.com); control boards of one model run different firmware
    (pyasic); serial number and MAC are kept on the control board (Bitmain's guides).
    """
    part_type, miner = PartType(coming.part.part_type), coming.receiver.miner
    before = next(p.part for p in machines.by_miner[miner.pk].places if p.key == coming.place)
    new, old = normal_number(coming.part.part_number), normal_number(before.part_number if before else "")
    if part_type in _SWAPPED and _differ(new, old):
        sentence = f"{coming.name} is {new}, {miner} had {old}: look whether {_SWAPPED[part_type]} fits."
        yield coming.warning("other-number", sentence)
    if part_type == PartType.CONTROL_BOARD:
        sentence = (
            f"With its control board {miner} takes over SN and MAC of {coming.giver}: correct its labels afterwards."
        )
        yield coming.warning("identity", sentence)


def _differ(one: object, other: object) -> bool:
    """Tell whether two facts are known and not the same."""
    return bool(one) and bool(other) and one != other
