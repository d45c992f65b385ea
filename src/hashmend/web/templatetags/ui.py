"""`{% load ui %}`: the components of the toolkit as template tags. All of them stand on `/desk/_components/`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from hashmend.kernel.actor import Actor
from hashmend.web import components, formats
from hashmend.web.components import Moment, Picture, Tone

register = template.Library()

register.simple_tag(components.icon, name="icon")
register.simple_tag(components.icon_link, name="icon_link")
register.simple_tag(components.options, name="options")
register.simple_tag(components.progress, name="progress")


@register.filter
def may(actor: Actor, permission: str) -> bool:
    """`{% if actor|may:"containers:receive" %}`: tell whether this person holds a permission."""
    return actor.may(permission)


@register.simple_tag
def status(label: str, tone: Tone = "neutral") -> SafeString:
    """`{% status job.status_label job.status_tone %}`: a status in words, colour and shape."""
    return components.status_tag(label, tone)


@register.filter
def when(moment: datetime | None) -> SafeString:
    """`{{ event.at|when }}`: a moment, exact form in its title."""
    return components.time_tag(moment)


@register.filter
def since(moment: datetime) -> SafeString:
    """`{{ job.status_at|since }}`: how long ago a moment is, exact form in its title."""
    return components.since_tag(moment)


@register.filter
def day(value: date | None) -> SafeString:
    """`{{ invoice.due_on|day }}`: a date."""
    return components.date_tag(value)


@register.filter
def money(amount: Decimal | None, currency: str) -> SafeString:
    """`{{ invoice.total_amount|money:invoice.currency }}`: an amount with its currency."""
    return components.money(amount, currency)


@register.filter
def serial(text: str) -> SafeString:
    """`{{ miner.serial|serial }}`: letters that cannot be confused, with a copy button."""
    return components.serial(text)


@register.filter
def code(text: str) -> SafeString:
    """`{{ miner.serial|code }}`: the same letters without a copy button."""
    return components.serial(text, copy=False)


@register.filter
def shown(value: object) -> str:
    """`{{ value|shown }}`: any value as people read it; nothing is a dash."""
    return formats.shown(value)


@register.simple_tag
def counted(count: int, one: str, many: str = "") -> str:
    """`{% counted 3 "miner" %}`: a number with its noun."""
    return formats.counted(count, one, many)


@register.simple_block_tag
def card(content: str, title: str = "", *, css: str = "", level: int = 2, id: str = "") -> SafeString:
    """`{% card "Contents" %}…{% endcard %}`: a box with a heading."""
    heading = format_html('<div class="card-header"><h{} class="card-title">{}</h{}></div>', level, title, level)
    identity = format_html(' id="{}"', id) if id else ""
    return format_html(
        '<section class="card {}"{}>{}<div class="card-body">{}</div></section>',
        css, identity, heading if title else "", content,
    )  # fmt: skip


@register.simple_block_tag
def menu(content: str, label: str, *, icon: str = "", css: str = "btn", hide_label: bool = False) -> SafeString:
    """`{% menu "Actions" icon="dots" %}<a class="dropdown-item" …>…{% endmenu %}`: opens without JavaScript too."""
    words = format_html('<span class="{}">{}</span>', "visually-hidden" if hide_label else "", label)
    return format_html(
        '<details class="menu" data-menu><summary class="{}"{}>{}{}</summary>'
        '<div class="dropdown-menu menu-items">{}</div></details>',
        css, format_html(' title="{}"', label) if hide_label else "",
        components.icon(icon) if icon else "", words, content,
    )  # fmt: skip


@register.inclusion_tag("web/components/tabs.html")
def tabs(items: Sequence[Any], label: str = "Sections") -> dict[str, Any]:
    """`{% tabs tabs "Work order" %}`: links with addresses of their own; see `hashmend.web.tabs.Tab`."""
    return {"items": items, "label": label}


@register.inclusion_tag("web/components/facts.html")
def facts(pairs: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """`{% facts pairs %}`: a definition list from (name, value) pairs; nothing is a dash."""
    return {
        "pairs": [(name, value if isinstance(value, SafeString) else formats.shown(value)) for name, value in pairs]
    }


@register.inclusion_tag("web/components/timeline.html", takes_context=True)
def timeline(
    context: template.Context, moments: Sequence[Moment], empty: str = "Nothing has happened yet."
) -> dict[str, Any]:
    """`{% timeline moments %}`: a history, newest first as given."""
    return {"moments": moments, "empty": empty, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/components/gallery.html", takes_context=True)
def gallery(
    context: template.Context, pictures: Sequence[Picture], name: str, empty: str = "No photos yet."
) -> dict[str, Any]:
    """`{% gallery pictures "Photos of C-00001" %}`: thumbnails; one opens large, arrow keys go on."""
    return {"pictures": pictures, "name": name, "empty": empty, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("web/components/empty.html")
def empty(title: str, sentence: str = "", *, icon: str = "", url: str = "", action: str = "") -> dict[str, Any]:
    """`{% empty "No containers yet" "They appear when …" url=… action="New container" %}`."""
    return {"title": title, "sentence": sentence, "icon": icon, "url": url, "action": action}
