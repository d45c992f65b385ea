"""Chromium for the browser tests: Debian's own, one window size per test, any error in the console fails the test."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

from tests.browser.chromium import launch_arguments

EXPECTED_IN_CONSOLE = (
    "Failed to load resource: the server responded with a status of 4",
    "Response Status Error Code 4",
    # htmx gives up an older request for a newer one, and says so as an error.
    "htmx:sendAbort",
    "htmx:afterRequest",
    # Only where a test cuts the connection itself.
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
)

PATIENCE = 60_000
"""Milliseconds until a test gives up on what should come: a busy machine is slow, not wrong."""

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder `browser`, with a database other threads can see; let the long ones begin."""
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
    long = [item for item in items if item.get_closest_marker("long")]
    short = [item for item in items if item not in long]
    pairs = [item for one in long for item in (one, *(short.pop() for _ in short[:1]))]
    items[:] = [*pairs, *short]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Debian's Chromium."""
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture
def page(context: BrowserContext, live_server: Any) -> Iterator[Page]:
    """A page on the live server; errors in its console or scripts fail the test at its end."""
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED_IN_CONSOLE):
            errors.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    assert not errors, f"The browser's console shows errors: {errors}"


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A desktop's window, no animation."""
    return {**browser_context_args, "viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"}
