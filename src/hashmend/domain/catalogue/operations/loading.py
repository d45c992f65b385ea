"""Loading the bundled rows: as often as one likes, without touching what a person edited."""

from dataclasses import dataclass
from typing import Any, cast

from django.db import models, transaction

from hashmend.domain.catalogue import bundled, events
from hashmend.domain.catalogue.models import CatalogueRow, MinerModel
from hashmend.domain.history.recording import record
from hashmend.kernel.actor import Actor

_OWN = {"id", "is_active", "version", "edited_at", "edited_by"}


@dataclass(frozen=True, slots=True)
class LoadCount:
    """How many bundled rows of one catalogue were new, refreshed, left as a person edited them, or already right."""

    added: int = 0
    updated: int = 0
    kept: int = 0
    unchanged: int = 0

    def __add__(self, other: "LoadCount") -> "LoadCount":
        return LoadCount(
            self.added + other.added,
            self.updated + other.updated,
            self.kept + other.kept,
            self.unchanged + other.unchanged,
        )


@transaction.atomic
def load_catalogues(*, by: Actor) -> dict[str, LoadCount]:
    """Bring the bundled rows into the database; return the counts by catalogue name.

    Inserts what is new, refreshes what nobody edited, keeps what a person added, edited or retired. Per catalogue two
    queries, and one more for each batch of rows that changed.
    """
    codes: dict[type[CatalogueRow], dict[str, int]] = {}
    counts: dict[str, LoadCount] = {}
    for catalogue in bundled.FILES:
        codes[catalogue] = {}
        rows = bundled.rows(catalogue)
        count = LoadCount()
        # A variant names its trade model, which must have its key by then.
        for part in (
            [r for r in rows if not r.get("base_model")],
            [r for r in rows if r.get("base_model")] if catalogue is MinerModel else [],
        ):
            count += _load(catalogue, part, codes) if part else LoadCount()
        counts[str(catalogue._meta.verbose_name_plural)] = count
        if count.added or count.updated:
            record(events.LOADED, [catalogue()], by=by, data=_told(catalogue, count))
    return counts


def _load(
    catalogue: type[CatalogueRow], rows: list[dict[str, Any]], codes: dict[type[CatalogueRow], dict[str, int]]
) -> LoadCount:
    present = list(catalogue._default_manager.select_for_update(of=("self",)).order_by("pk"))
    by_code = {row.code: row for row in present}
    by_name = {row.natural_key: row for row in present}
    fields = [field for field in catalogue._meta.concrete_fields if field.name not in _OWN]
    new: list[CatalogueRow] = []
    stale: list[CatalogueRow] = []
    kept = 0
    for values in rows:
        row = _made(catalogue, values, codes)
        old = by_code.get(row.code) or by_name.get(row.natural_key)
        if old is None:
            new.append(row)
        elif old.edited_at is not None:
            kept += 1
            codes[catalogue][row.code] = old.pk
        elif any(getattr(row, f.attname) != getattr(old, f.attname) for f in fields):
            row.version = old.version + 1
            stale.append(row)
        else:
            codes[catalogue][row.code] = old.pk
    _write(catalogue, new + stale, [f.name for f in fields if f.name != "code"] + ["version"])
    codes[catalogue].update({row.code: row.pk for row in new + stale})
    return LoadCount(len(new), len(stale), kept, len(rows) - len(new) - len(stale) - kept)


def _made(
    catalogue: type[CatalogueRow], values: dict[str, Any], codes: dict[type[CatalogueRow], dict[str, int]]
) -> CatalogueRow:
    """Return the row as the file describes it, not saved; what the file leaves out has its default."""
    row = catalogue()
    for name, value in values.items():
        field = catalogue._meta.get_field(name)
        if isinstance(field, models.ForeignKey):
            setattr(row, field.attname, codes[cast(type[CatalogueRow], field.related_model)][value])
        else:
            setattr(row, name, field.to_python(value))  # type: ignore[union-attr]
    return row


def _write(catalogue: type[CatalogueRow], rows: list[CatalogueRow], fields: list[str]) -> None:
    if rows:
        catalogue.objects.all().bulk_upsert(rows, unique="code", update=fields)


def _told(catalogue: type[CatalogueRow], count: LoadCount) -> dict[str, Any]:
    return {
        "thing": str(catalogue._meta.verbose_name_plural),
        "catalogue": str(catalogue._meta.verbose_name_plural),
        "added": count.added,
        "updated": count.updated,
        "kept": count.kept,
    }
