"""Finding every page by its links: one page for every URL pattern, as a person who is signed in reaches them."""

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext, Error, Page

PASSWORD = "for-the-pictures-2026"
ABSOLUTE = "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)"
"""Links as addresses, those inside drawings too."""
STARTS = {"": "/sign-in/", "admin@demo.test": "/", "technician@demo.test": "/", "customer@demo.test": "/portal/"}
"""Who looks around, and where each begins; "" is a person who is not signed in. `HASHMEND_EVERYBODY` adds the rest."""
if os.environ.get("HASHMEND_EVERYBODY"):
    STARTS |= {f"{role}@demo.test": "/" for role in ("manager", "logistics", "billing")}


def sign_in(context: BrowserContext, site: str, login: str) -> None:
    """Sign in as a person does."""
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.get_by_label("E-mail").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.close()


def found_pages(
    context: BrowserContext, site: str, start: str, look: Callable[[Page, str], Iterable[str]] | None = None
) -> tuple[dict[str, str], list[str]]:
    """Return the path of one page of every URL pattern, by the pattern's name, and what was wrong on the way.

    Files (CSV, photos, PDF) are left out. `look(page, path)` may look at each page and tell what is wrong with it.
    """
    pages: dict[str, str] = {}
    wrong: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: wrong.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if name in pages:
            continue
        if not name:
            wrong.append(f"{path}: a link to nothing")
            continue
        fault = visit(page, site + path)
        if fault is None:
            continue
        if fault:
            wrong.append(f"{path}: {fault}")
            continue
        pages[name] = path
        links = page.eval_on_selector_all("a[href]", ABSOLUTE)
        waiting += [urlsplit(link).path for link in links if link.startswith(site)]
        wrong += look(page, path) if look else ()
    page.close()
    return pages, wrong


def visit(page: Page, url: str) -> str | None:
    """Open the address; return "" for a page, its fault, or None for a file, shown or saved."""
    try:
        response = page.goto(url)
    except Error as stopped:
        if "Download is starting" in str(stopped):
            return None
        raise
    if not response or not response.ok:
        return f"answers {response.status if response else 'nothing'}"
    return "" if response.headers.get("content-type", "").startswith("text/html") else None


def name_of(path: str) -> str:
    """Return the name of the URL pattern, "" when nothing of ours answers there."""
    try:
        return resolve(path).view_name.replace(":", "-")
    except Resolver404:
        return ""


def is_too_wide(page: Page) -> bool:
    """Tell whether the page must be pushed sideways to be read; a window that changes its size gets a moment.

    It is asked from here each time: a page that is told to wait by itself may not, by its security policy.
    """
    for _ in range(20):
        with suppress(Error):  # The page goes on at this moment: the next one is asked.
            if page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"):
                return False
        page.wait_for_timeout(100)
    return True
