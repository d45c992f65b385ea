"""Photos taken at the bench, of a machine or of one of its parts."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked_one
from hashmend.domain.bench import events
from hashmend.domain.bench.models import BenchPhoto
from hashmend.domain.files import forget
from hashmend.domain.history.models import EventQuerySet
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.history.undoing import action_of
from hashmend.domain.logistics.pictures import StoredPicture, Upload, columns_of, read_pictures, stored_pictures
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

MOST_OF_A_JOB = 200


def add_bench_photos(
    jobs: QuerySet[Job], part: Part | None, photos: Sequence[Upload], *, by: Actor
) -> Outcome[BenchPhoto]:
    """Keep photos of one machine, or of a part of it, with its stay.

    Refuses none, a part that is in another machine, more than 200 in one stay, and what `read_pictures` refuses. Photos
    are read before the transaction and stored before their rows; when it fails they are removed.
    """
    if not photos:
        raise Refused("Choose at least one photo.")
    with stored_pictures(read_pictures(photos)) as stored:
        return _write(jobs, part, stored, by=by)


@transaction.atomic
def _write(
    jobs: QuerySet[Job], part: Part | None, photos: Sequence[StoredPicture], *, by: Actor
) -> Outcome[BenchPhoto]:
    job = locked_one(jobs, "miner", "work_order")
    if part and not Part.objects.filter(pk=part.pk, miner=job.miner_id).exists():
        raise Refused(f"{part} is not in {job.miner} any more: photograph it where it is now.")
    if BenchPhoto.objects.filter(job=job).count() + len(photos) > MOST_OF_A_JOB:
        raise Refused(f"{job.miner} has {MOST_OF_A_JOB} photos at most in one stay.")
    now = clock.now()
    rows = BenchPhoto.objects.bulk_create(
        BenchPhoto(job=job, part=part, added_at=now, added_by_id=by.user_id, **columns_of(photo)) for photo in photos
    )
    count = f"{len(photos)} photo{'' if len(photos) == 1 else 's'}"
    subject = part.history_label() if part else "the machine"
    group = new_group()
    told = {"photos": count, "subject": subject, "tokens": [photo.token for photo in rows]}
    record(events.BENCH_PHOTOS_ADDED, [job], by=by, data=told, group=group)
    return Outcome(done=rows, group=group)


@transaction.atomic
def undo_add_bench_photos(told: EventQuerySet, *, by: Actor) -> Outcome[BenchPhoto]:
    """Remove the photos that one action added, with their files; `told` are its events.

    Refuses when it is more than ten minutes ago or was undone already.
    """
    action = action_of(told, events.BENCH_PHOTOS_ADDED)
    (key, event), *_ = action.told.items()
    job = locked_one(Job.objects.filter(pk=key), "miner", "work_order")
    photos = list(BenchPhoto.objects.filter(job=job, token__in=event.data.get("tokens", [])))
    if not photos:
        raise Refused("These photos were removed already: there is nothing left to undo.")
    _remove(photos)
    kept = {name: event.data[name] for name in ("photos", "subject")}
    record(events.BENCH_PHOTOS_REMOVED, [job], by=by, data={**kept, "undoes": action.group})
    return Outcome(done=photos)


@transaction.atomic
def remove_bench_photo(photos: QuerySet[BenchPhoto], *, by: Actor) -> Outcome[BenchPhoto]:
    """Remove one photo with its file, however long ago it was added. Refuses one that was removed already."""
    job = locked_one(Job.objects.filter(bench_photos__in=photos), "miner", "work_order")
    photo = photos.select_related("part").first()
    if photo is None:
        raise Refused("This photo was removed already.")
    _remove([photo])
    told = {"photos": "1 photo", "subject": photo.part.history_label() if photo.part else "the machine"}
    record(events.BENCH_PHOTOS_REMOVED, [job], by=by, data=told)
    return Outcome(done=[photo])


def _remove(photos: Sequence[BenchPhoto]) -> None:
    """Delete the rows now, and their files once it is sure."""
    BenchPhoto.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    names = [name for photo in photos for name in (photo.file_name, photo.thumb_name)]
    transaction.on_commit(lambda: _forget(names))


def _forget(names: Sequence[str]) -> None:
    for name in names:
        forget(name)
