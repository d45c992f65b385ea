"""Damage with photos, over HTTP: noted, shown, printed, and served only to those who may see it."""

import pytest
from django.test import Client

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.logistics.models import Damage, DamagePhoto
from hashmend.domain.logistics.operations import record_damage
from hashmend.kernel.actor import SYSTEM
from tests import factories, pictures
from tests.factories_logistics import an_inbound_container, jobs_in
from tests.people import as_person, as_role

pytestmark = pytest.mark.django_db


def test_damage_is_noted_with_several_photos_and_shown_with_thumbnails() -> None:
    container = an_inbound_container()
    client = as_role(Role.LOGISTICS)
    data = {"description": "Torn <foil>", "photos": [pictures.photo("one.jpg"), pictures.photo("two.jpg")]}
    page = client.post(f"/containers/{container}/damage/new/", data, follow=True).content.decode()
    assert f"Damage on {container} was noted with 2 photos." in page
    assert "Torn &lt;foil&gt;" in page
    for photo in DamagePhoto.objects.all():
        assert f"/photos/{photo.token}/thumb/" in page


def test_damage_on_a_machine_is_chosen_from_those_in_the_container() -> None:
    container = an_inbound_container()
    job = jobs_in(container, "A1")[0]
    client = as_role(Role.TECHNICIAN)
    assert 'value="A1 (#1)"' in client.get(f"/containers/{container}/damage/new/?miner=1").content.decode()
    assert client.get(f"/containers/{container}/damage/new/?miner=x").status_code == 200
    data = {"machine": "A1 (#1)", "description": "Bent fan"}
    page = client.post(f"/containers/{container}/damage/new/", data, follow=True).content.decode()
    assert "Damage on A1 was noted." in page
    assert Damage.objects.get().job == job


def test_what_is_refused_is_said_beside_what_was_typed() -> None:
    container = an_inbound_container()
    client = as_role(Role.LOGISTICS)
    data = {"description": "Torn", "photos": [pictures.file("page.jpg", b"<script>")]}
    answer = client.post(f"/containers/{container}/damage/new/", data)
    assert answer.status_code == 409
    assert "“page.jpg” is not a photo that can be read" in answer.content.decode()
    assert "Torn" in answer.content.decode()
    assert client.post(f"/containers/{container}/damage/new/", {}).status_code == 409
    assert not Damage.objects.exists()


def test_photos_are_added_later() -> None:
    damage = record_damage(an_inbound_container(), "Torn", by=SYSTEM)
    client = as_role(Role.LOGISTICS)
    url = f"/damage/{damage.public_id}/photos/"
    assert "1 photo added." in client.post(url, {"photos": [pictures.photo()]}, follow=True).content.decode()
    assert client.post(url, {}).status_code == 409
    assert damage.photos.count() == 1


def test_a_photo_is_served_safely_to_staff_and_its_customer_and_to_nobody_else() -> None:
    container = an_inbound_container()
    photo = record_damage(container, "Torn", [pictures.photo()], by=SYSTEM).photos.get()
    own = as_person(factories.customer_user(container.work_order.customer))
    stranger = as_person(factories.customer_user())
    for path in (f"/photos/{photo.token}/", f"/photos/{photo.token}/thumb/"):
        for client in (as_role(Role.BILLING), own):
            answer = client.get(path)
            content = b"".join(answer.streaming_content)
            assert content.startswith(b"\xff\xd8\xff")
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
            assert "private" in answer.headers["Cache-Control"]
        assert stranger.get(path).status_code == 404
        assert Client().get(path).status_code == 302
    assert own.get("/photos/nothing/").status_code == 404


def test_a_photo_whose_file_is_gone_is_not_found() -> None:
    photo = record_damage(an_inbound_container(), "Torn", [pictures.photo()], by=SYSTEM).photos.get()
    DamagePhoto.objects.update(file_name="photos/gone.jpg")
    assert as_role(Role.ADMIN).get(f"/photos/{photo.token}/").status_code == 404


def test_the_report_holds_every_damage_with_its_photos() -> None:
    container = an_inbound_container()
    client = as_role(Role.BILLING)
    assert "No damage is noted" in client.get(f"/containers/{container}/damage/").content.decode()
    record_damage(container, "Torn foil", [pictures.photo()], by=SYSTEM)
    record_damage(container, "Bent fan", job=jobs_in(container, "A1")[0], by=SYSTEM)
    page = client.get(f"/containers/{container}/damage/").content.decode()
    for words in ("Torn foil", "Bent fan", "A1 (#1)", container.work_order.customer.full_name, "/photos/"):
        assert words in page
