"""A customer announces what a container will bring, and reaches no container of anybody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hashmend.domain.batches import row
from hashmend.domain.intake.models import ListUpload
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import receive_containers
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.intake.dialects import plain_csv
from tests.factories_logistics import an_inbound_container, an_order, jobs_in
from tests.lists import known_catalogue, made_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def container(db: None) -> Container:
    """Return a container on its way, of a customer."""
    known_catalogue()
    return an_inbound_container(an_order(factories.customer()), received=False)


@pytest.fixture
def buyer(container: Container) -> Client:
    """Return the browser of somebody of that customer."""
    client = Client()
    client.force_login(factories.customer_user(container.work_order.customer))
    return client


def send(client: Client, container: Container, content: bytes) -> ListUpload:
    """Upload a list through the page and return it."""
    url = f"/portal/containers/{container.number}/import/"
    answer = client.post(url, {"file": SimpleUploadedFile("list.csv", content)})
    assert answer.status_code == 302, answer.content.decode()
    return ListUpload.objects.latest("pk")


def test_a_list_announces_machines(buyer, container) -> None:
    assert "Upload a list" in buyer.get(f"/portal/containers/{container.number}/").content.decode()
    kept = send(buyer, container, plain_csv(made_up(8)))
    assert "8 machines recognised" in buyer.get(f"/portal/lists/{kept.public_id}/columns/").content.decode()
    assert "8 machines will be imported" in buyer.get(f"/portal/lists/{kept.public_id}/").content.decode()
    buyer.post(f"/portal/lists/{kept.public_id}/import/")
    assert list(Job.objects.values_list("status", flat=True)) == [Status.EXPECTED] * 8


def test_the_order_of_another_company_is_never_named(buyer, container) -> None:
    other = an_inbound_container()
    jobs_in(other, made_up(1)[0].serial)
    kept = send(buyer, container, plain_csv(made_up(2)))
    page = buyer.get(f"/portal/lists/{kept.public_id}/").content.decode()
    assert "another open order" in page
    csv_text = b"".join(buyer.get(f"/portal/lists/{kept.public_id}/bad-rows/").streaming_content).decode()
    for text in (page, csv_text):
        assert str(other.work_order) not in text
        assert other.number not in text


def test_what_has_arrived_is_counted_by_the_repair_centre(buyer, container) -> None:
    kept = send(buyer, container, plain_csv(made_up(2)))
    receive_containers(row(container), by=SYSTEM)
    assert "Upload a list" not in buyer.get(f"/portal/containers/{container.number}/").content.decode()
    answer = buyer.post(f"/portal/lists/{kept.public_id}/import/")
    assert answer.status_code == 409
    assert "has arrived: the repair centre counts" in answer.content.decode()
    url = f"/portal/containers/{container.number}/import/"
    again = buyer.post(url, {"file": SimpleUploadedFile("list.csv", plain_csv(made_up(2)))})
    assert again.status_code == 409
    assert not Job.objects.exists()


def test_a_stranger_and_staff_stay_out(buyer, container, client) -> None:
    kept = send(buyer, container, plain_csv(made_up(2)))
    base = f"/portal/lists/{kept.public_id}/"
    pages = [f"/portal/containers/{container.number}/import/", base, f"{base}columns/", f"{base}bad-rows/"]
    client.force_login(factories.customer_user())
    assert {client.get(page).status_code for page in pages} == {404}
    assert client.post(f"{base}import/").status_code == 404
    client.force_login(factories.staff())
    assert {client.get(page).status_code for page in pages} == {403}
    client.logout()
    assert {client.get(page).status_code for page in pages} == {302}
    assert {buyer.get(f"/lists/{kept.public_id}/").status_code, buyer.get("/portal/lists/none/").status_code} == {
        403,
        404,
    }


def test_names_of_staff_are_not_shown(buyer, container, client) -> None:
    client.force_login(factories.staff("logistics", name="Lou Secret"))
    url = f"/containers/{container.number}/import/"
    client.post(url, {"file": SimpleUploadedFile("list.csv", plain_csv(made_up(2)))})
    page = buyer.get(f"/portal{url}").content.decode()
    assert "list.csv" in page
    assert "Lou Secret" not in page
