"""Whatever the bytes: a list that adds up, or a refusal with a sentence. Never anything else."""

import contextlib
import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hashmend.domain.intake.known_models import bundled_models
from hashmend.domain.intake.reading.reader import read_list
from hashmend.domain.intake.reading.rows import ReadList
from hashmend.kernel.errors import Refused
from tests.domain.intake.dialects import DIALECTS, xlsx_merged
from tests.lists import made_up

MODELS = bundled_models()
_MACHINES = made_up(12)
_LISTS = [dialect(_MACHINES) for dialect in DIALECTS]
_BOOK = xlsx_merged(_MACHINES)
_patient = settings(deadline=None, max_examples=2500, suppress_health_check=[HealthCheck.too_slow])


def adds_up(result: ReadList) -> None:
    """Check what holds for every list."""
    summary = result.summary()
    assert summary["unit_rows"] == len(result.rows)
    assert summary["distinct_serials"] <= summary["unit_rows"] - summary["blank_serials"]
    assert sum(summary["model_counts"].values()) <= summary["unit_rows"]
    assert all(row.line >= 1 for row in result.rows)
    assert [row.line for row in result.rows] == sorted(row.line for row in result.rows)


@_patient
@given(st.binary(max_size=600))
def test_any_bytes(content: bytes) -> None:
    with contextlib.suppress(Refused):
        adds_up(read_list(content, "any", MODELS))


_cell = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["SN", "MAC", "Model", "Total", "S19 Pro", "P01", "-", "N/A", "1.23E+10", "=1+1", "'", '"', "#"]),
    st.from_regex(r"[A-Z]{4}[A-Z0-9]{3}[A-J0-9]{6}[0-9A-Z]{4}", fullmatch=True),
    st.from_regex(r"([0-9A-F]{2}:){5}[0-9A-F]{2}", fullmatch=True),
)


@_patient
@given(st.lists(st.lists(_cell, max_size=6), max_size=25), st.sampled_from(",;\t|"))
def test_any_table(table: list[list[str]], delimiter: str) -> None:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(table)
    with contextlib.suppress(Refused):
        adds_up(read_list(stream.getvalue().encode("utf-8", "replace"), "any.csv", MODELS))


@_patient
@given(st.sampled_from(_LISTS), st.integers(0, 10_000), st.binary(max_size=8), st.integers(0, 60))
def test_any_damaged_list(content: bytes, at: int, put: bytes, cut: int) -> None:
    at %= len(content)
    with contextlib.suppress(Refused):
        adds_up(read_list(content[:at] + put + content[at + cut :], "any.csv", MODELS))


@_patient
@given(st.integers(0, 100_000), st.binary(min_size=1, max_size=6))
def test_any_damaged_workbook(at: int, put: bytes) -> None:
    at %= len(_BOOK)
    with contextlib.suppress(Refused):
        adds_up(read_list(_BOOK[:at] + put + _BOOK[at + len(put) :], "any.xlsx", MODELS))
