"""Graphs of readings over time, made on the server: no script, no style attribute, a table beside them for everybody.

    graph("hashrate", Trace("Hashrate", "TH/s", points, limit=95.0, limit_says="at least"), until=270, warm_up=30)

What a graph shows stands in one sentence as its name. Of many points each stretch keeps its lowest and its highest, so
that no spike is lost.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from django.utils.safestring import SafeString

from hashmend.web.components import text

Point = tuple[float, float]

MOST_POINTS = 240
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 360.0, 132.0, 36.0, 8.0, 8.0, 20.0
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Trace:
    """What one graph shows: values by the minute, in the order of time, and the limit they are held against, if any."""

    label: str
    unit: str
    points: Sequence[Point]
    limit: float | None = None
    limit_says: str = ""


def graph(name: str, trace: Trace, *, until: float, warm_up: float = 0) -> SafeString:
    """Return a figure with its caption, or nothing without points; `until` is where time ends, at least."""
    if not trace.points:
        return SafeString("")
    return _Plot(trace, max(until, trace.points[-1][0], 1)).html(name, warm_up)


class _Plot:
    """One graph while it is drawn."""

    def __init__(self, trace: Trace, until: float) -> None:
        self.trace, self.until = trace, until
        values = [value for _, value in trace.points]
        if trace.limit is not None:
            values.append(trace.limit)
        self.ticks = _ticks(min(values), max(values))
        self.low, self.high = self.ticks[0], self.ticks[-1]

    def html(self, name: str, warm_up: float) -> SafeString:
        """Return the figure."""
        trace = self.trace
        return SafeString(
            f'<figure class="graph" id="graph-{text(name)}"><figcaption>{text(trace.label)}'
            f' <span class="text-secondary">({text(trace.unit)}){text(self._limit_says())}</span></figcaption>'
            f'<svg viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}" role="img" aria-label="{text(self._says())}">'
            f"{self._warm_up(warm_up)}{''.join(self._grid())}{''.join(self._hours())}{self._limit()}"
            f'<polyline class="graph-trace" points="{self._path()}"></polyline>{self._dots()}</svg></figure>'
        )

    def _says(self) -> str:
        values, unit = [value for _, value in self.trace.points], self.trace.unit
        mean = sum(values) / len(values)
        limit = f"; {self.trace.limit_says} {_n(self.trace.limit)} {unit}" if self.trace.limit is not None else ""
        return (
            f"{self.trace.label} from minute {_n(self.trace.points[0][0])} to {_n(self.trace.points[-1][0])}: lowest"
            f" {_n(min(values))}, highest {_n(max(values))}, on average {_n(mean)} {unit}{limit}."
        )

    def _limit_says(self) -> str:
        limit = self.trace.limit
        return "" if limit is None else f", dashed: {self.trace.limit_says} {_n(limit)}"

    def _x(self, minute: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * minute / self.until

    def _y(self, value: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (self.high - value) / (self.high - self.low)

    def _warm_up(self, minutes: float) -> str:
        if not minutes:
            return ""
        width = self._x(min(minutes, self.until)) - _LEFT
        height = _HEIGHT - _TOP - _BOTTOM
        return (
            f'<rect class="graph-warm-up" x="{_LEFT:g}" y="{_TOP:g}" width="{width:.1f}" height="{height:.1f}">'
            "<title>Warm-up, not judged</title></rect>"
        )

    def _grid(self) -> Iterator[str]:
        for tick in self.ticks:
            y = self._y(tick)
            yield f'<line class="graph-grid" x1="{_LEFT:g}" x2="{_WIDTH - _RIGHT:g}" y1="{y:.1f}" y2="{y:.1f}"></line>'
            yield f'<text class="graph-y" x="{_LEFT - 4:g}" y="{y + 3:.1f}">{_n(tick)}</text>'

    def _hours(self) -> Iterator[str]:
        """Yield the marks of time below: hours when it is long, else minutes."""
        per, unit = (60, "h") if self.until > 180 else (1, "min")
        step = per * _round_step(self.until / per / 5, whole=True)
        for count in range(floor(self.until / step) + 1):
            x = self._x(count * step)
            words = f"{_n(count * step / per)} {unit}" if count else "0"
            side = "start" if not count else "end" if x > _WIDTH - 24 else "middle"
            yield f'<text class="graph-x is-{side}" x="{x:.1f}" y="{_HEIGHT - 6:g}">{words}</text>'

    def _limit(self) -> str:
        if self.trace.limit is None:
            return ""
        y = self._y(self.trace.limit)
        return f'<line class="graph-limit" x1="{_LEFT:g}" x2="{_WIDTH - _RIGHT:g}" y1="{y:.1f}" y2="{y:.1f}"></line>'

    def _path(self) -> str:
        return " ".join(f"{self._x(minute):.1f},{self._y(value):.1f}" for minute, value in thinned(self.trace.points))

    def _dots(self) -> str:
        """Return a dot for each of few points: one alone makes no line."""
        if len(self.trace.points) > 30:
            return ""
        return "".join(
            f'<circle class="graph-dot" cx="{self._x(minute):.1f}" cy="{self._y(value):.1f}" r="2"></circle>'
            for minute, value in self.trace.points
        )


def thinned(points: Sequence[Point], most: int = MOST_POINTS) -> list[Point]:
    """Return at most `most` of the points: of each stretch its lowest and its highest, in the order of time."""
    if len(points) <= most:
        return list(points)
    size = ceil(len(points) / (most // 2))
    kept: list[Point] = []
    for start in range(0, len(points), size):
        stretch = points[start : start + size]
        ends = {min(stretch, key=lambda point: point[1]), max(stretch, key=lambda point: point[1])}
        kept += sorted(ends)
    return kept


def _ticks(low: float, high: float) -> list[float]:
    """Return three to six round numbers that hold all values between the first and the last."""
    if high - low < 1e-9:
        low, high = low - 1, high + 1
    step = _round_step((high - low) / 3)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [count * step for count in range(first, max(last, first + 1) + 1)]


def _round_step(rough: float, *, whole: bool = False) -> float:
    """Return the round number at or above a rough step."""
    if whole and rough <= 1:
        return 1
    scale = 10.0 ** floor(log10(rough))
    steps = [one * scale for one in _STEPS if not whole or float(one * scale).is_integer()]
    return next((one for one in steps if one >= rough - 1e-9), 10 * scale)


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"
