"""A model gives its slots; what is unknown gives none."""

import pytest

from hashmend.domain.catalogue.models import MinerModel

pytestmark = pytest.mark.usefixtures("bundled")


def labels(code: str) -> list[str]:
    return [slot.label for slot in MinerModel.objects.get(code=code).slots()]


def test_an_air_cooled_machine_has_boards_control_board_psu_and_fans() -> None:
    assert labels("bitmain-antminer-s19") == [
        "Hashboard 1", "Hashboard 2", "Hashboard 3", "Control board", "PSU", "Fan 1", "Fan 2", "Fan 3", "Fan 4",
    ]  # fmt: skip


def test_a_liquid_cooled_machine_has_no_fans() -> None:
    assert not [label for label in labels("bitmain-antminer-s19-hydro") if label.startswith("Fan")]


def test_unknown_counts_give_no_slots() -> None:
    assert labels("halong-dragonmint-t1") == ["Control board"]
