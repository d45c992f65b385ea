"""Signing in, in one word."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def as_role() -> Callable[..., Client]:
    """Return a browser in which somebody with the roles is signed in."""

    def signed_in(*roles: str) -> Client:
        client = Client()
        client.force_login(factories.staff(*roles))
        return client

    return signed_in
