"""Who gets what from every address: the whole table, kept in `matrix.txt`.

A new page, or a page that answers somebody differently or takes other queries, fails here until it was looked at:
`HASHMEND_REWRITE=1 pytest tests/rules/test_matrix.py` writes it anew.
"""

import json
import os
import re
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from hashmend.kernel import clock
from hashmend.web.pages import PageRule, Side
from tests.rules.test_pages import PUBLIC, pages
from tests.rules.world import World, build

TABLE = Path(__file__).with_name("matrix.txt")
Table = dict[tuple[str, str], dict[str, int]]
PART = re.compile(r"<(?:\w+:)?(\w+)>")
QUERIES = Path(__file__).with_name("query_counts.json")
COUNTED = ("admin", "customer")
WHO = ("anonymous", "admin", "manager", "technician", "logistics", "billing", "customer", "stranger")


def address(route: str, world: World) -> str:
    """Return the address of a route with the world's things in its parts; fails for a part nobody knows."""
    words = [word for word in route.split("/") if word in world.things]
    known = {name: value for word in words for name, value in world.things[word].items()}
    missing = [name for name in PART.findall(route) if not known.get(name)]
    assert not missing, f"{route}: say in tests/rules/world.py what {missing} is."
    return "/" + PART.sub(lambda part: str(known[part.group(1)]), route)


def rule_of(pattern: URLPattern) -> PageRule:
    """Return what a page declares."""
    rule: PageRule = pattern.callback.rule  # type: ignore[attr-defined]
    return rule


def answers(world: World) -> tuple[Table, dict[str, int]]:
    """Return (method, route) → who → status, and page → queries, every request in a transaction that is taken back."""
    assert connection.features.supports_json_field, "Asked once per process: not a query of the first page."
    clients = {"anonymous": Client(raise_request_exception=False)}
    for name, user in world.people.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(user)
        clients[name].get("/account/")
    table: Table = {}
    queries: dict[str, int] = {}
    for name, route, pattern in pages():
        if name in PUBLIC:
            continue
        for method in [m for m in rule_of(pattern).methods if m != "HEAD"]:
            url, statuses = address(route, world), {}
            for who in WHO:
                statuses[who], count = _status(clients[who], method, url)
                if method == "GET" and statuses[who] == 200 and who in COUNTED:
                    queries[f"/{route} as {who}"] = count
            table[method, route] = statuses
    return table, queries


def _status(client: Client, method: str, url: str) -> tuple[int, int]:
    with transaction.atomic():
        with CaptureQueriesContext(connection) as captured:
            answer = client.generic(method, url)
            if answer.streaming:
                b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer.status_code, len(captured)


def written(table: Table) -> str:
    """Return the table as text."""
    wide = max(84, *(len(route) + 2 for _, route in table))  # one longer page shall not move all the others
    head = f"{'':5}{'/':{wide}}" + " ".join(f"{who[:9]:>9}" for who in WHO)
    lines = [
        f"{method:5}{'/' + route:{wide}}" + " ".join(f"{statuses[who]:>9}" for who in WHO)
        for (method, route), statuses in sorted(table.items(), key=lambda entry: (entry[0][1], entry[0][0]))
    ]
    return "\n".join([head, *lines]) + "\n"


_walked: list[tuple[Table, dict[str, int]]] = []


@pytest.fixture
def walked(db: None) -> tuple[Table, dict[str, int]]:
    if not _walked:
        world = build()
        with clock.standing_at(clock.now()):  # some pages keep what they read until the minute ends
            _walked.append(answers(world))
    return _walked[0]


@pytest.fixture
def table(walked: tuple[Table, dict[str, int]]) -> Table:
    return walked[0]


def test_the_table_is_the_one_that_was_looked_at(table: Table) -> None:
    if os.environ.get("HASHMEND_REWRITE"):
        TABLE.write_text(written(table))
    assert written(table) == TABLE.read_text()


def test_every_page_takes_as_many_queries_as_was_looked_at(walked: tuple[Table, dict[str, int]]) -> None:
    """More queries are a decision, fewer a gain to keep: both change the file. The same on both databases."""
    if os.environ.get("HASHMEND_REWRITE"):
        QUERIES.write_text(json.dumps(walked[1], indent=1, sort_keys=True) + "\n")
    assert walked[1] == json.loads(QUERIES.read_text())


def test_nobody_ever_meets_a_mistake_of_ours(table: Table) -> None:
    assert {key: who for key, who in table.items() if max(who.values()) >= 500} == {}


def test_the_table_agrees_with_what_pages_declare(table: Table) -> None:
    """Without signing in: sent away. On the wrong side or without the permission: 403. A stranger: never 200.

    Doors for machines take no session at all.
    """
    rules = {(m, route): rule_of(p) for _, route, p in pages() if hasattr(p.callback, "rule") for m in ("GET", "POST")}
    for key, statuses in table.items():
        rule = rules[key]
        if rule.side is Side.API:
            assert set(statuses.values()) == {401}, key
            continue
        assert statuses["anonymous"] == 302, key
        if rule.side is Side.DESK:
            assert statuses["customer"] == statuses["stranger"] == 403, key
        if rule.side is Side.PORTAL:
            assert {statuses[who] for who in WHO[1:6]} == {403}, key
            if "<" in key[1]:
                assert statuses["stranger"] == 404, key
