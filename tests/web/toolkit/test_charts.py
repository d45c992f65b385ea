"""Charts: every area is a named link; nothing is told by colour alone; zero and one are no special case."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashmend.web import charts, formats
from hashmend.web.charts import Slice

SLICES = [
    Slice("repaired", "Repaired", 120, "?status=repaired", tone="success"),
    Slice("repair", "In repair", 291, "?status=repair", is_selected=True, tone="progress"),
    Slice("donor", "Donor", 1, "?status=donor", tone="ended"),
    Slice("none", "Scrapped", 0, "?status=none", tone="danger"),
]


def _names(html: str) -> list[str]:
    """Return what a screen reader calls each link: its label, or its text."""
    links = re.findall(r"<a ([^>]*)>(.*?)</a>", html, re.DOTALL)
    return [_label(attributes) or _text(inner) for attributes, inner in links]


def _label(attributes: str) -> str:
    found = re.search(r'aria-label="([^"]+)"', attributes)
    return found.group(1) if found else ""


def _text(inner: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", inner).split(" ")).strip()


def test_every_area_and_every_entry_of_the_legend_names_itself_with_count_and_share() -> None:
    names = _names(charts.donut("status", "Repair status", SLICES, one="miner"))
    assert names.count("Repaired, 120 of 412, 29\u00a0%") == 2
    assert names.count("Donor, 1 of 412, &lt;\u20091\u00a0%") == 2


def test_a_chosen_area_is_marked_without_colour() -> None:
    html = charts.donut("status", "Repair status", SLICES, one="miner")
    assert html.count('aria-current="true"') == 2
    assert "In repair, 291 of 412, 71\u00a0%, chosen" in _names(html)
    assert "tabler-check" in html
    assert "In repair (chosen)" in html


def test_nothing_is_not_a_link_but_stays_in_legend_and_table() -> None:
    html = charts.donut("status", "Repair status", SLICES, one="miner")
    assert not [name for name in _names(html) if "Scrapped" in name]
    assert html.count("Scrapped") == 2


def test_a_pareto_tells_what_each_makes_up_together_with_those_above_it() -> None:
    slices = [Slice("a", "A", 6, "?a"), Slice("b", "B", 3, "?b"), Slice("c", "C", 1, "?c"), Slice("d", "D", 0, "?d")]
    html = charts.pareto("found", "Failures found", slices, one="miner", of=8)
    assert _names(html) == [
        "A, 6 of 8, 75\u00a0%, 60\u00a0% with those above", "B, 3 of 8, 38\u00a0%, 90\u00a0% with those above",
        "C, 1 of 8, 12\u00a0%, 100\u00a0% with those above",
    ]  # fmt: skip
    assert html.count('class="chart-sum"') == 4
    assert "With those above</th>" in html
    assert "NaN" not in charts.pareto("found", "Failures found", [Slice("a", "A", 0)], one="miner")


def test_a_chosen_area_that_became_empty_can_be_given_up() -> None:
    html = charts.bars("status", "Status", [Slice("a", "A", 0, "?", is_selected=True)], one="miner")
    assert _names(html) == ["A, 0 of 0, 0\u00a0%, chosen"]


@pytest.mark.parametrize("counts", [[], [0, 0], [412], [412, 0], [1, 1_000_000]])
def test_extremes_draw_no_broken_ring(counts: list[int]) -> None:
    html = charts.donut("x", "X", [Slice(str(n), str(n), c, "?") for n, c in enumerate(counts)], one="miner")
    assert "nan" not in html.lower()
    assert "inf" not in html.lower()
    assert len(re.findall('class="shape" d="M', html)) == sum(1 for count in counts if count)


def test_links_ask_as_the_attributes_around_them_say() -> None:
    html = charts.bars("x", "X", SLICES, one="miner", hx='hx-target="#jobs"')
    assert html.partition('hx-target="#jobs"')[2].count("hx-get=") == 3
    assert html.count("hx-target") == 1


def test_words_are_escaped_and_there_is_no_inline_style() -> None:
    html = charts.donut("x", "X", [Slice("a", '<b onclick="x">', 3, '?a="b"')], one="miner")
    assert "<b onclick" not in html
    assert "style=" not in html


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=14))
def test_shares_agree_with_the_counts(counts: list[int]) -> None:
    total = sum(counts)
    for count in counts:
        share = formats.share_of(count, total).replace("\u00a0%", "")
        assert (share == "0") == (count == 0)
        assert (share == "100") == (0 < count == total)


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=14))
def test_the_ring_closes(counts: list[int]) -> None:
    html = charts.donut("x", "X", [Slice(str(n), str(n), c) for n, c in enumerate(counts)], one="miner")
    pieces = re.findall(r'class="shape" d="M([-\d.]+) ([-\d.]+)A48 48 0 \d 1 ([-\d.]+) ([-\d.]+)', html)
    assert len(pieces) == len(counts)
    corners = [[float(number) for number in piece] for piece in pieces]
    for before, after in pairwise([*corners, corners[0]]):
        assert before[2:] == pytest.approx(after[:2], abs=0.011)
