"""The same machines come out of every dialect."""

import pytest

from tests.domain.intake.dialects import (
    DIALECTS,
    HEADER,
    pallet_headings,
    rows,
    scanner_dump,
    scanner_log,
    workbook,
    xlsx_merged,
)
from tests.lists import made_up

MACHINES = made_up(30)
WITHOUT_MODELS = {scanner_dump, scanner_log}


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.__name__)
def test_every_dialect_gives_the_same_machines(dialect, read) -> None:
    result = read(dialect(MACHINES), "list.xlsx" if dialect.__name__.startswith("xlsx") else "list.csv")
    assert [row.normal_serial for row in result.rows] == [machine.serial for machine in MACHINES]
    assert [row.normal_mac for row in result.rows] == [machine.mac for machine in MACHINES]
    if dialect not in WITHOUT_MODELS:
        assert [row.match.model and row.match.model.name for row in result.rows] == [m.model for m in MACHINES]
        assert not result.unknown_models()


@pytest.mark.parametrize("dialect", [xlsx_merged, pallet_headings])
def test_a_pallet_written_once_counts_for_all_rows_below_it(dialect, read) -> None:
    containers = [row.container for row in read(dialect(MACHINES)).rows]
    assert [name[-1] for name in containers] == ["1"] * 10 + ["2"] * 10 + ["3"] * 10


def test_the_sheet_with_the_manifest_is_chosen_and_another_may_be(read) -> None:
    content = xlsx_merged(MACHINES)
    assert read(content).sheet == "Liste"
    assert read(content).sheets == ("Cover", "Liste")
    assert read(content).header_row == 3


def test_double_scans_are_counted_not_doubled(read) -> None:
    result = read(scanner_dump(MACHINES))
    assert result.double_scans == 5
    assert result.summary()["unit_rows"] == 30


def test_line_numbers_are_those_of_the_file(read) -> None:
    text = 'Serial,Model,Comment\nSYNAXYZBJABBC0001,S19,"fan\nloud"\n\nSYNAXYZBJABBC0002,S19,\n'
    assert [row.line for row in read(text).rows] == [2, 5]


def test_other_sheets_with_machines_are_named_not_lost(read) -> None:
    def fill(book) -> None:
        book.active.append(["Model", "Quantity"])
        book.active.append(["S19", 20])
        for number in (1, 2):
            sheet = book.create_sheet(f"Pallet {number}")
            for line in [HEADER, *rows(MACHINES)]:
                sheet.append(line)

    result = read(workbook(fill), "list.xlsx")
    assert (result.sheet, result.other_lists) == ("Pallet 1", ("Pallet 2",))
    assert {row.container for row in result.rows} == {"Pallet 1"}
    assert read(workbook(fill), "list.xlsx", sheet="Pallet 2").other_lists == ("Pallet 1",)


def test_twelve_plain_digits_are_serials_where_the_list_says_so(read) -> None:
    result = read("SN,Model\n" + "".join(f"{number:012d},S19\n" for number in range(1, 20)))
    assert result.summary()["columns"] == {"serial": "SN", "model": "Model"}
    assert result.rows[0].serial == "000000000001"


def test_twelve_plain_digits_are_macs_where_the_list_says_so(read) -> None:
    result = read("Unit,MAC,Model\n" + "".join(f"AB{n:08d},{n:012d},S19\n" for n in range(10, 20)))
    assert result.summary()["columns"]["mac"] == "MAC"


def test_a_cell_of_megabytes_is_one_odd_cell(read) -> None:
    result = read("SN,Model\n" + "A" * 1_500_000 + ",S19\nSYNAXYZBJABBC0001,S19\n")
    assert [len(row.serial) for row in result.rows] == [1_500_000, 17]
