"""Damage is noted with photos; what is uploaded is never what is stored."""

from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from hashmend.domain.files import path_of
from hashmend.domain.history.models import Event
from hashmend.domain.logistics import pictures as module
from hashmend.domain.logistics.models import Damage, DamagePhoto
from hashmend.domain.logistics.operations import add_photos, record_damage
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import pictures
from tests.factories_logistics import an_inbound_container, an_outbound_container, jobs_in

pytestmark = pytest.mark.django_db


def stored() -> list[Path]:
    return sorted(path for path in (Path(settings.MEDIA_ROOT) / "photos").rglob("*") if path.is_file())


def opened(name: str) -> Image.Image:
    with Image.open(path_of(name)) as image:
        image.load()
        return image


def test_damage_on_a_container_keeps_its_photos_with_thumbnails() -> None:
    container = an_inbound_container()
    damage = record_damage(container, " Torn foil ", [pictures.photo("a.jpg"), pictures.photo("b.jpg")], by=SYSTEM)
    assert (damage.description, damage.job, damage.photos.count()) == ("Torn foil", None, 2)
    photo = damage.photos.order_by("pk").first()
    assert (photo.original_name, photo.width, photo.height) == ("a.jpg", 640, 480)
    assert opened(photo.file_name).format == "JPEG"
    assert max(opened(photo.thumb_name).size) == 320
    assert len(stored()) == 4
    told = Event.objects.get(kind="damage.recorded", container=container)
    assert told.sentence == f"Damage on {container}: Torn foil (2 photos)."


def test_damage_on_a_machine_stands_in_its_history() -> None:
    container = an_inbound_container()
    job = jobs_in(container, "A1")[0]
    record_damage(container, "Bent fan", job=job, by=SYSTEM)
    assert Event.objects.get(kind="damage.recorded", job=job).sentence == "Damage on A1: Bent fan (0 photos)."


def test_a_photo_is_turned_upright_and_says_nothing_about_its_place_or_camera() -> None:
    damage = record_damage(an_inbound_container(), "", [pictures.with_place_and_turned()], by=SYSTEM)
    photo = damage.photos.get()
    assert (photo.width, photo.height) == (480, 640)
    for name in (photo.file_name, photo.thumb_name):
        content = path_of(name).read_bytes()
        assert b"SECRET" not in content
        assert not opened(name).getexif()
    red, _, blue = opened(photo.file_name).getpixel((240, 40))
    assert red > 200 > 60 > blue


def test_a_large_photo_is_made_smaller() -> None:
    photo = record_damage(an_inbound_container(), "", [pictures.photo(size=(5000, 3000))], by=SYSTEM).photos.get()
    assert (photo.width, photo.height) == (2560, 1536)


@pytest.mark.parametrize(
    "upload",
    [
        pictures.encoded("PNG", "x.png", "RGBA"),
        pictures.encoded("PNG", "x.png", "P"),
        pictures.encoded("PNG", "x.png", "I;16"),
        pictures.encoded("WEBP", "wrong-name.txt"),
        pictures.encoded("JPEG", "cmyk.jpg", "CMYK"),
    ],
)
def test_every_usual_kind_of_picture_becomes_a_jpeg(upload) -> None:
    photo = record_damage(an_inbound_container(), "", [upload], by=SYSTEM).photos.get()
    assert opened(photo.file_name).mode == "RGB"


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (pictures.file("page.jpg", b"<script>alert(1)</script>"), "“page.jpg” is not a photo that can be read"),
        (pictures.file("draw.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "“draw.svg” is not a photo"),
        (pictures.file("x.pdf", b"%PDF-1.4"), "“x.pdf” is not a photo"),
        (pictures.encoded("GIF", "old.gif", "P"), "“old.gif” is not a photo"),
        (pictures.encoded("TIFF", "scan.jpg"), "“scan.jpg” is not a photo"),
        (pictures.file("cut.jpg", pictures.photo().read()[:3000]), "“cut.jpg” is not a photo"),
        (pictures.file("none.jpg", b""), "“none.jpg” is empty"),
        (pictures.file("big.jpg", b"\xff" * (16 * 1024**2)), "“big.jpg” has 16.0 MB: a photo may have 15 MB."),
        (pictures.file("../../etc/\r\npass\u202ewd", b"x"), "“passwd” is not a photo"),
    ],
)
def test_what_is_no_photo_is_refused_by_its_name_and_nothing_stays(upload, why: str) -> None:
    with pytest.raises(Refused) as refusal:
        record_damage(an_inbound_container(), "Torn", [pictures.photo(), upload], by=SYSTEM)
    assert why in refusal.value.sentence
    assert not Damage.objects.exists()
    assert stored() == []


@pytest.mark.parametrize(("width", "height"), [(8000, 7000), (30000, 30000), (65000, 800)])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_opened(width: int, height: int) -> None:
    bomb = pictures.png_bomb(width, height)
    with pytest.raises(Refused, match=r"“bomb.* pixels: send a smaller picture"):
        record_damage(an_inbound_container(), "", [bomb], by=SYSTEM)
    assert not DamagePhoto.objects.exists()


def test_it_refuses_nothing_at_all_too_much_and_the_wrong_place() -> None:
    container = an_inbound_container()
    for call, why in (
        (lambda: record_damage(container, "  ", by=SYSTEM), "Describe the damage or add a photo of it."),
        (lambda: record_damage(container, "x" * 2001, by=SYSTEM), "must be 2000 characters or fewer."),
        (lambda: record_damage(container, "", [pictures.photo()] * 21, by=SYSTEM), "21 photos at once are too many"),
        (lambda: record_damage(an_outbound_container(), "Torn", by=SYSTEM), "is an outbound container"),
        (
            lambda: record_damage(container, "Bent", job=jobs_in(an_inbound_container(), "A1")[0], by=SYSTEM),
            f"A1 did not come in {container}",
        ),
    ):
        with pytest.raises(Refused) as refusal:
            call()
        assert why in refusal.value.sentence
    assert not Damage.objects.exists()


def test_photos_are_added_later_up_to_twenty() -> None:
    damage = record_damage(an_inbound_container(), "Torn", [pictures.photo()], by=SYSTEM)
    add_photos(damage, [pictures.photo()], by=SYSTEM)
    assert damage.photos.count() == 2
    assert Event.objects.filter(kind="damage.photos-added").count() == 1
    with pytest.raises(Refused, match="One damage has at most 20 photos"):
        add_photos(damage, [pictures.photo() for _ in range(19)], by=SYSTEM)
    with pytest.raises(Refused, match="Choose at least one photo"):
        add_photos(damage, [], by=SYSTEM)
    assert len(stored()) == 4


def test_files_go_when_their_rows_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    container = an_inbound_container()
    wrote = []
    store = module.store

    def failing(*arguments):
        if len(wrote) == 3:
            raise OSError("No space left on device")
        wrote.append(store(*arguments))
        return wrote[-1]

    monkeypatch.setattr(module, "store", failing)
    with pytest.raises(OSError, match="No space left"):
        record_damage(container, "", [pictures.photo(), pictures.photo()], by=SYSTEM)
    assert stored() == []
    assert not Damage.objects.exists()
