"""The spare stock: receiving, correcting, reserving, writing off, and the level there should be."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import PartType
from hashmend.domain.history.models import Event
from hashmend.domain.parts.levels import low_stock, stock_levels
from hashmend.domain.parts.models import Condition, Part, Place, StockLevel
from hashmend.domain.parts.operations import (
    Correction,
    correct_spares,
    put_back_spares,
    receive_spares,
    release_spares,
    reserve_spares,
    set_stock_level,
    write_off_spares,
)
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests.factories_parts import entry, spare, spares
from tests.races import at_once

pytestmark = pytest.mark.django_db


def sentences(part: Part) -> list[str]:
    """Return what the history says of a part, the latest last."""
    return [event.sentence for event in Event.objects.filter(part=part).order_by("pk")]


def a_machine(**details: Any) -> Any:
    """Return a machine that is in an order."""
    return factories.jobs(factories.work_order(**details))[0].miner


def test_received_spares_lie_in_the_stock_with_their_purchase() -> None:
    part = spare(" sn-1 ", shelf="A3", source="PO 77")
    part.refresh_from_db()
    assert (part.place, part.serial, part.serial_typed, part.shelf) == (Place.STOCK, "SN-1", " sn-1 ", "A3")
    assert sentences(part) == ["Hashboard SN-1 came into the spare stock from PO 77."]


def test_receiving_many_costs_as_many_queries_as_one(django_assert_num_queries: Callable[..., Any]) -> None:
    from_one = [entry("SNONE00001")]
    many = [entry(f"SNMANY{n:05d}") for n in range(300)]
    for entries in (from_one, many):
        with django_assert_num_queries(7, exact=False):
            receive_spares(entries, by=SYSTEM)
    assert Part.objects.in_stock().count() == 301


def test_a_number_that_is_known_or_twice_is_left_out_and_named() -> None:
    spare("SN-1", shelf="A3")
    outcome = receive_spares([entry("sn-1"), entry("SN-2"), entry("SN-2"), entry(), entry()], by=SYSTEM)
    assert [part.serial for part in outcome.done] == ["SN-2", "", ""]
    assert [(refusal.pk, refusal.why) for refusal in outcome.refused] == [
        (0, "Hashboard SN-1 is known already: it is in the spare stock on shelf A3."),
        (2, "SN-2 is there twice: it stands in line 2 already."),
    ]


def test_a_number_may_be_known_for_another_kind_of_part_or_be_taken_all_the_same() -> None:
    spare("SN-1")
    assert receive_spares([entry("SN-1", part_type=PartType.PSU)], by=SYSTEM).done
    assert receive_spares([entry("SN-1")], by=SYSTEM, despite=True).done
    assert Part.objects.filter(serial="SN-1").count() == 3


def test_a_correction_tells_what_changed_and_why() -> None:
    part, model = spare("SN-1", shelf="A3"), factories.miner_model("Antminer S19")
    correction = Correction(reason="tested", condition=Condition.FAULTY, model=model, shelf="A3")
    correct_spares(row(part), correction, by=SYSTEM)
    part.refresh_from_db()
    assert (part.condition, part.model, part.shelf) == (Condition.FAULTY, model, "A3")
    assert sentences(part)[-1] == (
        "Hashboard SN-1 was corrected: condition from Good to Faulty, model from nothing to Antminer S19 (tested)."
    )


def test_a_correction_of_nothing_is_refused() -> None:
    with pytest.raises(Refused, match="Nothing was changed"):
        correct_spares(row(spare()), Correction(reason="why"), by=SYSTEM)


def test_a_spare_can_be_on_no_shelf_and_somebody_elses() -> None:
    part, owner = spare("SN-1", shelf="A3"), factories.customer(alias="Alpha")
    correct_spares(row(part), Correction(reason="sold to them", shelf="", owner=owner), by=SYSTEM)
    part.refresh_from_db()
    assert (part.shelf, part.owner) == ("", owner)
    correct_spares(row(part), Correction(reason="never paid", is_ours=True), by=SYSTEM)
    part.refresh_from_db()
    assert part.owner is None
    assert sentences(part)[1:] == [
        "Hashboard SN-1 was corrected: shelf from A3 to nothing, owner from the repair centre to Alpha (sold to them).",
        "Hashboard SN-1 was corrected: owner from Alpha to the repair centre (never paid).",
    ]


def test_the_owner_of_what_was_in_a_machine_or_is_kept_for_one_stays() -> None:
    miner, give = a_machine(), Correction(reason="why", owner=factories.customer())
    kept = spare("SN-1")
    reserve_spares(row(kept), miner, by=SYSTEM)
    (refusal,) = correct_spares(row(kept), give, by=SYSTEM).refused
    assert refusal.why == f"Hashboard SN-1 is reserved for {miner}: release it first."
    came = spare("SN-2")
    row(came).update(came_in=miner)
    (refusal,) = correct_spares(row(came), give, by=SYSTEM).refused
    assert refusal.why == "Hashboard SN-2 was in a machine: its owner stays the same."
    assert not Part.objects.filter(owner=give.owner)


def test_a_written_off_spare_is_gone_with_its_reason_and_can_be_put_back() -> None:
    part = spare("SN-1")
    write_off_spares(row(part), "Burnt", by=SYSTEM, is_scrap=True)
    part.refresh_from_db()
    assert (part.place, part.condition, part.gone_reason) == (Place.GONE, Condition.SCRAP, "Burnt")
    (refusal,) = write_off_spares(row(part), "Again", by=SYSTEM).refused
    assert refusal.why == "Hashboard SN-1 is not in the spare stock: it is gone (Burnt)."
    put_back_spares(row(part), "It was another one", by=SYSTEM, shelf="B1")
    part.refresh_from_db()
    assert (part.place, part.condition, part.gone_reason, part.shelf) == (Place.STOCK, Condition.UNKNOWN, "", "B1")
    assert put_back_spares(row(part), "Again", by=SYSTEM).refused
    assert sentences(part)[1:] == [
        "Hashboard SN-1 left the spare stock: Burnt.",
        "Hashboard SN-1 is in the spare stock again: It was another one.",
    ]


def test_a_reserved_spare_is_kept_for_its_machine_until_released() -> None:
    part, miner, other = spare("SN-1"), a_machine(), a_machine()
    reserve_spares(row(part), miner, by=SYSTEM)
    assert reserve_spares(row(part), miner, by=SYSTEM).done
    (refusal,) = reserve_spares(row(part), other, by=SYSTEM).refused
    assert refusal.why == f"Hashboard SN-1 is reserved for {miner}: release it first."
    assert write_off_spares(row(part), "Lost", by=SYSTEM).refused
    release_spares(row(part), by=SYSTEM)
    assert not Part.objects.get(pk=part.pk).reserved_for_id
    assert release_spares(row(part), by=SYSTEM).refused[0].why == "Hashboard SN-1 is not reserved."
    assert sentences(part)[1:] == [
        f"Hashboard SN-1 was reserved for {miner}.",
        f"Hashboard SN-1 is no longer reserved for {miner}.",
    ]


def test_a_customers_spare_is_kept_for_no_machine_of_another() -> None:
    owner = factories.customer()
    (refusal,) = reserve_spares(row(spare("SN-1", owner=owner)), a_machine(), by=SYSTEM).refused
    assert "belongs to another customer" in refusal.why
    assert reserve_spares(row(spare("SN-2", owner=owner)), a_machine(of=owner), by=SYSTEM).done


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_who_reserve_one_spare_at_once_one_is_refused() -> None:
    part, miners = spare("SN-1"), [a_machine(), a_machine()]
    answers = at_once(*(lambda m=miner: reserve_spares(row(part), m, by=SYSTEM) for miner in miners))
    assert sorted(len(answer.done) for answer in answers) == [0, 1]


def test_low_stock_counts_usable_free_spares_of_ours_for_the_model() -> None:
    model = factories.miner_model("Antminer S19")
    set_stock_level(PartType.HASHBOARD, model, 2, by=SYSTEM)
    set_stock_level(PartType.FAN, None, 1, by=SYSTEM)
    spares("SN-1", "SN-2", model=model)
    spare("SN-3", model=model, condition=Condition.FAULTY)
    spare("SN-4", model=model, owner=factories.customer())
    spare("SN-5")
    assert [(one.label, one.count) for one in low_stock(SYSTEM)] == [("Fan, of any model", 0)]
    reserve_spares(Part.objects.filter(serial="SN-2"), a_machine(), by=SYSTEM)
    spare(part_type=PartType.FAN, model=model)
    assert [(one.label, one.count) for one in low_stock(SYSTEM)] == [("Hashboard for Antminer S19", 1)]
    assert len(stock_levels(SYSTEM)) == 2


def test_a_level_is_changed_and_forgotten_with_history() -> None:
    for at_least in (2, 2, 5, 0):
        set_stock_level(PartType.PSU, None, at_least, by=SYSTEM)
    assert not StockLevel.objects.exists()
    told = [event.sentence for event in Event.objects.filter(kind="stock-level.set").order_by("pk")]
    assert told == [
        "At least 2 of PSU for any model are wanted (before: 0).",
        "At least 5 of PSU for any model are wanted (before: 2).",
        "At least 0 of PSU for any model are wanted (before: 5).",
    ]


@pytest.mark.parametrize("serials", [["SN-1"], ["SN-1", "SN-2"]])
def test_parts_are_found_by_their_number_through_its_index(serials: list[str]) -> None:
    """Six hundred thousand parts are read one by one otherwise; PostgreSQL decides by the number of rows."""
    spares("SN-1", "SN-2", "")
    assert [part.serial for part in Part.objects.carrying(serials).order_by("pk")] == serials
    assert not Part.objects.carrying([""])
    if connection.vendor == "sqlite":
        assert "USING INDEX part_serial" in Part.objects.carrying(serials).explain()
