"""One form of a serial and of a MAC to compare; oddities are told, never refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashmend.kernel.identifiers import (
    is_valid_mac,
    mac_oddity,
    normal_mac,
    normal_serial,
    serial_oddity,
    shown_mac,
)

PLACEHOLDERS = [
    "", " ", "-", "--", "—", "N/A", "n.a.", "none", "NULL", "unknown", "?", "??", "no SN", "tbd", "0000000", "XXXX",
    "#N/A", "无", "нет", "...",
]  # fmt: skip


@pytest.mark.parametrize("typed", PLACEHOLDERS)
def test_words_for_none_are_no_identity(typed: str) -> None:
    assert normal_serial(typed) == ""
    assert normal_mac(typed) == ""


def test_a_serial_is_compared_without_blanks_and_case() -> None:
    spellings = ["synf04bbaaaacq0f0", " SYNF04BBAAAACQ0F0\t", "SYNF04 BBAAAACQ0F0", "\ufeffSYNF04BB​AAAACQ0F0"]
    assert {normal_serial(typed) for typed in spellings} == {"SYNF04BBAAAACQ0F0"}


def test_letters_that_look_alike_stay_apart() -> None:
    assert normal_serial("SYNO0I1") != normal_serial("SYN00I1")
    assert normal_serial("SYNI1") != normal_serial("SYN11")


def test_a_mac_is_compared_without_separators_and_case() -> None:
    spellings = ["02:35:3d:b3:2d:b1", "02-35-3D-B3-2D-B1", "0235.3db3.2db1", "02353DB32DB1", "02 35 3D B3 2D B1"]
    assert {normal_mac(typed) for typed in spellings} == {"02353DB32DB1"}
    assert shown_mac("02353DB32DB1") == "02:35:3D:B3:2D:B1"
    assert normal_mac("FF:FF:FF:FF:FF:FF") == ""


def test_an_odd_mac_is_kept_and_told() -> None:
    assert "11 digits instead of 12" in mac_oddity(normal_mac("CE:02:01:00:0E:F"))
    assert "characters that no MAC has" in mac_oddity(normal_mac("CE:02:01:00:0E:GG"))
    assert mac_oddity("") == mac_oddity("02353DB32DB1") == ""
    assert shown_mac("CE020100EF") == "CE020100EF"


@pytest.mark.parametrize(
    ("serial", "why"),
    [
        ("AB1", "very short"),
        ("A" * 41, "longer than 40"),
        ("SYN§F04", "characters"),
        ("02353DB32DB1", "looks like a MAC"),
    ],
)
def test_an_odd_serial_is_told(serial: str, why: str) -> None:
    assert why in serial_oddity(serial)


def test_usual_serials_are_not_odd() -> None:
    for serial in [
        "",
        "NGSBYPDBCJBAG8562",
        "BTM3CS40HD24083100000000000000000",
        "AU23200006",
        "123456789012",
        "A-12/34",
    ]:
        assert serial_oddity(serial) == ""


@given(st.text(max_size=40))
def test_a_normal_form_stays_as_it_is(typed: str) -> None:
    assert normal_serial(normal_serial(typed)) == normal_serial(typed)
    mac = normal_mac(typed)
    assert normal_mac(mac) == mac
    assert not is_valid_mac(mac) or normal_mac(shown_mac(mac)) == mac
