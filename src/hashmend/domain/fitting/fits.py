"""Which part fits into which place: what stops it (a block), and what a person has to know (a warning).

One judgement for all ways in: a part that another machine gives, a spare from the stock, a new one. What nobody knows
(no part number, no model) warns and never stops. Sources are named with each rule; "Bitmain" is its support page on
combined machine repair (boards of the same specification, hash power and model).
"""

from collections.abc import Collection, Iterator

from hashmend.domain.catalogue.models import MinerModel, PartType
from hashmend.domain.fitting.boards import board_findings
from hashmend.domain.fitting.finding import Coming, Finding, Opening, normal_number
from hashmend.domain.fitting.rules import trade_of
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Condition, Part

_OTHER_SPARE = "choose a spare that fits, or correct in the spare parts what this one fits"
_SWAPPED = {PartType.CONTROL_BOARD: "the firmware", PartType.PSU: "the voltage range"}


def fit_findings(coming: Coming) -> Iterator[Finding]:
    """Return what every rule of fit says about a usable part; nothing where all fits."""
    model = list(_model_findings(coming))
    yield from model
    if any(found.is_block for found in model):
        return
    if coming.part.part_type == PartType.HASHBOARD:
        yield from board_findings(coming)
    else:
        yield from _swapped(coming)


def judged(part: Part, opening: Opening) -> tuple[list[str], list[str]]:
    """Return what stops a spare or a new part that comes into the opening, and what is to be known, in words."""
    found = list(fit_findings(Coming(part, opening)))
    return [one.sentence for one in found if one.is_block], [one.sentence for one in found if not one.is_block]


def as_it_is(part: Part, broken: Collection[int]) -> list[str]:
    """Return in words that a part which comes in is not good, by its condition or as one of the `broken`, by key."""
    if part.pk in broken:
        return [f"A failure waits on {part.history_label()} that no repair answers: it goes in as it is."]
    return (
        [f"{part.history_label()} is noted as faulty: it goes in as it is."]
        if part.condition == Condition.FAULTY
        else []
    )


def why_not_fit(part: Part, machine: Miner) -> str | None:
    """Return why a spare is for another model or cooling than the machine's, or None; what nobody noted may fit."""
    found = _model_findings(Coming(part, Opening(machine)))
    return next((one.sentence for one in found if one.is_block), None)


def _model_findings(coming: Coming) -> Iterator[Finding]:
    yield from (found for found in (_model(coming), _cooling(coming)) if found)


def made_for(part: Part) -> MinerModel | None:
    """Return the model a part fits: its own, else that of the machine it is in."""
    return part.model or (part.miner.model if part.miner else None)


def _model(coming: Coming) -> Finding | None:
    """The same trade model stops; another variant of it, or a model nobody knows, warns. Source: Bitmain."""
    fits, wants, machine = made_for(coming.part), coming.model, coming.machine
    if fits is None or wants is None:
        unknown = f"the model of {machine}" if wants is None else f"which model {coming.name} fits"
        return coming.warning("model-unknown", f"Nobody noted {unknown}: look at the labels before it goes in.")
    if trade_of(fits) != trade_of(wants):
        way_out = "parts stay within their model" if coming.giver else _OTHER_SPARE
        return coming.block("model", f"{coming.name} is for {fits}, {machine} is {wants}: {way_out}.")
    if fits.pk != wants.pk:
        if coming.part.part_type == PartType.HASHBOARD and _differ(fits.chips_per_board, wants.chips_per_board):
            sentence = (
                f"{coming.name} is for {fits} with {fits.chips_per_board} chips on a board, {machine} is {wants} with"
                f" {wants.chips_per_board}: take one with as many chips."
            )
            return coming.block("chips", sentence)
        return coming.warning("variant", f"{coming.name} is for {fits}, {machine} is {wants}: look whether it fits.")
    return None


def _cooling(coming: Coming) -> Finding | None:
    """Air, hydro and immersion never mix. Source: Whatsminer firmware 8.1.0 refuses air boards in liquid machines."""
    fits, wants = made_for(coming.part), coming.model
    if not fits or not wants or not _differ(fits.cooling, wants.cooling):
        return None
    sentence = (
        f"{coming.name} is for {fits.get_cooling_display().lower()} cooling, {coming.machine} has"
        f" {wants.get_cooling_display().lower()} cooling: parts stay with their cooling."
    )
    return coming.block("cooling", sentence)


def _swapped(coming: Coming) -> Iterator[Finding]:
    """A PSU or control board with another number warns; a control board brings SN and MAC of its machine along.

    Sources: the APW12's versions differ in voltage (lys-sz.com); control boards of one model run different firmware
    (pyasic); serial number and MAC are kept on the control board (Bitmain's guides).
    """
    part_type, machine, before = PartType(coming.part.part_type), coming.machine, coming.opening.before
    new, old = normal_number(coming.part.part_number), normal_number(before.part_number if before else "")
    if part_type in _SWAPPED and _differ(new, old):
        sentence = f"{coming.name} is {new}, {machine} had {old}: look whether {_SWAPPED[part_type]} fits."
        yield coming.warning("other-number", sentence)
    if part_type == PartType.CONTROL_BOARD and coming.giver:
        sentence = (
            f"With its control board {machine} takes over SN and MAC of {coming.giver}: correct its labels afterwards."
        )
        yield coming.warning("identity", sentence)


def _differ(one: object, other: object) -> bool:
    """Tell whether two facts are known and not the same."""
    return bool(one) and bool(other) and one != other
