"""Every page of the demo world in a browser: answers, no error in the console, fits a phone, passes axe's rules."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as PageChanged

from tests.browser.crawl import PASSWORD, STARTS, found_pages, is_too_wide, sign_in

WIDTHS = (1280, 390)
TABLET = 820
"""Looked at for its width alone: between the two others axe finds nothing new."""
SHAPE = """
    location.pathname.split("/").slice(1, 4).filter((part) => !/[0-9]/.test(part)).join("/") + " "
    + [...new Set([...document.querySelectorAll("main *")].map(e => e.tagName + e.classList))].sort().join()
"""
"""What the middle of a page is made of: people of other roles often see the same again."""
BARRIERS = """async (rules) => {
    const more = [...document.querySelectorAll("tbody tr:nth-child(n+6), ol > li:nth-child(n+6)")]
        .filter((one) => !one.contains(document.activeElement))
        .map((one) => [one, one.parentNode, one.nextSibling]);
    more.forEach(([one]) => one.remove());
    try {
        return (await axe.run({resultTypes: ["violations"], rules})).violations;
    } finally {
        more.reverse()
            .filter(([, parent, next]) => !next || next.parentNode === parent)
            .forEach(([one, parent, next]) => parent.insertBefore(one, next));
    }
}"""
"""Five rows of each list are looked at: a hundred more of the same take seconds and say nothing new. They come back,
unless the page has put others there meanwhile."""
LOOKS = 5
"""How often a page is looked at that changes under the eyes: a live list that refreshes, a link being followed."""
BUSY = ".htmx-request, .htmx-swapping, .htmx-settling"


@pytest.fixture
def demo(live_server: Any, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a site with the demo world."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("HASHMEND_DEMO_PASSWORD", PASSWORD)
    call_command("load_catalogues", stdout=StringIO())
    call_command("seed_demo", verbosity=0)
    return str(live_server.url)


@pytest.mark.long
def test_every_page_answers_fits_and_can_be_read_by_everybody(demo: str, browser: Browser) -> None:
    known: set[str] = set()
    wrong = [fault for login, start in STARTS.items() for fault in faults_for(login, start, demo, browser, known)]
    assert wrong == [], "\n".join(wrong)


def faults_for(login: str, start: str, site: str, browser: Browser, known: set[str]) -> list[str]:
    """Return what is wrong on the pages one person can reach; `known` holds the shapes that axe has seen."""

    def look(page: Page, path: str) -> Iterator[str]:
        shape = page.evaluate(SHAPE)
        is_new = shape not in known
        known.add(shape)
        for width in (*WIDTHS, TABLET) if is_new else WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if is_too_wide(page):
                yield f"{login} {path} is wider than {width} px"
            found = barriers(page, colours=width == WIDTHS[0]) if is_new else ()
            yield from (f"{login} {path} at {width} px: {fault}" for fault in found)

    context = browser.new_context(reduced_motion="reduce", viewport={"width": WIDTHS[0], "height": 900})
    if login:
        sign_in(context, site, login)
    _, wrong = found_pages(context, site, start, look)
    context.close()
    return wrong


def barriers(page: Page, *, colours: bool = True) -> Iterator[str]:
    """Yield what axe calls serious or critical, with the first element.

    `colours` may be left out where the same colours are looked at elsewhere: they take three quarters of the time.
    """
    for rule in _axe(page, {"color-contrast": {"enabled": colours}}):
        if rule["impact"] in {"serious", "critical"}:
            yield f"{rule['id']}: {rule['help']} ({rule['nodes'][0]['html'][:160]})"


def _axe(page: Page, rules: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what axe finds on the page as it stands; look again when the page changed meanwhile."""
    for left in reversed(range(LOOKS)):
        try:
            page.wait_for_load_state()
            expect(page.locator(BUSY)).to_have_count(0)
            if not page.evaluate("Boolean(window.axe)"):
                page.evaluate(Axe().axe_script)
            return list(page.evaluate(BARRIERS, rules))
        except PageChanged:
            if not left:
                raise
    raise AssertionError
