"""Browsers of people: signed in, with a role or as somebody's own."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.accounts.models import User
from tests import factories


def as_person(user: User) -> Client:
    """Return the browser of a person who signed in."""
    client = Client()
    client.force_login(user)
    return client


def as_role(*roles: str) -> Client:
    """Return the browser of a new member of staff with these roles."""
    return as_person(factories.staff(*roles))


def queries_of(client: Client, path: str) -> int:
    """Return how many statements a page needs."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
