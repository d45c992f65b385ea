"""The workbook of a list: what a spreadsheet reads is what the list holds, and nothing in it is ever executed."""

import csv
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from hashmend.domain.accounts.models import User
from hashmend.kernel import clock
from hashmend.web import xlsx

PEOPLE = pytest.mark.urls("tests.web.toolkit.people")


def _read(header: list[str], rows: list[list[Any]]) -> Any:
    return openpyxl.load_workbook(BytesIO(b"".join(xlsx.pieces(header, rows)))).active


def test_serials_stay_text_and_numbers_and_dates_are_what_they_are() -> None:
    moment = datetime(2026, 11, 23, 8, 5, 7, tzinfo=UTC)
    sheet = _read(
        ["Serial", "Like a number", "Count", "Money", "Day", "Moment", "Yes", "Nothing"],
        [["00123456", "1E10", 7, Decimal("12.50"), date(2026, 2, 28), moment, True, None]],
    )
    values = [cell.value for cell in sheet[2]]
    assert values[:4] == ["00123456", "1E10", 7, 12.5]
    assert [f"{value:%Y-%m-%d %H:%M:%S}" for value in values[4:6]] == ["2026-02-28 00:00:00", "2026-11-23 08:05:07"]
    assert values[6:] == ["yes", None]
    assert [cell.data_type for cell in sheet[2]][:3] == ["s", "s", "n"] or sheet["A2"].data_type == "inlineStr"
    assert [sheet[f"{column}2"].number_format for column in "ABEF"] == [
        "@",
        "@",
        "yyyy\\-mm\\-dd",
        "yyyy\\-mm\\-dd\\ hh:mm:ss",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("http://x")'])
def test_a_formula_is_a_quoted_text(text: str) -> None:
    sheet = _read(["Note"], [[text]])
    assert sheet["A2"].value == text
    assert sheet["A2"].data_type != "f"
    assert sheet["A2"].quotePrefix


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<b>&amp;", "<b>&amp;"),
        ("a\x00\x08b\ud800", "ab"),
        ("Ümlaut 漢字 🙂", "Ümlaut 漢字 🙂"),
        (" two\nlines ", " two\nlines "),
        ("_x0041_", "_x0041_"),
    ],
)
def test_any_text_comes_back_as_it_was(text: str, read: str) -> None:
    data = b"".join(xlsx.pieces(["Note", "x"], [[text, 1]]))
    assert CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()[1][0] in {read, text}
    assert openpyxl.load_workbook(BytesIO(data)).active["A2"].value in {read, "_x005F_x0041_"}


def test_the_header_stays_in_sight_and_columns_are_as_wide_as_they_need() -> None:
    sheet = _read(["N", "Note"], [["1", "x" * 30], ["2", "x" * 500]])
    assert sheet.freeze_panes == "A2"
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (8, 60)
    assert sheet["A1"].font.bold


def test_it_is_sent_while_it_is_read_and_memory_stays_the_same() -> None:
    given = 0

    def rows() -> Iterator[list[object]]:
        nonlocal given
        for number in range(30_000):
            given = number
            yield [f"SN{number:010}", number, "Antminer S19", None]

    pieces = xlsx.pieces(["Serial", "#", "Model", "Note"], rows())
    next(pieces)
    assert given < 400
    tracemalloc.start()
    size = sum(map(len, pieces))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 150_000
    assert peak < 2_000_000


@PEOPLE
@pytest.mark.django_db
def test_it_holds_the_same_rows_and_columns_as_the_csv(client: Client, people: list[User]) -> None:
    client.post("/account/lists/people/columns/", {"offered": ["created_at", "secret"], "column": ["secret"]})
    query = "letter=b&sort=-name"
    text = client.get(f"/people/?{query}&export=csv").getvalue().decode("utf-8-sig")
    answer = client.get(f"/people/?{query}&export=xlsx")
    rows = openpyxl.load_workbook(BytesIO(answer.getvalue())).active.values
    assert [list(row) for row in rows] == [
        [cell.removeprefix("'") for cell in row] for row in csv.reader(StringIO(text))
    ]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="people_{clock.today()}_filter.xlsx"'
    assert 'href="/people/?letter=b&amp;sort=-name&amp;export=xlsx"' in client.get(f"/people/?{query}").content.decode()


@PEOPLE
@pytest.mark.django_db
def test_a_list_of_nothing_is_a_header(client: Client, people: list[User]) -> None:
    answer = client.get("/people/?q=nobody&export=xlsx")
    assert len(list(openpyxl.load_workbook(BytesIO(answer.getvalue())).active.values)) == 1
