"""What a first visit fetches: little enough, and nothing but style sheets keeps the page from being painted."""

import gzip
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

MOST_BYTES = 250_000
FETCHING = {"src", "href", "data-worker"}
VENDOR = Path(__file__).resolve().parents[2] / "src/hashmend/web/static/vendor"


class Page(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words_in_scripts = ""
        self._is_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attributes}))
        self._is_script = tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if self._is_script:
            self.words_in_scripts += data.strip()

    def fetched(self) -> set[str]:
        """Return the static files that the page names."""
        named = {value for _, attributes in self.elements for name, value in attributes.items() if name in FETCHING}
        return {value.partition("#")[0].removeprefix("/static/") for value in named if value.startswith("/static/")}


@pytest.fixture
def browser() -> Client:
    """Return a browser in which an admin is signed in, on a server with live updates."""
    client = Client(HTTP_ACCEPT_ENCODING="gzip, deflate, br")
    client.force_login(factories.staff("admin"))
    return client


@pytest.fixture
def summary() -> str:
    """Return the address of the Summary of an order with a full page of machines."""
    order = factories.work_order()
    factories.jobs(order, 60)
    return f"/work-orders/{order.number}/"


def read(answer: object) -> tuple[Page, int]:
    """Return a page and its bytes as sent."""
    assert answer.headers["Content-Encoding"] == "gzip"
    return Page(gzip.decompress(answer.content).decode()), len(answer.content)


def test_a_first_visit_to_the_summary_weighs_less_than_250_kb(browser: Client, summary: str) -> None:
    page, size = read(browser.get(summary, **{"hashmend.live": True}))
    files = {name: len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in page.fetched()}
    assert {"vendor/tabler.min.css", "vendor/icons.svg", "web/lists.js", "web/live_worker.js"} <= files.keys()
    assert size + sum(files.values()) < MOST_BYTES, {"the page": size, **files}


def test_only_style_sheets_keep_a_page_from_being_painted(browser: Client, summary: str) -> None:
    page, _ = read(browser.get(summary, **{"hashmend.live": True}))
    scripts = [attributes for tag, attributes in page.elements if tag == "script"]
    assert len(scripts) > 5
    assert [script for script in scripts if "defer" not in script or "src" not in script] == []
    assert page.words_in_scripts == ""
    sheets = [attributes["href"] for tag, attributes in page.elements if attributes.get("rel") == "stylesheet"]
    texts = [Path(finders.find(sheet.removeprefix("/static/"))).read_text() for sheet in sheets]
    assert not any("@import" in text for text in texts)


def test_nothing_is_shipped_that_no_page_asks_for(browser: Client, summary: str) -> None:
    page, _ = read(browser.get(summary, **{"hashmend.live": True}))
    shipped = {f"vendor/{file.name}" for file in VENDOR.iterdir() if file.suffix in {".css", ".js", ".svg"}}
    assert shipped - page.fetched() == set()


def test_the_appearance_found_out_last_time_is_painted_at_once(browser: Client) -> None:
    for cookie, shown in (("dark", "dark"), ("light", "light"), ("<x>", None)):
        browser.cookies["theme"] = cookie
        page, _ = read(browser.get("/account/"))
        assert page.elements[0][1].get("data-bs-theme") == shown


def test_pages_are_packed_for_those_who_take_it_and_never_twice_alike(browser: Client, summary: str) -> None:
    sizes = {len(browser.get(summary).content) for _ in range(8)}
    assert len(sizes) > 1
    plain = browser.get(summary, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert plain.content.decode().startswith("<!doctype html>")


def test_files_and_small_answers_are_sent_as_they_are(browser: Client, summary: str) -> None:
    assert "Content-Encoding" not in browser.get(f"{summary}?export=csv").headers
    assert "Content-Encoding" not in browser.get("/healthz").headers
