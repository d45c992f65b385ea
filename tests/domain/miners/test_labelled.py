"""Finding machines by a part of what stands on them, in any spelling."""

import pytest

from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.miners.models import Miner
from hashmend.domain.miners.queries import labelled
from hashmend.domain.work_orders.models import Job
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "SYNA0000B7", "syna0000b7", " SYNA 0000 B7 ", "SYNA-0000-B7", "syna:0000", "0000", "na", "SYN\x00A", "aB-00",
        "02:00:00:AF:10:2B", "02-00-00-af-10-2b", "0200.00af.102b", "00:00", "af102", "tag 9",
    ],
)  # fmt: skip
def test_any_part_in_any_spelling_finds_the_machine(text: str) -> None:
    order = factories.work_order()
    entries = [
        MachineEntry(serial_typed="SYNA0000B7", mac_typed="02:00:00:AF:10:2B", asset_tag="TAB-00 tag 9"),
        MachineEntry(serial_typed="HKX1", mac_typed="06:11:22:33:44:55", asset_tag="T1"),
    ]
    wanted, _ = factories.jobs(order, entries=entries)
    assert Miner.objects.filter(labelled(text)).get() == wanted.miner
    assert Job.objects.filter(labelled(text, at="miner__")).get() == wanted


@pytest.mark.parametrize("text", ["SYNA1", "0O00", "---", "%", "_"])
def test_nothing_else_does(text: str) -> None:
    factories.jobs(factories.work_order(), entries=[MachineEntry(serial_typed="SYNA0000B7", asset_tag="T 9")])
    assert not Miner.objects.filter(labelled(text)).exists()
