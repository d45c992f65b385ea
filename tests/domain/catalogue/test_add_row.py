"""`add_row`: the shop's own entry."""

import pytest

from hashmend.domain.catalogue.bench import ErrorCode, LogPattern, TestProfile
from hashmend.domain.catalogue.models import FailureType, MinerModel
from hashmend.domain.catalogue.operations import add_row
from hashmend.domain.history.models import Event
from hashmend.kernel.errors import Refused

pytestmark = pytest.mark.usefixtures("bundled")


def test_it_adds_a_row_of_the_shops_own_and_records_it(admin) -> None:
    added = add_row(MinerModel, {"code": "acme-m1", "maker": "Acme", "name": "Acme M1", "hashboards": 3}, by=admin)

    assert MinerModel.objects.active().get(code="acme-m1") == added
    assert added.edited_by_id == admin.user_id
    assert Event.objects.get(kind="catalogue.added").sentence == "Acme M1 was added to the miner models."


@pytest.mark.parametrize(
    ("catalogue", "values", "why"),
    [
        (FailureType, {"code": "HB_NOT_DETECTED", "part_type": "fan", "name": "Twice"}, "The code HB_NOT_DETECTED"),
        (MinerModel, {"code": "x", "maker": "Bitmain", "name": "Antminer S19"}, "in the catalogue already"),
        (FailureType, {"code": "two words", "part_type": "fan", "name": "X"}, "Code:"),
        (FailureType, {"code": "x", "part_type": "wheel", "name": "X"}, "Part:"),
        (LogPattern, {"code": "x", "maker": "Own", "pattern": "a("}, "This pattern cannot be read"),
        (
            LogPattern,
            {"code": "x", "maker": "Own", "pattern": "a", "rule": "very odd"},
            "cannot be read: write it like",
        ),
        (LogPattern, {"code": "x", "maker": "Own", "pattern": "a", "rule": "n > 0"}, "does not catch as a group"),
        (LogPattern, {"code": "x", "maker": "Own", "pattern": "a", "failure_code": "NONE"}, "no failure type"),
        (ErrorCode, {"code": "x", "maker": "MicroBT", "system": "Whatsminer error code", "shown": "530"}, "already"),
        (TestProfile, {"code": "x", "name": "Short", "minutes": 30, "warm_up_minutes": 30}, "has to be shorter"),
    ],
)
def test_it_refuses(admin, catalogue, values, why) -> None:
    before = catalogue.objects.count()

    with pytest.raises(Refused, match=why):
        add_row(catalogue, values, by=admin)

    assert catalogue.objects.count() == before
    assert not Event.objects.filter(kind="catalogue.added").exists()
