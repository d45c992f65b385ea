"""Soft hints about MACs and serial numbers: they name what is odd and never stop anyone."""

import pytest

from hashmend.domain.catalogue.models import PartType, SerialShape
from hashmend.domain.catalogue.queries import HintBook, mac_hint, model_choices, serial_hint

pytestmark = pytest.mark.usefixtures("bundled")


@pytest.mark.parametrize("mac", ["E0:A5:09:01:02:03", "e0a509010203", "E0-A5-09-01-02-03"])
def test_a_mac_of_another_maker_is_named(mac: str) -> None:
    assert mac_hint(mac, "MicroBT") == ("MAC E0:A5:09:01:02:03 looks like one of Bitmain, the model is by MicroBT.")


@pytest.mark.parametrize(
    ("mac", "maker"),
    [("E0:A5:09:01:02:03", "Bitmain"), ("02:11:22:33:44:55", "Bitmain"), ("CE:02:01:00:19:7", "Bitmain"), ("", "")],
)
def test_a_fitting_unknown_or_malformed_mac_gives_no_hint(mac: str, maker: str) -> None:
    assert mac_hint(mac, maker) == ""


def test_the_longest_prefix_decides() -> None:
    assert HintBook.read().maker_of_mac("B4:A2:EB:3F:00:01") == "Canaan"
    assert HintBook.read().maker_of_mac("B4:A2:EB:4F:00:01") == ""


def test_a_serial_of_the_usual_shape_gives_no_hint() -> None:
    for shape in SerialShape.objects.exclude(pattern=""):
        for example in shape.examples:
            assert HintBook.read().serial(example, shape.maker, shape.part_type) == ""


def test_an_unusual_serial_is_named_with_its_length() -> None:
    assert serial_hint("abc123", "Bitmain") == (
        "Serial number ABC123 does not look like those of Bitmain (17 characters, this has 6)."
    )


def test_a_serial_of_another_maker_is_named() -> None:
    assert serial_hint("HTM40X40HR25041019880203044H48181", "Bitmain") == (
        "Serial number HTM40X40HR25041019880203044H48181 looks like one of MicroBT, the model is by Bitmain."
    )


@pytest.mark.parametrize(("serial", "maker"), [("", "Bitmain"), ("N/A", "Bitmain"), ("X1", "IceRiver"), ("X1", "")])
def test_nothing_to_compare_gives_no_hint(serial: str, maker: str) -> None:
    assert serial_hint(serial, maker) == ""


def test_a_book_looks_at_many_machines_with_two_queries(django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        book = HintBook.read()
        for n in range(100):
            book.mac(f"E0A509{n:06X}", "MicroBT")
            book.serial(f"X{n}", "Bitmain", PartType.MINER)


def test_model_choices_give_names_and_aliases_with_one_query(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        choices = {choice.label: choice for choice in model_choices()}

    assert "S19j Pro" in choices["Antminer S19j Pro"].aliases
    assert choices["Whatsminer M56S VH30"].base_pk == choices["Whatsminer M56S"].pk
    assert len(choices) == 841
    assert len(model_choices(with_variants=False)) == 342
