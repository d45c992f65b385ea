"""Shipping damage, documented with photos."""

from collections.abc import Sequence

from django.db import transaction

from hashmend.domain.batches import locked_one, row
from hashmend.domain.history.kinds import Kind
from hashmend.domain.history.recording import record
from hashmend.domain.logistics import events
from hashmend.domain.logistics.models import Container, Damage, DamagePhoto
from hashmend.domain.logistics.pictures import (
    MOST_PHOTOS,
    StoredPicture,
    Upload,
    columns_of,
    read_pictures,
    stored_pictures,
)
from hashmend.domain.work_orders.models import Job
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused

LONGEST_DESCRIPTION = 2000
_ROOTS = ("container__work_order", "job__miner")


def record_damage(
    container: Container, description: str, photos: Sequence[Upload] = (), *, job: Job | None = None, by: Actor
) -> Damage:
    """Note damage on an inbound container, or on a machine that came in it, with photos.

    Refuses without description and photos, a machine that came in another container, an outbound container, and photos
    that `read_pictures` refuses. Photos are read before the transaction and stored before their rows; when it fails
    they are removed.
    """
    text = description.strip()
    if not text and not photos:
        raise Refused("Describe the damage or add a photo of it.")
    if len(text) > LONGEST_DESCRIPTION:
        raise Refused(f"The description must be {LONGEST_DESCRIPTION} characters or fewer.")
    with stored_pictures(read_pictures(photos)) as stored:
        return _write_damage(container, text, stored, job=job, by=by)


def add_photos(damage: Damage, photos: Sequence[Upload], *, by: Actor) -> Damage:
    """Add photos to damage noted before. Refuses none, more than 20 in all, and what `read_pictures` refuses."""
    if not photos:
        raise Refused("Choose at least one photo.")
    with stored_pictures(read_pictures(photos)) as stored:
        return _write_photos_of(damage, stored, by=by)


@transaction.atomic
def _write_damage(
    container: Container,
    description: str,
    photos: Sequence[StoredPicture],
    *,
    job: Job | None,
    by: Actor,
) -> Damage:
    found = locked_one(row(container))
    if not found.is_inbound:
        raise Refused(f"{found} is an outbound container: damage is noted on what arrives.")
    if job and job.inbound_container_id != found.pk:
        raise Refused(f"{job.miner} did not come in {found}: note its damage on the container it came in.")
    damage = Damage.objects.create(
        container=found, job=job, description=description, noted_at=clock.now(), noted_by_id=by.user_id
    )
    _write_photos(damage, photos)
    _tell(events.DAMAGE_RECORDED, damage, len(photos), by=by)
    return damage


@transaction.atomic
def _write_photos_of(damage: Damage, photos: Sequence[StoredPicture], *, by: Actor) -> Damage:
    found = locked_one(row(damage), *_ROOTS)
    if found.photos.count() + len(photos) > MOST_PHOTOS:
        raise Refused(f"One damage has at most {MOST_PHOTOS} photos: note the others as a second one.")
    _write_photos(found, photos)
    _tell(events.DAMAGE_PHOTOS_ADDED, found, len(photos), by=by)
    return found


def _write_photos(damage: Damage, photos: Sequence[StoredPicture]) -> None:
    DamagePhoto.objects.bulk_create(
        DamagePhoto(damage=damage, added_at=clock.now(), **columns_of(photo)) for photo in photos
    )


def _tell(happened: Kind, damage: Damage, photos: int, *, by: Actor) -> None:
    data = {
        "place": str(damage.job.miner if damage.job else damage.container),
        "description": damage.description[:200] or "see the photos",
        "photos": f"{photos} photo{'' if photos == 1 else 's'}",
    }
    record(happened, [damage], by=by, data=data)
