"""What fits where: each rule says its reason; what nobody knows warns and never stops."""

from collections.abc import Callable
from datetime import date

import pytest

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.consolidation.machines import Machines
from hashmend.domain.consolidation.rules import judge
from hashmend.domain.customers.models import Customer
from hashmend.domain.fitting.finding import Finding
from hashmend.domain.fitting.operations import Move
from hashmend.domain.parts.models import Part
from tests.domain.consolidation.made import Spec, machines, model

GOOD, NUMBER = "gggg", "BHB42601"


def two(first: Spec | None = None, second: Spec | None = None) -> Machines:
    """Return two machines of a model with three boards and a PSU; the first lacks its first board."""
    read = machines([first or Spec("fggg", NUMBER, "1", 104), second or Spec(GOOD, NUMBER, "1", 104)], model(3, 1))
    for machine in read.all:
        machine.miner.oem_warranty = "out"
    return read


def part(read: Machines, key: str = "hashboard-1") -> Part:
    found = next(p.part for p in read.by_miner[2].places if p.key == key)
    assert found
    return found


def findings(read: Machines, key: str = "hashboard-1") -> list[Finding]:
    """Return what the rules say when a part of the second machine takes the same place in the first."""
    comes = part(read, key)
    mine = next(p.part for p in read.by_miner[1].places if p.key == key)
    moves = [Move(comes.pk, 1, comes.position or 0)]
    return judge(read, [*moves, Move(mine.pk, 2, comes.position or 0)] if mine else moves)


def test_alike_machines_have_nothing_to_say() -> None:
    assert findings(two()) == []
    assert findings(two(), "psu-1") == []


def test_a_broken_part_fits_anywhere() -> None:
    """It only lies there: the board of the second machine that comes back is bad and of another family."""
    read = two(second=Spec(GOOD, NUMBER, "1", 104))
    broken = read.by_miner[1].places[0].part
    assert broken
    broken.part_number = "BHB56902"
    assert findings(read) == []


def _other_model(read: Machines) -> None:
    other = model(3, 1, pk=2)
    part(read).model = part(read, "psu-1").model = other


def _other_cooling(read: Machines) -> None:
    other = model(3, 1)
    other.cooling, read.by_miner[1].miner.model.cooling = "hydro", "air"  # type: ignore[union-attr]
    part(read).model = part(read, "psu-1").model = other


def _other_chips(read: Machines) -> None:
    mine, other = model(3, 1, pk=3), model(3, 1, pk=4)
    mine.base_model_id = other.base_model_id = 2
    mine.chips_per_board, other.chips_per_board = 111, 117
    read.by_miner[1].miner.model, part(read).model = mine, other


def _number(number: str) -> Callable[[Machines], None]:
    def change(read: Machines) -> None:
        part(read).part_number = number

    return change


def _chip_of_the_model(read: Machines) -> None:
    read.by_miner[1].miner.model.chip_type = "BM1398"  # type: ignore[union-attr]


def _owner(read: Machines) -> None:
    part(read).owner = Customer(pk=9, alias="Fjord")


def _in_warranty(read: Machines) -> None:
    read.by_miner[2].miner.oem_warranty = "in"


def _not_there(read: Machines) -> None:
    read.by_miner[2].job.received_at = None


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (_other_model, "model", "is for T2, SN1 is T1: parts stay within their model."),
        (_other_cooling, "cooling", "is for hydro cooling, SN1 has air cooling"),
        (_other_chips, "chips", "with 117 chips on a board, SN1 is T3 with 111"),
        (_number("BHB42801"), "chips", "has the number of chips 88, BHB42601 in SN1 has 126"),
        (_number("BHB56902"), "family", "has the EEPROM family 05 11, BHB42601 in SN1 has 04 11"),
        (_chip_of_the_model, "chip", "has BM1362 chips, T1 has BM1398"),
        (_owner, "owner", "belongs to Fjord: it comes into no machine of Northwind"),
        (_in_warranty, "warranty", "SN2 is in its maker's warranty"),
        (_not_there, "frozen", "SN2 has not arrived: receive its container first"),
    ],
)
def test_it_stops(change: Callable[[Machines], None], code: str, words: str) -> None:
    read = two()
    change(read)
    (found,) = [one for one in findings(read) if one.is_block]
    assert (found.code, words in found.sentence) == (code, True), found.sentence


