"""`change_row`: an admin's edit, seen by nobody else's stale form."""

from decimal import Decimal

import pytest

from hashmend.domain.catalogue.models import Carrier, MinerModel, Service, TrackingFormat
from hashmend.domain.catalogue.operations import change_row
from hashmend.domain.history.models import Event
from hashmend.kernel.errors import Refused

pytestmark = pytest.mark.usefixtures("bundled")


def test_it_changes_the_fields_and_makes_the_row_the_shops_own(admin) -> None:
    l7 = MinerModel.objects.get(name="Antminer L7")

    changed = change_row(l7, {"hashboards": 4, "aliases": ["L7", "L7 9500M"]}, version=l7.version, by=admin)

    changed.refresh_from_db()
    assert (changed.hashboards, changed.aliases, changed.version) == (4, ["L7", "L7 9500M"], 2)
    assert changed.edited_by_id == admin.user_id
    assert changed.edited_at is not None


def test_it_records_from_and_to(admin) -> None:
    l7 = MinerModel.objects.get(name="Antminer L7")

    change_row(l7, {"hashboards": 4, "fans": 4}, version=l7.version, by=admin)

    event = Event.objects.get(kind="catalogue.changed")
    assert event.sentence == "Antminer L7 was changed in the miner models: hashboards from 3 to 4."
    assert event.actor_id == admin.user_id


def test_the_same_values_change_nothing(admin) -> None:
    service = Service.objects.get(code="SVC_FAN")

    change_row(service, {"price_amount": Decimal("25"), "name": service.name}, version=1, by=admin)

    assert Service.objects.get(code="SVC_FAN").edited_at is None
    assert not Event.objects.filter(kind="catalogue.changed").exists()


def test_it_refuses_a_stale_form(admin) -> None:
    service = Service.objects.get(code="SVC_FAN")
    change_row(service, {"name": "Fan"}, version=1, by=admin)

    with pytest.raises(Refused, match="Fan was changed by somebody else meanwhile"):
        change_row(service, {"name": "Fans"}, version=1, by=admin)

    assert Service.objects.get(code="SVC_FAN").name == "Fan"


@pytest.mark.parametrize(
    ("catalogue", "code", "values", "why"),
    [
        (Carrier, "ups", {"name": "FedEx"}, "FedEx is in the catalogue already"),
        (Carrier, "ups", {"tracking_url": "http://ups.test/{number}"}, "starts with https://"),
        (Carrier, "ups", {"tracking_url": "https://ups.test/"}, r"holds \{number\}"),
        (Service, "SVC_FAN", {"price_amount": Decimal("-1")}, "cannot be negative"),
        (Service, "SVC_FAN", {"name": ""}, "Name: This field cannot be blank"),
        (TrackingFormat, "ups-ups", {"regex": "(a+)+"}, "Give every repetition a length"),
        (MinerModel, "bitmain-antminer-s19", {"name": "Antminer S21"}, "Antminer S21 is in the catalogue already"),
        (MinerModel, "bitmain-antminer-s19", {"level": "variant"}, "name its trade model"),
        (MinerModel, "microbt-whatsminer-m56s-vh30", {"level": "model"}, "leave its own trade model empty"),
    ],
)
def test_it_refuses_what_no_row_may_be(admin, catalogue, code, values, why) -> None:
    row = catalogue.objects.get(code=code)

    with pytest.raises(Refused, match=why):
        change_row(row, values, version=row.version, by=admin)

    row.refresh_from_db()
    assert row.version == 1
    assert not Event.objects.filter(kind="catalogue.changed").exists()


def test_a_variant_cannot_have_a_variant_for_its_trade_model(admin) -> None:
    one, other = MinerModel.objects.filter(level="variant")[:2]

    with pytest.raises(Refused, match="is itself a variant"):
        change_row(one, {"base_model": other}, version=1, by=admin)
