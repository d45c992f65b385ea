"""Charts made on the server: every area is a link with its name, count and share; no script, no style attribute.

    chart = charts.donut("status", "Repair status", [
        Slice("repaired", "Repaired", 120, href="?status=repaired", tone="success"),
        Slice("in_repair", "In repair", 292, href="?status=in_repair", tone="progress", is_selected=True),
    ], one="miner", hx=listing.hx)

    {{ chart }}

Counts are shown as given: whether they follow the filters is the caller's rule. `of` is what shares are a share of,
where areas overlap or leave something out; else it is their sum. Nothing is told by colour alone: every area has its
label, a chosen one is marked by shape and words, neighbours in a ring differ by pattern.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import cos, pi, sin

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from hashmend.web.components import icon, text
from hashmend.web.formats import counted, share_of, shown_number

TONES = (
    "neutral", "open", "progress", "waiting", "warning", "success", "danger", "ended",
    "chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6",
)  # fmt: skip
"""The status tones, and six colours for things that are not states."""

_OUTER, _INNER, _SHADES, _PATTERNS = 48.0, 30.0, 4, 3
_SMALLEST_ANGLE = 0.05
_HIDDEN = '<span class="visually-hidden">'
_COLUMN = (
    '<svg class="chart-column" viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="chart-rail" width="10" height="100"></rect>'
    '<rect class="shape" y="{}" width="10" height="{}"></rect></svg>'
)
_BAR = (
    '<svg class="chart-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="chart-rail" width="100" height="8"></rect><rect class="shape" width="{}" height="8"></rect>{}</svg>'
)
_SUM = '<rect class="chart-sum" x="{:.2f}" width="1.2" height="8"></rect>'


@dataclass(frozen=True, slots=True)
class Slice:
    """One area: what it counts, how many, and the address that chooses it or gives it up.

    `mark` is what stands below a column, where its label does not fit.
    """

    key: str
    label: str
    count: int
    href: str = ""
    is_selected: bool = False
    tone: str = "chart-1"
    mark: str = ""


def donut(
    name: str, title: str, slices: Sequence[Slice], *, one: str, many: str = "", of: int | None = None, hx: str = ""
) -> SafeString:
    """Return a ring with a legend; `hx` are the htmx attributes of its links besides hx-get: the figure holds them."""
    return _Figure("donut", name, slices, of, hx).html(title, one, many)


def bars(
    name: str, title: str, slices: Sequence[Slice], *, one: str, many: str = "", of: int | None = None, hx: str = ""
) -> SafeString:
    """Return horizontal bars, each as long as its share of the longest."""
    return _Figure("bars", name, slices, of, hx).html(title, one, many)


def pareto(
    name: str, title: str, slices: Sequence[Slice], *, one: str, many: str = "", of: int | None = None, hx: str = ""
) -> SafeString:
    """Return bars from the longest to the shortest, as they are handed in.

    Each tells besides its share what part of everything counted it makes up together with those above it.
    """
    return _Figure("pareto", name, slices, of, hx).html(title, one, many)


def columns(
    name: str, title: str, slices: Sequence[Slice], *, one: str, many: str = "", of: int | None = None, hx: str = ""
) -> SafeString:
    """Return columns in a row, for what happened over time; a `mark` stands below each."""
    return _Figure("columns", name, slices, of, hx).html(title, one, many)


# The pieces are put together here and not in the template: a board draws some eighty of them, and a loop of tags takes
# as long as everything else on the page.


class _Figure:
    """One chart while it is drawn."""

    def __init__(self, kind: str, name: str, slices: Sequence[Slice], of: int | None, hx: str) -> None:
        self.kind, self.name, self.slices = kind, name, slices
        self.total = sum(max(0, one.count) for one in slices) if of is None else of
        self.number = shown_number(self.total)
        self.longest = max((one.count for one in slices), default=0)
        self.hx = hx
        sums = list(accumulate(one.count for one in slices)) if kind == "pareto" else []
        self.together = {one.key: (number, sums[-1]) for one, number in zip(slices, sums, strict=bool(sums))}

    def html(self, title: str, one: str, many: str) -> SafeString:
        """Return the figure with its title; `one` and `many` name what is counted."""
        drawn = [self._area(part, mark, css) for part, mark, css in self._drawn()]
        parts, entries, lines = (SafeString("".join(area[n] for area in drawn)) for n in range(3))
        context = {
            "kind": self.kind,
            "name": self.name,
            "title": title,
            "parts": parts,
            "entries": entries,
            "lines": lines,
            "hx": SafeString(self.hx),
            "words": counted(self.total, one, many),
            "number": self.number,
            "noun": one if self.total == 1 else many or f"{one}s",
            "is_filtered": any(part.is_selected for part in self.slices),
        }
        return render_to_string("web/components/chart.html", context)

    def _drawn(self) -> Iterator[tuple[Slice, str, str]]:
        """Yield each slice with its mark in the ring and its classes."""
        is_ring = self.kind == "donut"
        marks = _ring([max(0, one.count) for one in self.slices], self.total) if is_ring else [""] * len(self.slices)
        shades: Counter[str] = Counter()
        for index, (one, mark) in enumerate(zip(self.slices, marks, strict=True)):
            shade = shades[one.tone] % _SHADES if is_ring else 0
            shades[one.tone] += one.count > 0
            css = f"area tone-{one.tone} shade-{shade}" + (" is-selected" if one.is_selected else "")
            yield one, _marked(mark, index) if mark else "", css

    def _area(self, one: Slice, mark: str, css: str) -> tuple[str, str, str]:
        """Return a slice as it is drawn: in the ring, in the legend, in the table."""
        share = share_of(one.count, self.total)
        words = f"{one.label}, {shown_number(one.count)} of {self.number}, {share}"
        words = text(f"{words}, chosen" if one.is_selected else words)
        share = text(share)
        entry = self._column(one, css, words) if self.kind == "columns" else self._entry(one, css, share)
        return self._part(one, mark, css, words), entry, _line(one, share, self._together(one))

    def _link(self, one: Slice, css: str, id_: str, more: str = "") -> str:
        """Return the beginning of the link of an area."""
        url = text(one.href)
        current = ' aria-current="true"' if one.is_selected else ""
        asks = f' hx-get="{url}"' if self.hx else ""
        return f'<a id="{self.name}-{text(id_)}" class="{css}" href="{url}"{more}{current}{asks}>'

    def _part(self, one: Slice, mark: str, css: str, words: str) -> str:
        """Return the area's piece of the ring."""
        if not mark:
            return ""
        inside = f"<title>{words}</title>{mark}"
        if not _is_link(one):
            return f'<g class="{css}">{inside}</g>'
        return self._link(one, css, f"{one.key}-part", f' aria-label="{words}"') + inside + "</a>"

    def _entry(self, one: Slice, css: str, share: str) -> str:
        """Return the area's line of the legend, with its bar where bars are drawn."""
        is_link = _is_link(one)
        start = self._link(one, css, one.key) if is_link else f'<span class="{css} is-none">'
        check, chosen = (icon("check"), f"{_HIDDEN}, chosen</span>") if one.is_selected else ("", "")
        width = f"{100 * one.count / self.longest:.2f}" if self.longest else "0"
        together = self._together(one)
        number, everything = self.together.get(one.key, (0, 0))
        mark = _SUM.format(100 * number / everything - 1.2) if everything else ""
        bar = "" if self.kind == "donut" else _BAR.format(width, mark)
        words = f'<span class="chart-together">{_HIDDEN}, </span>{together}{_HIDDEN} with those above</span></span>'
        return (
            f'<li>{start}<span class="chart-key">{check}</span>'
            f'<span class="chart-label">{text(one.label)}{_HIDDEN},</span></span> '
            f'<span class="chart-count">{shown_number(one.count)}{_HIDDEN} of {self.number},</span></span> '
            f'<span class="chart-share">{share}{chosen}</span>{words if together else ""}{bar}'
            f"{'</a>' if is_link else '</span>'}</li>"
        )

    def _together(self, one: Slice) -> str:
        """Return what part of everything an area makes up with those above it, "" where that is not told."""
        return text(share_of(*self.together[one.key])) if one.key in self.together else ""

    def _column(self, one: Slice, css: str, words: str) -> str:
        """Return the area's column, its number above and its mark below; the whole of it is the link."""
        is_link = _is_link(one)
        named = f' aria-label="{words}" title="{words}"'
        start = self._link(one, css, one.key, named) if is_link else f'<span class="{css} is-none" title="{words}">'
        height = 100 * one.count / self.longest if self.longest else 0
        check = icon("check") if one.is_selected else ""
        number = shown_number(one.count) if one.count else f"{_HIDDEN}0</span>"
        return (
            f'<li>{start}<span class="chart-count">{check}{number}</span>'
            f"{_COLUMN.format(f'{100 - height:.1f}', f'{height:.1f}')}"
            f'<span class="chart-label">{text(one.mark or one.label)}</span>{"</a>" if is_link else "</span>"}</li>'
        )


