"""The people of these tests: one of each role, and the rules that must hold after every test."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tests.life.unchanged import all_rules_hold
from tests.people import as_role

People = Callable[[str], Client]


@pytest.fixture
def person(db: None) -> Iterator[People]:
    """Return a function that gives the browser of somebody with a role; afterwards every rule of the data holds."""
    known: dict[str, Client] = {}

    def with_role(role: str) -> Client:
        if role not in known:
            known[role] = as_role(role)
        return known[role]

    yield with_role
    all_rules_hold()
