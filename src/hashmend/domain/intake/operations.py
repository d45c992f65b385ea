"""The verbs of customers' lists: upload, correct how it is read, import. The only writer of their table."""

from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked, locked_one, row
from hashmend.domain.files import forgotten_on_failure, safe_name, store
from hashmend.domain.history.recording import record
from hashmend.domain.intake import events
from hashmend.domain.intake.known_models import known_models
from hashmend.domain.intake.models import ListUpload
from hashmend.domain.intake.preview import preview_import
from hashmend.domain.intake.queries import list_of
from hashmend.domain.intake.reading.grid import MAX_BYTES
from hashmend.domain.intake.reading.reader import read_list
from hashmend.domain.intake.reading.rows import Choice
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import take_in_machines
from hashmend.domain.logistics.operations.inventory import why_not_inventory
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refusal, Refused

_KEPT_SUFFIXES = {".csv", ".tsv", ".txt", ".xlsx"}


def upload_list(
    containers: QuerySet[Container], upload: "File[Any]", *, by: Actor, choice: Choice | None = None
) -> ListUpload:
    """Keep a customer's list for the one container of the query, to be read, corrected and imported.

    Refuses a container that takes no machines (from a customer: one that has arrived), a file that is too large,
    unsafe or no list, and what nobody can read.
    """
    name = safe_name(upload.name, "list.csv")
    container = containers.select_related("work_order").get()
    if why := _why_not_take(container, by):
        raise Refused(why)
    content = upload.read(MAX_BYTES + 1)
    if upload.size and upload.size > len(content):
        raise Refused(
            f"{name} is {upload.size / 1_048_576:.0f} MB: a list may have {MAX_BYTES // 1_048_576} MB at most."
        )
    read_list(content, name, known_models(), choice or Choice())
    suffix = Path(name).suffix.lower()
    stored = store("lists", suffix if suffix in _KEPT_SUFFIXES else ".list", [content])
    with forgotten_on_failure(stored), transaction.atomic():
        kept = ListUpload.objects.create(
            container=locked_one(row(container)),
            file_name=stored.name,
            original_name=name,
            size=stored.size,
            sha256=stored.sha256,
            choice=choice.as_json() if choice else {},
            uploaded_by_id=by.user_id,
        )
        record(events.UPLOADED, [kept], by=by, data={"container": str(container)})
    return kept


@transaction.atomic
def correct_list(uploads: QuerySet[ListUpload], choice: Choice, *, by: Actor) -> ListUpload:
    """Keep how a person wants the one list of the query read: sheet, header row, columns, models, pallet.

    Refuses a choice that the file does not have.
    """
    upload = locked_one(uploads, "container__work_order")
    before, after = upload.choice, choice.as_json()
    if before == after:
        return upload
    upload.choice = after
    list_of(upload)
    ListUpload.objects.filter(pk=upload.pk).update(choice=after)
    changes = [name.replace("_", " ") for name in after if after[name] != before.get(name)]
    record(events.CORRECTED, [upload], by=by, data={"changes": changes})
    return upload


def import_list(uploads: QuerySet[ListUpload], *, by: Actor) -> Outcome[Job]:
    """Take all good rows of the one list of the query into its container, in one transaction, and return their jobs.

    What was previewed is judged again under lock. Refuses, per row (`Refusal.pk` is its row in the file): it names no
    machine, is twice in the list, is in another open order, or names a model nobody knows. Leaves rows alone that are
    in the order already, so that importing twice changes nothing. Refuses the whole when the container takes no
    machines.
    """
    upload = uploads.select_related("container__work_order").get()
    read = list_of(upload)
    with transaction.atomic():
        locked(WorkOrder.objects.filter(pk=upload.container.work_order_id))
        container = locked_one(row(upload.container), "work_order")
        if why := _why_not_take(container, by):
            raise Refused(why)
        preview = preview_import(read, upload.reading, container, by=by)
        refused = [Refusal(thing=f"Row {each.row.line}", why=each.why, pk=each.row.line) for each in preview.bad]
        good = [each.entry for each in preview.good]
        if not good:
            return Outcome(refused=refused)
        taken = take_in_machines(container, good, by=by)
        if taken.done:
            _note_import(upload, len(taken.done), len(refused) + len(taken.refused), by=by)
    return Outcome(done=taken.done, refused=[*refused, *taken.refused])


def _why_not_take(container: Container, by: Actor) -> str | None:
    if not by.is_staff and container.received_at:
        return f"{container} has arrived: the repair centre counts what is in it, write to them about a mistake."
    return why_not_inventory(container)


def _note_import(upload: ListUpload, imported: int, left: int, *, by: Actor) -> None:
    ListUpload.objects.filter(pk=upload.pk).update(imported_at=clock.now(), imported_count=imported)
    told = {"container": str(upload.container), "imported": imported, "left": left}
    record(events.IMPORTED, [upload], by=by, data=told)
