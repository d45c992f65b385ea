"""Who gets what from every address: the whole table, kept in `matrix.txt`.

A new page, or a page that answers somebody differently, changes the table and fails here until its row was looked at:
`HASHMEND_REWRITE=1 pytest tests/rules/test_matrix.py` writes it anew.
"""

import os
import re
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern

from hashmend.web.pages import PageRule, Side
from tests.rules.test_pages import PUBLIC, pages
from tests.rules.world import World, build

TABLE = Path(__file__).with_name("matrix.txt")
Table = dict[tuple[str, str], dict[str, int]]
PART = re.compile(r"<(?:\w+:)?(\w+)>")
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


def answers(world: World) -> Table:
    """Return (method, route) → who → status, every request in a transaction that is taken back."""
    clients = {"anonymous": Client(raise_request_exception=False)}
    for name, user in world.people.items():
        clients[name] = Client(raise_request_exception=False)
        clients[name].force_login(user)
    table: Table = {}
    for name, route, pattern in pages():
        if name in PUBLIC:
            continue
        for method in [m for m in rule_of(pattern).methods if m != "HEAD"]:
            table[method, route] = {who: _status(clients[who], method, address(route, world)) for who in WHO}
    return table


def _status(client: Client, method: str, url: str) -> int:
    with transaction.atomic():
        answer = client.generic(method, url)
        answer.close()
        transaction.set_rollback(True)
    return answer.status_code


def written(table: Table) -> str:
    """Return the table as text."""
    wide = max(len(route) for _, route in table) + 2
    head = f"{'':5}{'/':{wide}}" + " ".join(f"{who[:9]:>9}" for who in WHO)
    lines = [
        f"{method:5}{'/' + route:{wide}}" + " ".join(f"{statuses[who]:>9}" for who in WHO)
        for (method, route), statuses in sorted(table.items(), key=lambda entry: (entry[0][1], entry[0][0]))
    ]
    return "\n".join([head, *lines]) + "\n"


_walked: list[Table] = []


@pytest.fixture
def table(db: None) -> Table:
    if not _walked:
        _walked.append(answers(build()))
    return _walked[0]


def test_the_table_is_the_one_that_was_looked_at(table: Table) -> None:
    if os.environ.get("HASHMEND_REWRITE"):
        TABLE.write_text(written(table))
    assert written(table) == TABLE.read_text()


def test_nobody_ever_meets_a_mistake_of_ours(table: Table) -> None:
    assert {key: who for key, who in table.items() if max(who.values()) >= 500} == {}


def test_the_table_agrees_with_what_pages_declare(table: Table) -> None:
    """Without signing in: sent away. On the wrong side or without the permission: 403. A stranger: never 200."""
    rules = {(m, route): rule_of(p) for _, route, p in pages() if hasattr(p.callback, "rule") for m in ("GET", "POST")}
    for key, statuses in table.items():
        rule = rules[key]
        assert statuses["anonymous"] == 302, key
        if rule.side is Side.DESK:
            assert statuses["customer"] == statuses["stranger"] == 403, key
        if rule.side is Side.PORTAL:
            assert {statuses[who] for who in WHO[1:6]} == {403}, key
            if "<" in key[1]:
                assert statuses["stranger"] == 404, key
