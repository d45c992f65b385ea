"""`load_catalogues`: what ships arrives whole, as often as one likes, and never over a person's edit."""

import pytest
from django.core.management import call_command

from hashmend.domain.batches import row
from hashmend.domain.catalogue import bundled
from hashmend.domain.catalogue.models import Carrier, MinerModel, Service, TrackingFormat
from hashmend.domain.catalogue.operations import LoadCount, add_row, change_row, load_catalogues, retire_rows
from hashmend.domain.history.models import Event
from hashmend.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


def test_it_loads_every_bundled_row() -> None:
    load_catalogues(by=SYSTEM)

    for catalogue in bundled.FILES:
        assert catalogue.objects.count() == len(bundled.rows(catalogue))
    assert MinerModel.objects.count() == 841
    variant = MinerModel.objects.get(code="microbt-whatsminer-m56s-vh30")
    assert variant.base_model == MinerModel.objects.get(name="Whatsminer M56S", variant="")
    assert str(variant) == "Whatsminer M56S VH30"
    assert TrackingFormat.objects.get(code="ups-ups").carrier == Carrier.objects.get(name="UPS")


def test_unknown_figures_stay_unknown() -> None:
    load_catalogues(by=SYSTEM)

    dragonmint = MinerModel.objects.get(name="Halong DragonMint T1")
    assert (dragonmint.hashboards, dragonmint.fans, dragonmint.psus) == (None, None, None)
    assert Service.objects.get(code="SVC_CLEAN").price_amount is None


def test_every_row_names_its_source_and_licence() -> None:
    for catalogue in bundled.FILES:
        for values in bundled.rows(catalogue):
            if values.get("confidence") != "unknown":
                assert values["source"], values["code"]
                assert values["licence"], values["code"]


def test_a_second_time_changes_nothing() -> None:
    load_catalogues(by=SYSTEM)
    events = Event.objects.count()

    again = load_catalogues(by=SYSTEM)

    assert {count.added + count.updated for count in again.values()} == {0}
    assert again["miner models"] == LoadCount(unchanged=841)
    assert Event.objects.count() == events


def test_it_refreshes_what_nobody_edited() -> None:
    load_catalogues(by=SYSTEM)
    MinerModel.objects.filter(code="bitmain-antminer-s19").update(hashboards=9, notes="old words")

    assert load_catalogues(by=SYSTEM)["miner models"] == LoadCount(updated=1, unchanged=840)

    s19 = MinerModel.objects.get(code="bitmain-antminer-s19")
    assert (s19.hashboards, s19.notes, s19.version) == (3, "", 2)


def test_it_keeps_what_a_person_edited_added_or_retired(admin) -> None:
    load_catalogues(by=SYSTEM)
    fan = Service.objects.get(code="SVC_FAN")
    change_row(fan, {"name": "New fan"}, version=fan.version, by=admin)
    retire_rows(row(Service.objects.get(code="SVC_CHIP")), by=admin)
    add_row(Service, {"code": "OWN", "name": "Our own"}, by=admin)

    assert load_catalogues(by=SYSTEM)["services"] == LoadCount(kept=2, unchanged=26)

    assert Service.objects.get(code="SVC_FAN").name == "New fan"
    assert not Service.objects.get(code="SVC_CHIP").is_active
    assert Service.objects.filter(code="OWN").exists()


def test_a_row_of_the_shop_with_a_bundled_name_stands_for_it(admin) -> None:
    own = add_row(Carrier, {"code": "brown", "name": "UPS"}, by=admin)

    assert load_catalogues(by=SYSTEM)["carriers"].kept == 1

    assert TrackingFormat.objects.get(code="ups-ups").carrier == own


def test_it_tells_the_history_once_per_catalogue() -> None:
    load_catalogues(by=SYSTEM)

    told = Event.objects.filter(kind="catalogue.loaded")
    assert told.count() == len(bundled.FILES)
    assert "841 added" in told.order_by("pk").first().sentence


def test_loading_again_takes_few_queries(django_assert_max_num_queries) -> None:
    load_catalogues(by=SYSTEM)
    with django_assert_max_num_queries(len(bundled.FILES) + 3):
        load_catalogues(by=SYSTEM)


def test_the_command_reports_the_counts(capsys) -> None:
    call_command("load_catalogues")

    assert "miner models: 841 added, 0 updated, 0 kept, 0 unchanged" in capsys.readouterr().out
