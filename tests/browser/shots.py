"""`bin/shots`: photographs one page of every kind in the demo world, at two widths, light and dark, into var/shots.

Ends with an error when a page answers badly, its console shows an error, or it is wider than the window.
`bin/shots --guide` takes the pictures of docs/guide instead.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

from tests.browser import guide
from tests.browser.chromium import launch_arguments
from tests.browser.crawl import PASSWORD, STARTS, found_pages, is_too_wide, sign_in
from tests.server import ROOT, prepare, serving

WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")


def main() -> None:
    """Photograph with each login in turn, then say how many and what was wrong."""
    parser = argparse.ArgumentParser(prog="bin/shots", description="Photograph every page of the demo world.")
    parser.add_argument("--into", type=Path, default=ROOT / "var" / "shots", help="folder of the pictures")
    parser.add_argument("--guide", action="store_true", help="only the pictures of docs/guide, small, into its folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hashmend-shots-") as data:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "hashmend.config.settings",
            "HASHMEND_DATA_DIR": data,
            "HASHMEND_DEMO_PASSWORD": PASSWORD,
        }
        django.setup()
        prepare(Path(data))
        into = ROOT / "docs" / "guide" / "pictures" if options.guide else options.into
        world = guide.found() if options.guide else None
        with serving(Path(data)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(**launch_arguments())
            if world:
                wrong = guide.take(browser, server.url, world, into)
            else:
                wrong = [fault for login in STARTS for fault in photograph(browser, server.url, login, into)]
    print(f"{len(list(into.rglob('*.png')))} pictures in {into}")
    if wrong:
        sys.exit("\n".join(["These pages need a look:", *wrong]))


def photograph(browser: Browser, site: str, login: str, into: Path) -> list[str]:
    """Take every picture one login can see; return what was wrong."""
    scout = browser.new_context(viewport={"width": WIDTHS[0], "height": 900}, reduced_motion="reduce")
    if login:
        sign_in(scout, site, login)
    pages, wrong = found_pages(scout, site, STARTS[login])
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
                if is_too_wide(page):
                    wrong.append(f"{path} is wider than {width} px")
            context.close()
    return sorted(set(wrong))


if __name__ == "__main__":
    main()
