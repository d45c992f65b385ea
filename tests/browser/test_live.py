"""Two people at once on the real server: what one changes, the other sees, and keeps what they were at."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.live.site import Site, a_site
from tests.server import Server

pytestmark = pytest.mark.both_databases

Window = Callable[[str, str], Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Site]:
    """Yield an empty site, somebody at work in it."""
    with a_site(tmp_path_factory.mktemp("live"), django_db_blocker) as site:
        yield site


@pytest.fixture(scope="module")
def server(site: Site) -> Iterator[Server]:
    """Yield the site, served."""
    with site.serving() as server:
        yield server


@pytest.fixture
def window(browser: Browser, server: Server) -> Iterator[Window]:
    """Return a function that opens a page of the site as the person of a session, once it follows live."""
    with ExitStack() as contexts:

        def open_window(session: str, path: str) -> Page:
            context = contexts.enter_context(browser.new_context(viewport={"width": 1280, "height": 800}))
            context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
            page = context.new_page()
            page.on("pageerror", lambda error: pytest.fail(str(error)))
            page.goto(f"{server.url}{path}")
            expect(page.locator("body[data-live-on]")).to_be_visible()
            return page

        yield open_window


def test_a_board_follows_and_leaves_alone_what_somebody_is_at(site: Site, window: Window) -> None:
    order = site.an_order(12)
    first, second, third = order["jobs"][:3]
    ana = window(order["manager"], f"/work-orders/{order['number']}/")
    ben = window(order["manager"], f"/work-orders/{order['number']}/")

    search = ben.locator("[data-list-filters] [name=q]")
    search.fill("SN0")
    expect(ben).to_have_url(re.compile("q=SN0"))
    ben.locator(f"#summary-{second} [data-tick]").check()
    ben.locator(f"#status-{third}-now").click()
    editor = ben.locator(f"#status-{third} select")
    expect(editor).to_be_focused()
    ben.evaluate("scrollTo(0, 200)")
    place = ben.evaluate("scrollY")

    ana.locator(f"#status-{first}-now").click()
    ana.locator(f"#status-{first} select").select_option("in-repair")

    expect(ben.locator(f"#summary-{first}")).to_have_class(re.compile("is-changed"))
    expect(ben.locator(f"#status-{first}-now")).to_have_text("In repair")
    expect(ben.locator("#status-in-repair .chart-count")).to_contain_text(re.compile("^1 of"))
    expect(ben.locator("#quiet")).to_have_text("1 miner changed.")
    expect(ben.locator("#latest")).to_contain_text("to In repair")
    expect(ben.locator("[data-bulk-words]")).to_have_text("1 selected")
    expect(ben.locator(f"#summary-{second} [data-tick]")).to_be_checked()
    expect(search).to_have_value("SN0")
    expect(editor).to_be_focused()
    assert ben.evaluate("scrollY") == place
    expect(ben.locator(f"#summary-{first}")).not_to_have_class(re.compile("is-changed"))

    site.do(f"change({order['number']!r}, 'stress-test', first=3)")
    expect(ben.locator(f"#status-{second}-now")).to_have_text("Stress test")
    expect(editor).to_be_focused()
    ben.keyboard.press("Escape")
    expect(ben.locator(f"#status-{third}-now")).to_have_text("Stress test")

    ben.locator("#status-stress-test").click()
    expect(ben.locator("#summary tr[data-href]")).to_have_count(3)
    site.do(f"change({order['number']!r}, 'in-repair', first=1)")
    expect(ben.locator("#summary tr[data-href]")).to_have_count(2)
    expect(ben.locator("#quiet")).to_contain_text("1 miner no longer in this list.")
    expect(ben.locator("[data-bulk-words]")).to_have_text("1 selected")


def test_messages_and_badges_arrive_by_themselves(site: Site, window: Window) -> None:
    order = site.an_order(1)
    number = order["number"]
    board = window(order["manager"], f"/work-orders/{number}/miners/")
    buyer = window(order["buyer"], f"/portal/work-orders/{number}/messages/")
    answer = buyer.get_by_label("Message", exact=True)
    answer.fill("Half an ans")
    site.do(f"send_message(the_order({number!r}), 'They are on their way', by=SYSTEM)")
    expect(buyer.get_by_text("They are on their way")).to_be_visible()
    expect(buyer.locator("#checked")).to_have_text("1 new message.")
    expect(answer).to_have_value("Half an ans")
    expect(answer).to_be_focused()

    badge = board.locator(".tabs .tab-count")
    expect(badge).to_contain_text("1")
    reader = board.context.new_page()
    reader.goto(board.url.replace("/miners/", "/messages/"))
    expect(badge).to_have_count(0)


def test_the_page_of_a_machine_follows_what_the_bench_posts(site: Site, server: Server, window: Window) -> None:
    order = site.an_order(1)
    shown = site.do(
        "from hashmend.domain.batches import row\n"
        "from hashmend.domain.bench.operations import start_test\n"
        "from tests import factories_api, factories_bench\n"
        f"asked = factories_bench.profile(least_share=None)\n"
        f"start_test(row(Job.objects.get(pk={order['jobs'][0]})), asked, by=SYSTEM)\n"
        "result = factories_api.token()"
    )
    bench = window(order["manager"], f"/work-orders/{order['number']}/miners/1/")
    bench.get_by_label("Fans", exact=True).fill("4")
    sent = {"serial": order["names"][0], "readings": [{"minute": m, "ths": 99, "temp_c": 71} for m in (40, 41)]}
    answer = bench.request.post(
        f"{server.url}/api/stress-tests/readings", data=sent, headers={"Authorization": f"Bearer {shown}"}
    )
    assert answer.json()["readings"] == 2
    expect(bench.locator("#stress [role=img]").first).to_be_visible()
    expect(bench.locator("#stress")).to_contain_text("Temperature stayed at 71")
    expect(bench.get_by_label("Fans", exact=True)).to_have_value("4")
    page = window(order["manager"], bench.locator(".stress-head a").get_attribute("href") or "")
    sent["readings"] = [{"minute": 42, "ths": 99, "temp_c": 88}]
    assert bench.request.post(answer.url, data=sent, headers={"Authorization": f"Bearer {shown}"}).ok
    expect(page.get_by_role("table").get_by_text("88")).to_be_visible()
