"""A person at their own browser: signs in, presses what can be seen, reads what is said, looks at every page twice."""

import os
from pathlib import Path
from typing import Any

from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests import factories
from tests.browser.conftest import EXPECTED_IN_CONSOLE, PATIENCE
from tests.browser.crawl import is_too_wide
from tests.browser.test_every_page import barriers

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


class Person:
    """Somebody with a browser of their own; `wrong` gathers what its console says."""

    def __init__(self, browser: Browser, site: str, email: str) -> None:
        self.site, self.email, self.wrong = site, email, []  # type: ignore[var-annotated]
        self.context = browser.new_context(viewport=DESKTOP, reduced_motion="reduce", accept_downloads=True)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.wrong.append(f"{self.page.url}: {error}"))

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith(EXPECTED_IN_CONSOLE):
            self.wrong.append(f"{self.page.url}: {said.text}")

    def sign_in(self, heading: str) -> None:
        """Sign in by the form and arrive at the page with this heading."""
        self.page.goto(f"{self.site}/sign-in/")
        self.fill("E-mail", self.email)
        self.fill("Password", factories.PASSWORD)
        self.press("Sign in")
        self.arrives(heading)

    def goes(self, *links: str) -> None:
        """Follow links by their names."""
        for link in links:
            self.page.get_by_role("link", name=link, exact=True).first.click()

    def fill(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, button: str, *, within: Locator | None = None) -> None:
        """Press the button with this name."""
        (within or self.page).get_by_role("button", name=button, exact=True).first.click()

    def menu(self, name: str, entry: str) -> None:
        """Open a menu of the page and choose one of its entries."""
        menu = self.page.locator("details.menu").filter(has=self.page.locator("summary", has_text=name)).first
        menu.locator("summary").click()
        menu.locator("a, button").filter(has_text=entry).first.click()

    def chooses(self, action: str) -> Locator:
        """Choose what to do with the rows of the list, from its menu or its buttons; return the dialog that asks."""
        button = self.page.locator("[data-bulk-action]").filter(has_text=action)
        expect(button).to_have_count(1)
        if not button.is_visible():
            self.page.locator(".list-bulk summary").click()
        button.click()
        dialog = self.page.get_by_role("dialog")
        expect(dialog.get_by_role("heading", name=action)).to_be_visible(timeout=PATIENCE)
        return dialog

    def arrives(self, heading: str) -> None:
        """Wait for the page whose heading holds these words."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading, timeout=PATIENCE)

    def sees(self, *texts: str) -> None:
        """Read each of the texts somewhere in the content of the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)

    def sees_not(self, *texts: str) -> None:
        """Find none of the texts on the page."""
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def is_told(self, sentence: str) -> None:
        """Read the sentence among the notices."""
        expect(self.page.locator("#notices")).to_contain_text(sentence, timeout=PATIENCE)

    def row(self, text: str) -> Locator:
        """Return the table row with this text."""
        return self.page.locator("table:not(.table-sm) tbody tr").filter(has_text=text).first

    def downloads(self, name: str) -> str:
        """Save the file behind the link and return its text."""
        with self.page.expect_download() as download:
            self.page.get_by_role("link", name=name).first.click()
        return download.value.path().read_text(encoding="utf-8-sig")

    def look(self, name: str) -> None:
        """Check this page by axe's rules and at both widths; keep pictures where `HASHMEND_PICTURES` says.

        A page is made of the same elements whatever the database: axe looks at those on SQLite. Their colours are
        those of tests/browser/test_every_page.py.
        """
        if connection.vendor == "sqlite":
            assert (found := list(barriers(self.page, colours=False))) == [], (name, found)
        for size in (PHONE, DESKTOP):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            assert not is_too_wide(self.page), (name, self.page.url, size)
            if folder := os.environ.get("HASHMEND_PICTURES"):
                self.page.screenshot(path=Path(folder) / f"{name}-{size['width']}.png", full_page=True)

    def leave(self) -> Any:
        """Close the browser; whatever its console said is an error."""
        self.context.close()
        assert self.wrong == [], self.wrong
