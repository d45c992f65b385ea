"""The sidebar: each package says its entries beside its URLs, a person sees those they may open.

In `urls.py` of a page package::

    NAVIGATION = [Entry("Work orders", "clipboard-list", "desk:work-orders", Permission.WORK_ORDERS_VIEW, order=10)]
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from hashmend.kernel.actor import NOBODY, Actor
from hashmend.web.live.hub import now_ms

PRODUCT = "Hashmend"
_SEARCH = {"desk": "/search/", "portal": "/portal/search/"}
_THEMES = {"light", "dark"}
_entries: dict[str, list["Entry"]] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the sidebar; without a permission it is everybody's. Entries of one `section` stand together."""

    label: str
    icon: str
    url_name: str
    permission: str = ""
    order: int = 50
    section: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as one person sees it on one page."""

    label: str
    icon: str
    url: str
    section: str
    is_current: bool


def register(side: str, entries: Iterable[Entry]) -> None:
    """Add entries to the sidebar of a side ("desk", "portal"); adding one twice changes nothing."""
    known = _entries.setdefault(side, [])
    known.extend(entry for entry in entries if entry not in known)
    known.sort(key=lambda entry: (entry.order, entry.label))


def entries(side: str) -> tuple[Entry, ...]:
    """Return every entry of a side, in order."""
    return tuple(_entries.get(side, ()))


def for_actor(side: str, actor: Actor, path: str) -> list[Shown]:
    """Return what this person sees; the entry whose address is the longest beginning of `path` is current."""
    allowed = [(e, reverse(e.url_name)) for e in entries(side) if not e.permission or actor.may(e.permission)]
    matches = [url for _, url in allowed if path == url or (url.count("/") > 1 and path.startswith(url))]
    current = max(matches, key=len, default="")
    return [Shown(e.label, e.icon, url, e.section, url == current) for e, url in allowed]


def context(request: HttpRequest) -> dict[str, Any]:
    """Give every template the actor, the product's name and the sidebar (worked out only where a page shows it).

    `live_at` is the moment of the page where live updates are served, else 0; `is_again` says that an open
    page fetches itself anew, which takes no notice away that waits for the person; `theme` is the appearance that
    theme.js found out last time.
    """
    actor: Actor = getattr(request, "actor", NOBODY)
    side = "desk" if actor.is_staff else "portal"

    def navigation() -> list[Shown]:
        return for_actor(side, actor, request.path)

    live_at = now_ms() if request.META.get("hashmend.live") else 0
    return {
        "actor": actor, "product": PRODUCT, "navigation": navigation, "side": side, "live_at": live_at,
        "is_again": "X-Live" in request.headers, "search_url": _SEARCH[side],
        "theme": theme if (theme := request.COOKIES.get("theme")) in _THEMES else "",
    }  # fmt: skip