def _is_link(one: Slice) -> bool:
    return bool(one.href) and (one.count > 0 or one.is_selected)


def _line(one: Slice, share: str, together: str) -> str:
    """Return the area's row of the table."""
    chosen = " (chosen)" if one.is_selected else ""
    more = f'<td class="text-end">{together}</td>' if together else ""
    return (
        f'<tr><th scope="row">{text(one.label)}{chosen}</th><td class="text-end">{shown_number(one.count)}</td>'
        f'<td class="text-end">{share}</td>{more}</tr>'
    )


def _marked(path: str, index: int) -> SafeString:
    pattern = index % _PATTERNS
    over = format_html('<path class="pattern" d="{}" fill="url(#pattern-{})"></path>', path, pattern) if pattern else ""
    return format_html('<path class="shape" d="{}"></path>{}', path, over)


def _ring(counts: Sequence[int], total: int) -> list[str]:
    """Return the path of each count on the ring, "" for nothing. Small ones get an angle that can be hit."""
    if total <= 0:
        return ["" for _ in counts]
    least = min(_SMALLEST_ANGLE, 1 / (2 * len(counts)))
    parts = [max(count / total, least) if count else 0.0 for count in counts]
    scale = sum(parts)
    paths, start = [], 0.0
    for part in parts:
        end = start + part / scale
        paths.append(_arc(start, end) if part else "")
        start = end
    return paths


