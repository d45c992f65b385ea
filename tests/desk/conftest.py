"""The people of a repair centre, signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories


@pytest.fixture
def signed_in(db) -> Callable[..., Client]:
    """Return the client of somebody with the roles; of a customer's person for "customer"."""

    def client_of(*roles: str) -> Client:
        client = Client()
        client.force_login(factories.customer_user() if roles == ("customer",) else factories.staff(*roles))
        return client

    return client_of
