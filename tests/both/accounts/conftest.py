"""Somebody to sign in."""

import pytest

from hashmend.domain.accounts.models import User
from tests import factories


@pytest.fixture
def manager(db) -> User:
    """Return a manager."""
    return factories.staff("manager", name="Mara Manager", email="mara@shop.test")


@pytest.fixture
def buyer(db) -> User:
    """Return a customer's person."""
    return factories.customer_user(name="Bea Buyer", email="bea@buyer.test")
