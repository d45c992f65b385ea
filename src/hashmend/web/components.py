"""Small pieces of HTML, each one function: a cell of a list calls them, and `{% load ui %}` offers them as tags."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from hashmend.web.formats import NOTHING, exact_time, shown_date, shown_money, shown_time

Tone = Literal["neutral", "open", "progress", "waiting", "warning", "success", "danger", "ended"]
"""What a status means to a person. Each tone has its own colour and its own shape."""

DASH = SafeString(f'<span class="text-secondary">{NOTHING}</span>')


def icon(name: str, label: str = "") -> SafeString:
    """Return an icon of `icons.txt`; with a label it is an image with that name, without one it is decoration."""
    return mark_safe(_icon(name, str(conditional_escape(label)), static("vendor/icons.svg")))


@lru_cache(maxsize=512)
def _icon(name: str, label: str, sprite: str) -> str:
    use = f'<use href="{sprite}#tabler-{name}"></use></svg>'
    if not label:
        return f'<svg class="icon" aria-hidden="true" focusable="false">{use}'
    return f'<span class="icon-named" title="{label}"><svg class="icon" role="img" aria-label="{label}">{use}</span>'


def status_tag(label: str, tone: Tone = "neutral") -> SafeString:
    """Return a status in words, with the colour and the shape of its tone."""
    return format_html('<span class="tag tag-{}">{}</span>', tone, label)


def time_tag(moment: datetime | None) -> SafeString:
    """Return a moment, its exact form with the offset in `title`; a dash for none."""
    if moment is None:
        return DASH
    stamp, exact = moment.isoformat(timespec="seconds"), exact_time(moment)
    return mark_safe(f'<time datetime="{stamp}" title="{exact}">{shown_time(moment)}</time>')


def date_tag(day: date | None) -> SafeString:
    """Return a date; a dash for none."""
    if day is None:
        return DASH
    return mark_safe(f'<time datetime="{day.isoformat()}">{shown_date(day)}</time>')


def money(amount: Decimal | None, currency: str) -> SafeString:
    """Return an amount with its currency in digits of equal width; a dash for none."""
    if amount is None:
        return DASH
    return format_html('<span class="money">{}</span>', shown_money(amount, currency))


def serial(text: str, *, copy: bool = True, what: str = "") -> SafeString:
    """Return a serial number, MAC or code in letters that cannot be confused, with a button that copies it."""
    if not text:
        return DASH
    code = format_html('<code class="serial">{}</code>', text)
    if not copy:
        return code
    return format_html('<span class="copyable">{}{}</span>', code, copy_button(text, what))


def copy_button(text: str, what: str = "") -> SafeString:
    """Return a button that copies a text."""
    return format_html(
        '<button type="button" class="copy" data-copy="{}" aria-label="Copy {}">{}</button>',
        text, what or text, icon("copy"),
    )  # fmt: skip


def link(url: str, content: object, *, css: str = "") -> SafeString:
    """Return a link; SafeString content keeps its markup."""
    if css:
        return format_html('<a href="{}" class="{}">{}</a>', url, css, content)
    return format_html('<a href="{}">{}</a>', url, content)


def icon_link(url: str, icon_name: str, name: str) -> SafeString:
    """Return a link that shows only an icon; `name` says verb and object: "Open shipment S-7"."""
    return format_html(
        '<a class="btn btn-icon btn-ghost-secondary btn-sm" href="{}" aria-label="{}" title="{}">{}</a>',
        url, name, name, icon(icon_name),
    )  # fmt: skip


def progress(done: int, total: int, label: str) -> SafeString:
    """Return a bar with its words ("12 of 40, 30 %"); never above 100 %, never 100 % while something is open."""
    percent = 0 if total <= 0 else min(100, done * 100 // total)
    words = f"{done} of {total}, {percent}\u00a0%" if total > 0 else "nothing yet"
    return format_html(
        '<span class="progress-line"><progress max="100" value="{}" aria-label="{}: {}"></progress>'
        '<span class="progress-words">{}</span></span>',
        percent, label, words, words,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline: a sentence, who, when, and the icon of its kind."""

    sentence: str
    who: str
    at: datetime
    icon: str = "point"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One photo of a gallery: the full picture, its small one, and words for those who do not see it."""

    url: str
    thumb_url: str
    alt: str
    caption: str = ""


def joined(parts: Iterable[SafeString | str], separator: str = " ") -> SafeString:
    """Return pieces of HTML side by side; plain text among them is escaped."""
    return mark_safe(separator.join(conditional_escape(part) for part in parts))
