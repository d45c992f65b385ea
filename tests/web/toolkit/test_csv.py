"""CSV that a spreadsheet opens without harm."""

from csv import reader
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from hashmend.web import csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", " =1", "\n=1"])
def test_a_text_is_never_a_formula(text: str) -> None:
    assert csv.cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["S19", "00123456", "1E10", "a=b", "", "übrig", "'quoted"])
def test_an_ordinary_text_stays_as_it_is(text: str) -> None:
    assert csv.cell(text) == text


def test_numbers_keep_their_sign_and_nothing_is_empty() -> None:
    assert [csv.cell(value) for value in (-5, Decimal("-0.50"), None, True, False)] == ["-5", "-0.50", "", "yes", "no"]


def test_dates_are_unambiguous() -> None:
    assert csv.cell(date(2026, 11, 3)) == "2026-11-03"
    assert csv.cell(datetime(2026, 11, 3, 14, 5, tzinfo=UTC)) == "2026-11-03 14:05:00"


def test_it_begins_with_a_bom_ends_lines_for_windows_and_quotes() -> None:
    text = "".join(csv.lines(["Name", "=Note"], [["Ana; Bo", 'say "hi"'], ["Ü", "two\nlines"]]))
    assert text == '\ufeffName,\'=Note\r\nAna; Bo,"say ""hi"""\r\nÜ,"two\nlines"\r\n'


def test_many_rows_are_sent_in_pieces() -> None:
    pieces = csv.lines(["n"], ([n] for n in range(100_000)))
    first = next(pieces)
    assert len(first) < 5_000
    assert first.count("\r\n") + sum(piece.count("\r\n") for piece in pieces) == 100_001


def test_a_file_begins_before_a_row_is_read() -> None:
    read = []
    pieces = csv.lines(["n"], (read.append(n) or [n] for n in range(3)))
    assert (next(pieces), read) == ("\ufeffn\r\n", [])


MIXED = [
    ["text", None, "=1", " +2", "7"],
    [1, None, 2.5, Decimal("-3.10"), True],
    [datetime(2026, 11, 3, 14, 5, 1, 999, tzinfo=UTC), None, datetime(2026, 1, 1, tzinfo=UTC), None, None],
    [date(2026, 11, 3), "x", 3, False, datetime(2026, 11, 3, tzinfo=UTC)],
    ["", "", "", "", ""],
]


@pytest.mark.parametrize("column", MIXED)
def test_a_column_is_written_as_each_of_its_cells(column: list[object]) -> None:
    text = "".join(csv.lines(["c", "n"], enumerate(column), [lambda row: row[1], lambda row: row[0]]))
    assert list(reader(text.splitlines()[1:])) == [[csv.cell(value), str(n)] for n, value in enumerate(column)]
