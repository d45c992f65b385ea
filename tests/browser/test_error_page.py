"""The error page in a browser: styled by our own files only, readable on a phone."""

from typing import Any

from playwright.sync_api import Page, expect


def test_it_shows_what_happened_and_a_way_back_within_the_content_policy(page: Page, live_server: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{live_server.url}/no-such-page/")
    expect(page.get_by_role("heading", name="There is nothing here")).to_be_visible()
    expect(page.get_by_role("link", name="Go to the start page")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.evaluate("getComputedStyle(document.querySelector('.btn')).display") != "inline"
