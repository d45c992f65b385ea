"""`/live/` over HTTP: who hears what, how soon, and when it ends."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.live.site import Site, Stream, a_site
from tests.server import Server

Order = dict[str, Any]
Listen = Callable[..., Stream]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Site]:
    """Yield a site for the tests of this file."""
    with a_site(tmp_path_factory.mktemp("live"), django_db_blocker, HASHMEND_WORKERS="2") as site:
        yield site


@pytest.fixture(scope="module")
def orders(site: Site) -> list[Order]:
    """Return orders of three machines, each with a manager's session and one of its customer, to take from."""
    return [site.an_order() for _ in range(20)]


@pytest.fixture(scope="module")
def server(site: Site, orders: list[Order]) -> Iterator[Server]:
    """Yield the site, served by two processes, once everything of the orders was told."""
    with site.serving() as server:
        yield server


@pytest.fixture
def order(server: Server, orders: list[Order]) -> Order:
    """Return an order nobody used."""
    return orders.pop()


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Return a function that opens a stream: server, session, what to listen to. All are closed at the end."""
    with ExitStack() as streams:
        yield lambda *arguments, **query: streams.enter_context(closing(Stream(*arguments, **query)))


def changed(site: Site, order: Order) -> None:
    site.do(f"change({order['number']!r})")


def test_a_change_arrives_by_itself(site: Site, server: Server, order: Order, listen: Listen) -> None:
    stream = listen(server, order["manager"], order=order["number"]).ready()
    changed(site, order)
    name, data = stream.event()
    assert (name, data["orders"]) == ("changed", {order["number"]: {"about": ["job"], "jobs": order["jobs"][:1]}})


def test_every_process_hears_of_it(site: Site, server: Server, order: Order, listen: Listen) -> None:
    streams = [listen(server, order["manager"], order=order["number"]).ready() for _ in range(12)]
    changed(site, order)
    assert {stream.event()[0] for stream in streams} == {"changed"}


def test_a_stranger_hears_nothing_of_others(
    site: Site, server: Server, orders: list[Order], order: Order, listen: Listen
) -> None:
    theirs = orders.pop()
    assert listen(server, theirs["buyer"], order=order["number"]).status == 404
    assert listen(server, theirs["buyer"], order="RWO-0000-0000").status == 404
    both = listen(server, theirs["buyer"], order=[order["number"], theirs["number"]], list=1).ready()
    changed(site, order)
    changed(site, theirs)
    name, data = both.event()
    assert (name, list(data["orders"]), len(data["list"])) == ("changed", [theirs["number"]], 1)


def test_nobody_hears_without_signing_in(server: Server, order: Order, listen: Listen) -> None:
    assert listen(server, "", order=order["number"]).status == 302
    assert listen(server, "nobody-has-this-session", order=order["number"]).status == 302


def test_a_customer_hears_nothing_internal(site: Site, server: Server, order: Order, listen: Listen) -> None:
    number = order["number"]
    buyer = listen(server, order["buyer"], order=number).ready()
    manager = listen(server, order["manager"], order=number).ready()
    site.do(f"write_note(the_order({number!r}), 'SECRET words', by=SYSTEM)")
    assert manager.event()[1]["orders"][number]["about"] == ["message"]
    changed(site, order)
    _, data = buyer.event()
    assert data["orders"] == {number: {"about": ["job"], "jobs": order["jobs"][:1]}}
    site.do(f"send_message(the_order({number!r}), 'Hello', by=SYSTEM)")
    assert buyer.event()[1]["orders"][number]["about"] == ["message"]


def test_signing_out_ends_the_stream(server: Server, order: Order, listen: Listen) -> None:
    stream = listen(server, order["manager"], order=order["number"]).ready()
    cookies = f"sessionid={order['manager']}; csrftoken={'x' * 32}"
    urlopen(Request(f"{server.url}/sign-out/", b"", {"Cookie": cookies, "X-CSRFToken": "x" * 32})).close()
    assert stream.event() == ("end", {})
    assert stream.event() == ("", None)
    assert listen(server, order["manager"], order=order["number"]).status == 302


def test_losing_the_right_ends_the_stream(site: Site, server: Server, order: Order, listen: Listen) -> None:
    number = order["number"]
    stream = listen(server, order["manager"], order=number).ready()
    buyer = listen(server, order["buyer"], order=number).ready()
    site.do(f"deactivate_users(User.objects.filter(pk={order['manager_id']}), by=SYSTEM)\nchange({number!r})")
    assert stream.event() == ("end", {})
    kind, _ = buyer.event()
    assert kind == "changed"
    site.do(f"User.objects.filter(pk={order['buyer_id']}).update(roles=[])\nchange({number!r})")
    assert buyer.event() == ("end", {})


def test_who_comes_back_is_told_what_was_missed(site: Site, server: Server, order: Order, listen: Listen) -> None:
    name, data = _told_on_coming_back(site, server, order, listen)
    assert (name, list(data["orders"])) == ("changed", [order["number"]])
    later = int(time.time() * 1000) + 2000
    quiet = listen(server, order["manager"], headers={"Last-Event-ID": str(later)}, order=order["number"])
    changed(site, order)
    assert _second(quiet)[0] == "changed"
    assert _second(listen(server, order["manager"], order=order["number"], since=later - 600_000))[0] == "behind"


def _told_on_coming_back(site: Site, server: Server, order: Order, listen: Listen) -> tuple[str, Any]:
    """Return what one hears who was away during a change; a process that has only just started says "behind" to all."""
    until = time.monotonic() + 20
    while True:
        now = int(time.time() * 1000)
        changed(site, order)
        time.sleep(0.6)
        told = _second(listen(server, order["manager"], order=order["number"], since=now))
        if told[0] != "behind" or time.monotonic() > until:
            return told


def _second(stream: Stream) -> tuple[str, Any]:
    assert stream.event()[0] == "hello"
    return stream.event()


def test_one_person_cannot_open_streams_without_end(site: Site, server: Server, order: Order, listen: Listen) -> None:
    streams = [listen(server, order["manager"], order=order["number"]) for _ in range(70)]
    assert 429 in {stream.status for stream in streams}


def test_streams_end_with_the_server_and_open_again_after_a_kill(site: Site, order: Order, listen: Listen) -> None:
    with site.serving() as server:
        stream = listen(server, order["manager"], order=order["number"]).ready()
        server.kill()
        assert stream.event() == ("", None)
    with site.serving() as server:
        stream = listen(server, order["manager"], order=order["number"]).ready()
        changed(site, order)
        assert stream.event()[0] == "changed"
        server.process.terminate()
        assert stream.event() == ("end", {})
        server.process.wait(timeout=20)


def test_a_page_names_the_moment_it_was_made_at_only_where_streams_are_served(server: Server, order: Order) -> None:
    page = Request(f"{server.url}/work-orders/", headers={"Cookie": f"sessionid={order['manager']}"})
    with urlopen(page) as answer:
        assert b"data-live-at=" in answer.read()


@pytest.mark.postgresql
def test_a_lost_database_connection_is_made_good(site: Site, server: Server, order: Order, listen: Listen) -> None:
    stream = listen(server, order["manager"], order=order["number"]).ready()
    site.do(
        "connection.cursor().execute('SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND query LIKE %s', ['LISTEN%'])"
    )
    assert stream.event() == ("behind", {})
    changed(site, order)
    assert stream.event()[0] == "changed"


def test_a_page_that_fetches_itself_anew_takes_no_notice_away(server: Server, order: Order) -> None:
    page, cookies = f"{server.url}/work-orders/{order['number']}/messages/", f"sessionid={order['manager']}"
    token = {"Cookie": f"{cookies}; csrftoken={'x' * 32}", "X-CSRFToken": "x" * 32}
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"))
    words = urlencode({"message-body": "Hello", "message-key": "k"})
    form = {**token, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"{page}send/", words, form)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 302
    cookies = "; ".join([cookies, *(one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or [])])
    seen = []
    for headers in ({"X-Live": "1"}, {}):
        connection.request("GET", page, headers={"Cookie": cookies, **headers})
        seen.append("Message sent." in connection.getresponse().read().decode())
    connection.close()
    assert seen == [False, True]
