"""The people of the toolkit's tests, and a browserless client that is signed in."""

from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Role
from hashmend.kernel import clock


@pytest.fixture
def templates(settings: Any) -> None:
    """Let the tests' own templates be found."""
    found = deepcopy(settings.TEMPLATES)
    found[0]["DIRS"] = [*found[0]["DIRS"], Path(__file__).parent / "templates"]
    settings.TEMPLATES = found


@pytest.fixture
def people(db: None) -> list[User]:
    """Return sixty people: Ada 00 to Ada 29 and Bob 00 to Bob 29; every tenth has left."""
    made = [
        User(
            name=f"{name} {n:02}",
            email=f"{name}{n:02}@demo.test".lower(),
            roles=[Role.TECHNICIAN],
            is_active=n % 10 != 9,
        )
        for name in ("Ada", "Bob")
        for n in range(30)
    ]
    return User.objects.bulk_create(made)


@pytest.fixture
def old_hand(people: list[User]) -> User:
    """Return somebody who came a year before the others."""
    User.objects.filter(name="Ada 03").update(created_at=clock.now() - timedelta(days=365))
    return User.objects.get(name="Ada 03")


@pytest.fixture
def client(db: None, templates: None) -> Client:
    """Return a client signed in as an admin."""
    client = Client()
    client.force_login(User.objects.create(email="zoe@demo.test", name="Zoe", roles=[Role.ADMIN]))
    return client