def test_a_psu_or_control_board_of_another_model_is_stopped() -> None:
    read = two()
    _other_model(read)
    assert [found.code for found in findings(read, "psu-1")] == ["model"]


def _bin(read: Machines) -> None:
    part(read).hash_bin = "2"


def _hashrate(read: Machines) -> None:
    read.by_miner[2].miner.nominal_ths = 100  # type: ignore[assignment]


def _no_model(read: Machines) -> None:
    part(read).model = None
    read.by_miner[1].miner.model = None


def _opened(read: Machines) -> None:
    read.by_miner[1].miner.oem_warranty, read.by_miner[1].miner.oem_until = "in", date(2999, 1, 1)
    read.by_miner[1].job.opened_despite = "The customer agreed"


def _nobody_asked(read: Machines) -> None:
    read.by_miner[1].miner.oem_warranty = "unknown"


def _variant(read: Machines) -> None:
    mine, other = model(3, 1, pk=3), model(3, 1, pk=2)
    mine.base_model_id = 2
    read.by_miner[1].miner.model, part(read).model = mine, other


def _no_number_there(read: Machines) -> None:
    for place in read.by_miner[1].places[:3]:
        assert place.part
        place.part.part_number = ""


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (_bin, "bin", "is of bin 2, a board of SN1 of bin 1"),
        (_hashrate, "hashrate", "is from a machine of 100 TH/s, SN1 is one of 104 TH/s"),
        (_number(""), "number-unknown", "Nobody noted the part number of Hashboard 1 of SN2"),
        (_no_number_there, "number-unknown", "Nobody noted the part number of all boards in SN1"),
        (_number("XY-1"), "other-number", "is XY-1, SN1 has BHB42601"),
        (_number("bhb 42603"), "other-number", "is BHB42603, SN1 has BHB42601: their PCBs may differ"),
        (_no_model, "model-unknown", "Nobody noted the model of SN1"),
        (_variant, "variant", "look whether it fits"),
        (_opened, "warranty-ends", "mixed boards end its maker's warranty (In warranty until 1 Jan 2999)"),
        (_nobody_asked, "warranty-unknown", "Nobody noted whether SN1 is in its maker's warranty"),
    ],
)
def test_it_warns(change: Callable[[Machines], None], code: str, words: str) -> None:
    read = two()
    change(read)
    (found,) = findings(read)
    assert (found.code, found.is_block) == (code, False)
    assert words in found.sentence


def test_a_board_alone_is_compared_with_the_model() -> None:
    read = two(Spec("f--g", NUMBER), Spec(GOOD, NUMBER))
    read.by_miner[1].miner.model.chips_per_board = 120  # type: ignore[union-attr]
    assert [found.code for found in findings(read)] == ["chips-unusual"]


def test_boards_that_ran_together_are_not_compared_with_each_other() -> None:
    read = two(Spec("---g", ""), Spec(GOOD, ""))
    boards = [place.part for place in read.by_miner[2].places[:3]]
    assert judge(read, [Move(board.pk, 1, board.position or 0) for board in boards if board]) == []


def test_another_psu_and_a_control_board_warn() -> None:
    read = two(Spec("gggf", NUMBER), Spec(GOOD, NUMBER))
    part(read, "psu-1").part_number = "APW121417"
    mine = read.by_miner[1].places[3].part
    assert mine
    mine.part_number = "APW121215"
    assert [found.code for found in findings(read, "psu-1")] == ["other-number"]
    of = MinerModel(pk=1, name="T1", hashboards=1, control_boards=1, psus=0, fans=0)
    read = machines([Spec("gf"), Spec("gg")], of)
    assert "SN1 takes over SN and MAC of SN2" in findings(read, "control_board-1")[1].sentence


def test_parts_that_stay_in_their_machine_are_not_judged() -> None:
    read = two()
    read.by_miner[2].places[0].part.hash_bin = "9"  # type: ignore[union-attr]
    first, second = part(read), part(read, "hashboard-2")
    assert judge(read, [Move(first.pk, 2, 2), Move(second.pk, 2, 1)]) == []
