"""Photos of the bench, and who may look at them."""

import pytest
from django.test import Client

from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPhoto
from hashmend.domain.bench.operations import add_bench_photos
from hashmend.domain.history.models import Event
from hashmend.domain.parts.models import Part
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories, pictures
from tests.factories_bench import a_machine

pytestmark = pytest.mark.django_db


def test_they_belong_to_the_machine_or_to_a_part_in_it() -> None:
    job, other = a_machine(), a_machine()
    part = Part.objects.create(part_type="psu", place="slot", miner=job.miner, position=9, serial="PSU9")
    (photo,) = add_bench_photos(row(job), part, [pictures.photo("psu.jpg")], by=SYSTEM).done
    add_bench_photos(row(job), None, [pictures.photo(), pictures.photo()], by=SYSTEM)
    assert (photo.part, photo.original_name) == (part, "psu.jpg")
    told = [event.sentence for event in Event.objects.filter(kind="job.photos-added").order_by("pk")]
    assert told == [f"1 photo of PSU PSU9 added: {job.miner}.", f"2 photos of the machine added: {job.miner}."]
    with pytest.raises(Refused, match="PSU PSU9 is not in"):
        add_bench_photos(row(other), part, [pictures.photo()], by=SYSTEM)
    with pytest.raises(Refused, match="at least one"):
        add_bench_photos(row(job), None, [], by=SYSTEM)
    assert BenchPhoto.objects.count() == 3


def test_what_is_no_photo_leaves_nothing() -> None:
    with pytest.raises(Refused, match="is not a photo"):
        add_bench_photos(row(a_machine()), None, [pictures.photo(), pictures.file("x.jpg", b"no")], by=SYSTEM)
    assert BenchPhoto.objects.count() == 0


def test_staff_and_the_machines_customer_see_them_nobody_else(client: Client) -> None:
    job = a_machine()
    (photo,) = add_bench_photos(row(job), None, [pictures.photo()], by=SYSTEM).done
    for person, status in (
        (factories.staff("technician"), 200),
        (factories.customer_user(job.work_order.customer), 200),
        (factories.customer_user(), 404),
    ):
        client.force_login(person)
        for url in (f"/photos/{photo.token}/", f"/photos/{photo.token}/thumb/"):
            answer = client.get(url)
            assert answer.status_code == status
            assert answer.getvalue()
    client.logout()
    assert client.get(f"/photos/{photo.token}/").status_code == 302