def _arc(start: float, end: float) -> str:
    """Return the path of a piece of the ring between two fractions of a turn, from the top, clockwise."""
    if end - start > 0.9999:
        return f"M0-{_OUTER}A{_OUTER} {_OUTER} 0 1 1-.01-{_OUTER}ZM0-{_INNER}A{_INNER} {_INNER} 0 1 0 .01-{_INNER}Z"
    big = 1 if end - start > 0.5 else 0
    (a, b), (c, d) = _point(start, _OUTER), _point(end, _OUTER)
    (e, f), (g, h) = _point(end, _INNER), _point(start, _INNER)
    return (
        f"M{a:.2f} {b:.2f}A{_OUTER:g} {_OUTER:g} 0 {big} 1 {c:.2f} {d:.2f}"
        f"L{e:.2f} {f:.2f}A{_INNER:g} {_INNER:g} 0 {big} 0 {g:.2f} {h:.2f}Z"
    )


def _point(turn: float, radius: float) -> tuple[float, float]:
    angle = 2 * pi * turn - pi / 2
    return radius * cos(angle), radius * sin(angle)


def summary(slices: Sequence[Slice]) -> str:
    """Return a chart in one sentence: "Repaired 120, In repair 292"."""
    return ", ".join(f"{conditional_escape(one.label)} {shown_number(one.count)}" for one in slices if one.count)
