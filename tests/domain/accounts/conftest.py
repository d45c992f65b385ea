"""People of a small shop."""

import pytest

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.operations import NewUser, add_first_admin, add_user
from hashmend.kernel.actor import SYSTEM

PASSWORD = "correct horse battery"


@pytest.fixture
def admin(db) -> User:
    """Return the first admin."""
    return add_first_admin(NewUser("ada@shop.test", "Ada Admin", (), PASSWORD), by=SYSTEM)


@pytest.fixture
def technician(admin) -> User:
    """Return somebody from the bench."""
    new = NewUser("tom@shop.test", "Tom Technician", ("technician",), PASSWORD)
    return add_user(new, by=admin.as_actor())
