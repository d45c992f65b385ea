"""Small pieces of HTML, each one function: a cell of a list calls them, and `{% load ui %}` offers them as tags."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Literal

from django.templatetags.static import static
from django.utils.safestring import SafeString

from hashmend.kernel import clock
from hashmend.web.formats import (
    NOTHING,
    exact_time,
    share_of,
    shown_date,
    shown_duration,
    shown_money,
    shown_number,
    shown_time,
)

Tone = Literal["neutral", "open", "progress", "waiting", "warning", "success", "danger", "ended"]
"""What a status means to a person. Each tone has its own colour and its own shape."""

_SHORT = 24
DASH = SafeString(f'<span class="text-secondary">{NOTHING}</span>')


def text(value: object) -> str:
    """Return a value as HTML: markup of ours as it is, everything else escaped. Lists call this for every cell."""
    return value if isinstance(value, SafeString) else escape(str(value))


def words(value: object) -> str:
    """Return a value as HTML like `text`; a short one with hyphens (a number, a code, a date) is not broken at them."""
    shown = text(value)
    if "-" in shown and len(shown) <= _SHORT and not isinstance(value, SafeString):
        return f'<span class="text-nowrap">{shown}</span>'
    return shown


def icon(name: str, label: str = "") -> SafeString:
    """Return an icon of `icons.txt`; with a label it is an image with that name, without one it is decoration."""
    return SafeString(_icon(name, text(label), _sprite()))


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("vendor/icons.svg")


@lru_cache(maxsize=512)
def _icon(name: str, label: str, sprite: str) -> str:
    use = f'<use href="{sprite}#tabler-{name}"></use></svg>'
    if not label:
        return f'<svg class="icon" aria-hidden="true" focusable="false">{use}'
    return f'<span class="icon-named" title="{label}"><svg class="icon" role="img" aria-label="{label}">{use}</span>'


def options(offered: Iterable[str | tuple[str, str]]) -> SafeString:
    """Return the options of a list to type from: a value each, or a value and what is said beside it."""
    return SafeString(_options(tuple(each if isinstance(each, tuple) else (str(each), "") for each in offered)))


@lru_cache(maxsize=64)
def _options(offered: tuple[tuple[str, str], ...]) -> str:
    return "".join(f'<option value="{escape(value)}">{escape(says)}</option>' for value, says in offered)


def status_tag(label: str, tone: Tone = "neutral") -> SafeString:
    """Return a status in words, with the colour and the shape of its tone."""
    return SafeString(f'<span class="tag tag-{tone}">{text(label)}</span>')


def time_tag(moment: datetime | None) -> SafeString:
    """Return a moment, its exact form with the offset in `title`; a dash for none."""
    if moment is None:
        return DASH
    stamp, exact = moment.isoformat(timespec="seconds"), exact_time(moment)
    return SafeString(f'<time datetime="{stamp}" title="{exact}">{shown_time(moment)}</time>')


def since_tag(moment: datetime) -> SafeString:
    """Return how long ago a moment is ("3 h"), its exact form in `title`."""
    stamp, exact = moment.isoformat(timespec="seconds"), exact_time(moment)
    return SafeString(f'<time datetime="{stamp}" title="Since {exact}">{shown_duration(clock.now() - moment)}</time>')


def moment_cell(moment: datetime) -> SafeString:
    """Return a moment for a table: like `time_tag`, with the clock in a part that narrow windows leave out."""
    stamp, exact = moment.isoformat(timespec="seconds"), exact_time(moment)
    day, clock = shown_time(moment).rsplit(" ", 1)
    return SafeString(f'<time datetime="{stamp}" title="{exact}">{day}<span class="clock"> {clock}</span></time>')


def date_tag(day: date | None) -> SafeString:
    """Return a date; a dash for none."""
    if day is None:
        return DASH
    return SafeString(f'<time datetime="{day.isoformat()}">{shown_date(day)}</time>')


def money(amount: Decimal | None, currency: str) -> SafeString:
    """Return an amount with its currency in digits of equal width; a dash for none."""
    if amount is None:
        return DASH
    return SafeString(f'<span class="money">{text(shown_money(amount, currency))}</span>')


def serial(code: str, *, copy: bool = True, what: str = "") -> SafeString:
    """Return a serial number, MAC or code in letters that cannot be confused, with a button that copies it."""
    if not code:
        return DASH
    shown = f'<code class="serial">{text(code)}</code>'
    return SafeString(f'<span class="copyable">{shown}{copy_button(code, what)}</span>' if copy else shown)


def copy_button(copied: str, what: str = "") -> SafeString:
    """Return a button that copies a text."""
    name = text(f"Copy {what or copied}")
    return SafeString(
        f'<button type="button" class="copy" data-copy="{text(copied)}" aria-label="{name}">{icon("copy")}</button>'
    )


def link(url: str, content: object, *, css: str = "") -> SafeString:
    """Return a link; SafeString content keeps its markup."""
    look = f' class="{text(css)}"' if css else ""
    return SafeString(f'<a href="{text(url)}"{look}>{words(content)}</a>')


def icon_link(url: str, icon_name: str, name: str) -> SafeString:
    """Return a link that shows only an icon; `name` says verb and object: "Open shipment S-7"."""
    words = text(name)
    look = "btn btn-icon btn-ghost-secondary btn-sm"
    return SafeString(
        f'<a class="{look}" href="{text(url)}" aria-label="{words}" title="{words}">{icon(icon_name)}</a>'
    )


def progress(done: int, total: int, label: str) -> SafeString:
    """Return a bar with its words ("12 of 40, 30 %"); never above 100 %, never 100 % while something is open."""
    percent = 0 if total <= 0 else min(100, done * 100 // total)
    share = text(share_of(done, total))
    words = f"{shown_number(done)} of {shown_number(total)}, {share}" if total > 0 else "nothing yet"
    bar = f'<progress max="100" value="{percent}" aria-label="{text(label)}: {words}"></progress>'
    return SafeString(f'<span class="progress-line">{bar}<span class="progress-words">{words}</span></span>')


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline: a sentence, who, when, and the icon of its kind.

    `kind` and `group` say what it tells of and as part of which action; `undo_url` takes that action back.
    """

    sentence: str
    who: str
    at: datetime
    icon: str = "point"
    url: str = ""
    kind: str = ""
    group: str = ""
    undo_url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo of a gallery: the full picture, its small one, and words for those who do not see it.

    `remove_url` is where it is removed, for whom that is allowed.
    """

    url: str
    thumb_url: str
    alt: str
    caption: str = ""
    remove_url: str = ""


def joined(parts: Iterable[SafeString | str], separator: str = " ") -> SafeString:
    """Return pieces of HTML side by side; plain text among them is escaped."""
    return SafeString(separator.join(text(part) for part in parts))
