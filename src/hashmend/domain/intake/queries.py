"""Reads of customers' lists: the file as rows, what an import would do, the rows that need mending."""

import json
from collections.abc import Iterator
from functools import lru_cache
from threading import Lock
from typing import Any

from hashmend.domain.files import path_of
from hashmend.domain.history.models import Event
from hashmend.domain.intake.known_models import known_models
from hashmend.domain.intake.models import ListUpload
from hashmend.domain.intake.preview import ImportPreview, preview_import
from hashmend.domain.intake.reading.fields import LABELS, Field
from hashmend.domain.intake.reading.matching import KnownModel
from hashmend.domain.intake.reading.reader import read_list
from hashmend.domain.intake.reading.rows import Choice, ReadList
from hashmend.domain.logistics.models import Container
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused

_EXPORTED = (
    Field.SERIAL, Field.MAC, Field.MODEL, Field.ASSET_TAG, Field.CONTAINER, Field.NOMINAL_THS, Field.REPORTED_ISSUE,
    Field.REMARK, Field.ERROR_CODES, Field.IP, Field.LOCATION,
)  # fmt: skip
_LOCK = Lock()
_LAST: dict[str, Any] = {}
BAD_ROWS_HEADER = ["Row", "Reason", *(LABELS[name] for name in _EXPORTED)]


def list_of(upload: ListUpload) -> ReadList:
    """Return the list as a person wants it read. The two lists read last are kept in memory."""
    return _read(
        upload.file_name, upload.original_name, json.dumps(upload.choice, sort_keys=True), tuple(known_models())
    )


@lru_cache(maxsize=2)
def _read(file_name: str, name: str, choice: str, models: tuple[KnownModel, ...]) -> ReadList:
    try:
        content = path_of(file_name).read_bytes()
    except FileNotFoundError:
        raise Refused(f"The file of {name} is no longer there: upload it again.") from None
    return read_list(content, name, models, Choice.from_json(json.loads(choice)))


def preview_of(upload: ListUpload, *, by: Actor) -> ImportPreview:
    """Return what importing the list would do now.

    The last preview is kept in memory for leafing through it, until the minute ends or anything happens: every change
    writes history, so the newest event tells.
    """
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True).first()
    minute = clock.now().replace(second=0, microsecond=0)
    key = (upload.file_name, json.dumps(upload.choice, sort_keys=True), by.customer_ids, newest, minute)
    with _LOCK:
        if _LAST.get("key") == key:
            kept: ImportPreview = _LAST["preview"]
            return kept
    container = Container.objects.select_related("work_order").get(pk=upload.container_id)
    preview = preview_import(list_of(upload), upload.reading, container, by=by)
    with _LOCK:
        _LAST.update(key=key, preview=preview)
    return preview


def bad_rows(preview: ImportPreview) -> Iterator[list[str]]:
    """Yield the rows that need mending, each with its row number and reason, in a shape that can be imported again."""
    for each in preview.bad:
        row = each.row
        yield [
            str(row.line), each.why, row.serial, row.mac, row.model, row.asset_tag, row.container,
            f"{row.nominal_ths:f}" if row.nominal_ths is not None else "", row.reported_issue, row.remark,
            ";".join(row.error_codes), row.ip, row.location,
        ]  # fmt: skip
