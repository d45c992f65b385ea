"""A shop with the bundled catalogues, and browsers of its people."""

from collections.abc import Callable

import pytest
from django.test import Client

from hashmend.domain.catalogue.operations import load_catalogues
from hashmend.kernel.actor import SYSTEM
from tests import factories


@pytest.fixture
def bundled(db) -> None:
    """Load what ships with the product."""
    load_catalogues(by=SYSTEM)


@pytest.fixture
def signed_in(db) -> Callable[..., Client]:
    """Return the browser of somebody with the roles; of a customer's person for "customer"."""

    def opened(*roles: str) -> Client:
        client = Client()
        client.force_login(factories.customer_user() if roles == ("customer",) else factories.staff(*roles))
        return client

    return opened
