"""The five manifests come out as their ground truth says."""

import json

import pytest

from tests.lists import MANIFESTS

EXPECTED = json.loads((MANIFESTS / "expected.json").read_text(encoding="utf-8"))["files"]
_NOT_FIGURES = {"traps", "serials_shared_with"}


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_manifest_comes_out_as_expected(name: str, read) -> None:
    figures = {key: value for key, value in EXPECTED[name].items() if key not in _NOT_FIGURES}
    summary = read((MANIFESTS / name).read_bytes(), name).summary()
    assert {key: summary[key] for key in figures} == figures


def test_what_the_ground_truth_leaves_out_is_none(read) -> None:
    workbook = read((MANIFESTS / "03_broker_packing_list.xlsx").read_bytes(), "list.xlsx").summary()
    assert (workbook["encoding"], workbook["delimiter"]) == (None, None)


def test_subtotals_and_totals_are_left_out_and_named(read) -> None:
    result = read((MANIFESTS / "03_broker_packing_list.xlsx").read_bytes(), "list.xlsx")
    assert len(result.skipped) == 10
    assert {row.container for row in result.rows} == {f"P{n:02d}" for n in range(1, 10)}
