"""`bin/shots`: photographs one page of every kind in the demo world, at two widths, light and dark, into var/shots.

The pages are found by following links from the start page of each side, one for every URL pattern. Ends with an error
when a page answers badly, its console shows one, or it is wider than a phone.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.chromium import launch_arguments
from tests.server import prepare, serving

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "for-the-pictures-2026"
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
SIDES = {"": ("/sign-in/",), "admin@demo.test": ("/",), "customer@demo.test": ("/portal/",)}


def main() -> None:
    """Photograph with each login in turn, then say how many and what was wrong."""
    parser = argparse.ArgumentParser(prog="bin/shots", description="Photograph every page of the demo world.")
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "shots", help="folder of the pictures")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "hashmend.config.settings"
    os.environ["HASHMEND_DEMO_PASSWORD"] = PASSWORD
    with tempfile.TemporaryDirectory(prefix="hashmend-shots-") as data:
        os.environ["HASHMEND_DATA_DIR"] = data
        django.setup()
        prepare(Path(data))
        with serving(Path(data)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_arguments())
            wrong = [fault for login in SIDES for fault in photograph(browser, server.url, login, options.into)]
    count = len(list(options.into.rglob("*.png")))
    sys.exit("\n".join(["These pages need a look:", *wrong]) if wrong else print(f"{count} pictures in {options.into}"))


def photograph(browser: Browser, site: str, login: str, into: Path) -> list[str]:
    """Take every picture one login can see; return what was wrong."""
    scout = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, reduced_motion="reduce")
    if login:
        sign_in(scout, site, login)
    pages, wrong = found_pages(scout, site, SIDES[login])
    state = scout.storage_state()
    scout.close()
    for width in WIDTHS:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
                storage_state=state,
            )
            page = context.new_page()
            for name, path in pages.items():
                page.goto(site + path)
                page.screenshot(path=into / f"{width}-{scheme}" / f"{name}.png", full_page=True)
                if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                    wrong.append(f"{path} is wider than {width} px")
            context.close()
    return sorted(set(wrong))


def sign_in(context: BrowserContext, site: str, login: str) -> None:
    """Sign in as a person does."""
    page = context.new_page()
    page.goto(f"{site}/sign-in/")
    page.get_by_label("E-mail").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.close()


def found_pages(context: BrowserContext, site: str, starts: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    """Follow links to one page of every URL pattern; return them by name, and what was wrong on the way."""
    pages: dict[str, str] = {}
    wrong: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: wrong.append(f"{page.url}: {said.text}") if said.type == "error" else None)
    waiting = list(starts)
    while waiting:
        path = waiting.pop(0)
        name = name_of(path)
        if not name or name in pages:
            continue
        fault = visit(page, site + path)
        if fault is None:
            continue
        if fault:
            wrong.append(f"{path}: {fault}")
            continue
        pages[name] = path
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
        waiting += [urlsplit(link).path for link in links if link.startswith(site)]
    page.close()
    return pages, wrong


def visit(page: Page, url: str) -> str | None:
    """Open the address; return "" for a page, its fault, or None for a file (nothing to photograph)."""
    head = page.request.head(url)
    if head.ok and not head.headers.get("content-type", "").startswith("text/html"):
        return None
    response = page.goto(url)
    return "" if response and response.ok else f"answers {response.status if response else 'nothing'}"


def name_of(path: str) -> str:
    """Return the name of the URL pattern as a file name, "" when nothing of ours answers there."""
    try:
        return resolve(path).view_name.replace(":", "-")
    except Resolver404:
        return ""


if __name__ == "__main__":
    main()
