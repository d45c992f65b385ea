"""Photos on the page of a machine: of it and of its parts, undone and removed; who may."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from hashmend.domain.bench.models import BenchPhoto
from hashmend.domain.files import path_of
from hashmend.domain.history.models import Event
from tests import pictures
from tests.desk.bench.test_jobs import words
from tests.desk.bench.test_stress import url_of
from tests.factories_bench import a_machine
from tests.factories_parts import slot

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def test_photos_of_the_machine_and_of_a_part(as_role: AsRole) -> None:
    client, job = as_role("technician"), a_machine()
    part = slot(job, "psu")
    client.post(f"{url_of(job)}photos/", {"photos": [pictures.photo("a.jpg"), pictures.photo("b.jpg")]})
    client.post(f"{url_of(job)}parts/{part.pk}/photos/", {"photos": pictures.photo("psu.jpg")})
    assert "b.jpg" in words(client.get(url_of(job)))
    of_part = words(client.get(f"{url_of(job)}?part={part.pk}"))
    assert "psu.jpg" in of_part
    assert "a.jpg" not in of_part
    refused = client.post(f"{url_of(job)}photos/", {"photos": pictures.file("x.jpg", b"no")})
    assert refused.status_code == 409
    assert "“x.jpg” is not a photo that can be read" in words(refused)
    assert as_role("billing").post(f"{url_of(job)}photos/", {"photos": pictures.photo()}).status_code == 403
    assert BenchPhoto.objects.count() == 3


def test_photos_added_by_mistake_are_undone(as_role: AsRole) -> None:
    client, job = as_role("technician"), a_machine()
    answer = client.post(f"{url_of(job)}photos/", {"photos": pictures.photo("a.jpg")}, HTTP_HX_REQUEST="true")
    (undo,) = re.findall(r'action="([^"]+/undo/[^"]+)"', answer.content.decode())
    said = words(client.post(undo, HTTP_HX_REQUEST="true"))
    assert "Undone for 1 photo: what was added is removed." in said
    assert not BenchPhoto.objects.exists()


def test_a_photo_of_something_else_is_removed_long_after(as_role: AsRole, django_capture_on_commit_callbacks) -> None:
    client, job, other = as_role("technician"), a_machine(), a_machine()
    part = slot(job, "psu")
    client.post(f"{url_of(job)}photos/", {"photos": [pictures.photo("a.jpg"), pictures.photo("b.jpg")]})
    client.post(f"{url_of(job)}parts/{part.pk}/photos/", {"photos": pictures.photo("psu.jpg")})
    wrong, kept, of_part = BenchPhoto.objects.order_by("pk")
    where = f"{url_of(job)}photos/{wrong.token}/remove/"
    assert where in client.get(url_of(job)).content.decode()
    assert client.post(f"{url_of(other)}photos/{wrong.token}/remove/").status_code == 404
    billing = as_role("billing")
    assert where not in billing.get(url_of(job)).content.decode()
    assert billing.post(where).status_code == 403
    file = path_of(wrong.file_name)
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(where, follow=True)
    assert "1 photo removed." in words(page)
    assert not file.exists()
    page = client.post(f"{url_of(job)}photos/{of_part.token}/remove/?part={part.pk}", follow=True)
    assert page.redirect_chain[-1][0].startswith(f"{url_of(job)}?part={part.pk}")
    assert list(BenchPhoto.objects.all()) == [kept]
    told = Event.objects.filter(kind="job.photos-removed").order_by("pk")
    assert [event.sentence for event in told] == [
        f"1 photo of the machine, added by mistake, removed: {job.miner}.",
        f"1 photo of {part.history_label()}, added by mistake, removed: {job.miner}.",
    ]
    assert client.post(where).status_code == 404
