"""A bar of several parts in one line: how a whole is made up, in the order given, named for those who do not see it.

    stacked("Miners of RWO-2026-0001", [Part("Repaired", 12, "success"), Part("In repair", 3, "progress")])

Colour alone tells nothing: the parts stand in a fixed order with gaps between them, what waits is hatched and what went
wrong is dotted, and the whole is told in words, to screen readers and in the title.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from hashmend.web.components import text
from hashmend.web.formats import shown_number

_SHADES = 4
_LEAST = 2.0
_GAP = 0.6
_PATTERNS = {"waiting": 1, "warning": 2, "danger": 2}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar: what it counts, how many, and its tone."""

    label: str
    count: int
    tone: str


def in_words(parts: Sequence[Part]) -> str:
    """Return the parts in one sentence: "Repaired 12, In repair 3"."""
    return ", ".join(f"{part.label} {shown_number(part.count)}" for part in parts if part.count)


def stacked(name: str, parts: Sequence[Part]) -> SafeString:
    """Return the bar; parts of nothing are left out, small ones stay wide enough to be seen."""
    there = [part for part in parts if part.count]
    words = text(f"{name}: {in_words(there) or 'none'}")
    shades: Counter[str] = Counter()
    drawn, start = [], 0.0
    for part, width in zip(there, _widths([part.count for part in there]), strict=True):
        drawn.append(_drawn(part, start, max(width - _GAP, _LEAST / 2), shades[part.tone] % _SHADES))
        shades[part.tone] += 1
        start += width
    return SafeString(
        f'<svg class="stacked" role="img" aria-label="{words}"><title>{words}</title>{"".join(drawn)}</svg>'
    )


def _drawn(part: Part, start: float, width: float, shade: int) -> str:
    place = f'x="{start:.2f}%" width="{width:.2f}%" height="100%"'
    pattern = _PATTERNS.get(part.tone)
    over = f'<rect {place} fill="url(#pattern-{pattern})"></rect>' if pattern else ""
    return f'<g class="area tone-{part.tone} shade-{shade}"><rect class="stacked-part" {place}></rect>{over}</g>'


def _widths(counts: Sequence[int]) -> list[float]:
    """Return the share of each count in percent, none below what can be seen."""
    total = sum(counts)
    shares = [max(100 * count / total, _LEAST) for count in counts]
    return [100 * share / sum(shares) for share in shares]
