"""Pages exist only behind a door, and every one of them is in the matrix."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from hashmend.domain.accounts.permissions import Permission
from hashmend.web.pages import PageRule, Side

PUBLIC = {"healthz", "sign-in", "sign-out", "setup"}
"""What opens without signing in."""


def pages(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Yield (name, route, pattern) of every URL of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from pages(entry, prefix + str(entry.pattern))
        else:
            yield entry.name or "", prefix + str(entry.pattern), entry


def test_every_page_declares_a_permission() -> None:
    bare = [route for name, route, p in pages() if name not in PUBLIC and not hasattr(p.callback, "rule")]
    assert bare == []


def test_every_permission_asked_for_exists() -> None:
    known = {str(permission) for permission in Permission}
    asked = {p.callback.rule.permission for _, _, p in pages() if hasattr(p.callback, "rule")}
    assert asked <= known


def test_no_side_lets_the_other_in() -> None:
    wrong = [
        route
        for _, route, p in pages()
        if (rule := getattr(p.callback, "rule", None))
        and rule.side is not Side.BOTH
        and (
            route.startswith("portal/") != (rule.side is Side.PORTAL)
            or route.startswith("api/") != (rule.side is Side.API)
        )
    ]
    assert wrong == []


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH"])
def test_a_page_answers_only_its_methods(method: str) -> None:
    for _, route, p in pages():
        rule: PageRule | None = getattr(p.callback, "rule", None)
        if rule:
            assert method not in rule.methods, route


def test_every_page_has_a_name_and_a_trailing_slash() -> None:
    """A door for machines has none: a client that is sent on from one address to another forgets what it posted."""
    doors = [(name, route, p.callback.rule.side) for name, route, p in pages() if hasattr(p.callback, "rule")]
    odd = [r for name, r, side in doors if not name or (r and r.endswith("/") == (side is Side.API))]
    assert odd == []
