"""The bundled catalogues in the database, and an admin who edits them."""

import pytest

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Role
from hashmend.domain.catalogue.operations import load_catalogues
from hashmend.kernel.actor import SYSTEM, Actor


@pytest.fixture
def bundled(db) -> None:
    """Load what ships with the product."""
    load_catalogues(by=SYSTEM)


@pytest.fixture
def admin(db) -> Actor:
    """Return the actor of an admin."""
    return User.objects.create(email="admin@shop.test", name="Ada", roles=[Role.ADMIN]).as_actor()
