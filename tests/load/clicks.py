"""A click on a chart in a real browser, before the real server: from the click to painted rows."""

import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.statuses import Status
from tests.browser.chromium import launch_arguments
from tests.load.goals import at_p95
from tests.load.measure import Figures, percentiles
from tests.server import prepare, serving

CLICK = "click"
CLICKS = 60
AREAS = (Status.IN_REPAIR, Status.REPAIRED, Status.STRESS_TEST, Status.RECEIVED)

# Painted: the frame after the one in which the new rows were put in place has begun.
TO_PAINT = """id => new Promise(done => {
  const clicked = performance.now();
  document.body.addEventListener("htmx:afterSettle", () => requestAnimationFrame(() => {
    const painted = new MessageChannel();
    painted.port1.onmessage = () => {
      const answer = performance.getEntriesByType("resource").at(-1);
      done([performance.now() - clicked, answer.responseEnd - answer.requestStart]);
    };
    painted.port2.postMessage(0);
  }), {once: true});
  document.getElementById(id).click();
})"""


def clicked(client: Client, order: WorkOrder, *, floor_ms: float) -> Figures:
    """Return the figures of clicks that choose and give up areas of a chart, each showing a hundred rows.

    `sql_ms` is the part of it until the answer was there: server and network.
    """
    with opened(client, f"/work-orders/{order.number}/?per=100") as page:
        areas = cycle(area for status in AREAS for area in (f"status-{status}",) * 2)
        taken = [page.evaluate(TO_PAINT, area) for area in islice(areas, CLICKS + 4)][4:]
    p50, p95 = percentiles([whole for whole, _ in taken])
    answered = statistics.median(answer for _, answer in taken)
    return Figures(
        name=CLICK, database=connection.vendor, jobs=order.last_position, p50_ms=round(p50, 2), p95_ms=round(p95, 2),
        sql_ms=round(answered, 2), floor_ms=round(floor_ms, 2), ratio=round(p50 / answered, 2), queries=0, peak_mb=0.0,
    ).judged(at_p95(150))  # fmt: skip


@contextmanager
def opened(client: Client, address: str) -> Iterator[Page]:
    """Yield the page in Chromium, as the client's person sees it on a server over the database at hand."""
    env = {"DATABASE_URL": database_url(), "HASHMEND_SECRET_KEY": settings.SECRET_KEY}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        prepare(Path(folder), "--empty", env=env)
        with serving(Path(folder), env) as server:
            browser = playwright.chromium.launch(**launch_arguments())
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])
            page = context.new_page()
            page.goto(f"{server.url}{address}")
            yield page
            browser.close()


def database_url() -> str:
    """Return the address of the database that the benchmarks made for themselves."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
