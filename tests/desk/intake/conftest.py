"""People at the dock, a container to fill, and lists to upload."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hashmend.domain.accounts.models import User
from hashmend.domain.intake.models import ListUpload
from hashmend.domain.logistics.models import Container
from tests import factories
from tests.factories_logistics import an_inbound_container, an_order
from tests.lists import known_catalogue


@pytest.fixture
def container(db: None) -> Container:
    """Return a received container of an order of a customer with a login."""
    known_catalogue()
    return an_inbound_container(an_order(factories.customer()))


@pytest.fixture
def logistician(db: None) -> User:
    """Return somebody of the dock."""
    return factories.staff("logistics", name="Lou Dock")


@pytest.fixture
def dock(logistician: User) -> Client:
    """Return the browser of somebody of the dock."""
    client = Client()
    client.force_login(logistician)
    return client


@pytest.fixture
def upload(dock: Client, container: Container) -> Callable[..., ListUpload]:
    """Return a way to upload a list through its page."""

    def send(content: bytes | str, name: str = "list.csv") -> ListUpload:
        raw = content.encode() if isinstance(content, str) else content
        answer = dock.post(f"/containers/{container.number}/import/", {"file": SimpleUploadedFile(name, raw)})
        kept = ListUpload.objects.latest("pk")
        assert (answer.status_code, answer["Location"]) == (302, f"/lists/{kept.public_id}/columns/")
        return kept

    return send
