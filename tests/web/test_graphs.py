"""Graphs of readings: every spike stays, odd data draws, nothing of the data is markup."""

import re

import pytest

from hashmend.web.graphs import MOST_POINTS, Trace, graph, thinned


def test_of_many_points_no_spike_is_lost() -> None:
    points = [(float(minute), 50.0) for minute in range(3000)]
    points[1234], points[77] = (1234.0, 99.0), (77.0, 1.0)
    kept = thinned(points)
    assert len(kept) <= MOST_POINTS
    assert {(1234.0, 99.0), (77.0, 1.0)} <= set(kept)
    assert kept == sorted(kept)


@pytest.mark.parametrize("values", [[5.0], [0.0, 0.0], [1e-4, 2e-4], [-40.0, 200.0], [99999.0, 100000.0], [3.0] * 40])
def test_whatever_was_read_lies_inside_the_graph(values: list[float]) -> None:
    points = [(float(minute), value) for minute, value in enumerate(values)]
    drawn = graph("t", Trace("Temperature", "°C", points, limit=50.0, limit_says="at most"), until=270, warm_up=30)
    path = re.search(r'points="([^"]+)"', drawn)
    assert path is not None
    for pair in path[1].split():
        x, y = map(float, pair.split(","))
        assert 0 <= x <= 360
        assert 0 <= y <= 132
    assert 2 <= drawn.count("graph-grid") <= 8


def test_without_points_there_is_no_graph_and_names_are_escaped() -> None:
    assert graph("t", Trace("T", "°C", []), until=10) == ""
    assert "<b>" not in graph("t", Trace("<b>", '"<b>', [(1, 2)]), until=10)
