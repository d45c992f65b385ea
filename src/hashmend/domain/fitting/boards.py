"""Which hashboard runs beside which: by part number, chips, EEPROM, bin and hash power.

A board is compared with the usable boards it will run beside, but for those it came with; alone in a machine it is
compared with what the catalogue says of the model.
"""

from collections.abc import Iterator, Sequence

from hashmend.domain.catalogue.bench import BoardNumber
from hashmend.domain.fitting.finding import Coming, Finding, normal_number
from hashmend.domain.parts.models import Part


def board_findings(coming: Coming) -> Iterator[Finding]:
    """Return what stops a hashboard, or warns of it, in the machine it comes to."""
    beside = coming.beside
    yield from _number(coming, beside)
    yield from _bin(coming, beside)
    yield from _hashrate(coming)


def _number(coming: Coming, beside: Sequence[Part]) -> Iterator[Finding]:
    board = coming.opening.board(coming.part)
    stopped = _stopped_by_model(board, coming) if board else None
    for other in beside:
        known = coming.opening.board(other)
        stopped = stopped or (_stopped(board, known, coming) if board and known else None)
    if stopped:
        yield stopped
        return
    number = normal_number(coming.part.part_number)
    others = {normal_number(other.part_number) for other in beside}
    if board and not beside:
        yield from _alone(board, coming)
    elif beside and (not number or "" in others):
        whose = f"of {coming.name}" if not number else f"of all boards in {coming.machine}"
        yield coming.warning(
            "number-unknown", f"Nobody noted the part number {whose}: look whether the boards are alike."
        )
    elif differing := sorted(others - {number}):
        sentence = f"{coming.name} is {number}, {coming.machine} has {', '.join(differing)}: their PCBs may differ."
        yield coming.warning("other-number", sentence)


def _stopped_by_model(board: BoardNumber, coming: Coming) -> Finding | None:
    """A chip the model does not have. Source: the catalogue's models (pyasic, makers' guides)."""
    model = coming.model
    if model and board.chip_type and model.chip_type and board.chip_type != model.chip_type:
        sentence = f"{coming.name} ({board}) has {board.chip_type} chips, {model} has {model.chip_type}: leave it out."
        return coming.block("chip", sentence)
    return None


def _stopped(board: BoardNumber, other: BoardNumber, coming: Coming) -> Finding | None:
    """EEPROM families never mix (DCENT_OS, its energize gate); nor do chips or their count (126 and 88 share 04 11)."""
    for code, what, mine, theirs in (
        ("family", "the EEPROM family", board.family, other.family),
        ("chip", "the chip", board.chip_type, other.chip_type),
        ("chips", "the number of chips", board.chips, other.chips),
    ):
        if mine and theirs and mine != theirs:
            sentence = (
                f"{coming.name} ({board}) has {what} {mine}, {other} in {coming.machine} has {theirs}: such boards do"
                " not run in one machine."
            )
            return coming.block(code, sentence)
    return None


def _alone(board: BoardNumber, coming: Coming) -> Iterator[Finding]:
    """A count the model does not tell only warns: one model came with several boards (S19j Pro: 126, 120, 108)."""
    model = coming.model
    if model and board.chips and model.chips_per_board and board.chips != model.chips_per_board:
        sentence = f"{coming.name} ({board}) has {board.chips} chips, {model} usually has {model.chips_per_board}."
        yield coming.warning("chips-unusual", sentence)


def _bin(coming: Coming, beside: Sequence[Part]) -> Iterator[Finding]:
    """Another bin: the firmware may refuse it (Bitmain L255:2, Whatsminer codes 43x and 52x)."""
    mine = coming.part.hash_bin
    if other := next((part.hash_bin for part in beside if mine and part.hash_bin and part.hash_bin != mine), ""):
        sentence = (
            f"{coming.name} is of bin {mine}, a board of {coming.machine} of bin {other}: the firmware may refuse it."
        )
        yield coming.warning("bin", sentence)


def _hashrate(coming: Coming) -> Iterator[Finding]:
    """Another nominal hashrate on the label. Source: Bitmain asks for the same hash power."""
    mine, other = coming.giver.nominal_ths if coming.giver else None, coming.machine.nominal_ths
    if mine and other and mine != other:
        sentence = f"{coming.name} is from a machine of {mine:g} TH/s, {coming.machine} is one of {other:g} TH/s."
        yield coming.warning("hashrate", sentence)
