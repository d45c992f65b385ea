"""Barcodes: Code 128 as the standard has it."""

import re

import pytest

from hashmend.web.barcodes import code128


def bars(svg: str) -> list[tuple[int, int]]:
    return [(int(at), int(width)) for at, width in re.findall(r"M(\d+) 0h(\d+)", svg)]


def test_a_known_code_has_the_bars_of_the_standard() -> None:
    """ "A" is value 33: start B, 111323, check (104 + 33) mod 103 = 34: 131123, stop."""
    widths = "211214" + "111323" + "131123" + "2331112"
    at, expected = 10, []
    for place, width in enumerate(map(int, widths)):
        if place % 2 == 0:
            expected.append((at, width))
        at += width
    assert bars(code128("A")) == expected


@pytest.mark.parametrize("text", ["B-01", "R1-24", "C-00003", "~ !", "ABCDEFGHIJKLMNOPQRST"])
def test_symbols_are_as_wide_as_they_have_to_be(text: str) -> None:
    svg = code128(text)
    modules = 11 * (len(text) + 2) + 13
    assert f'viewBox="0 0 {modules + 20} 40"' in svg
    assert bars(svg)[0][0] == 10
    assert sum(bars(svg)[-1]) == 10 + modules


@pytest.mark.parametrize("text", ["", "Ü", "a\n"])
def test_what_it_cannot_hold_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        code128(text)


def test_no_letter_becomes_markup() -> None:
    assert "&lt;b&gt;" in code128("<b>")
