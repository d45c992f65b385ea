"""Rules about stored files: none is missing, none lies around without a row, none was left half written."""

import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from hashmend.domain.files import path_of
from hashmend.domain.invariants.checking import LookedUpInvariant

COLUMNS = (
    ("hashmend_agreement", "file_name"),
    ("hashmend_repairrequest", "document_name"),
    ("hashmend_damagephoto", "file_name"),
    ("hashmend_damagephoto", "thumb_name"),
    ("hashmend_benchphoto", "file_name"),
    ("hashmend_benchphoto", "thumb_name"),
)
"""Every column that names a stored file."""

GRACE_SECONDS = 3600
"""A file is written before its row: younger ones may be on their way."""


def named_files(cursor: CursorWrapper) -> set[str]:
    """Return the names of all files that rows point at."""
    names: set[str] = set()
    for table, column in COLUMNS:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} <> ''")
        names.update(name for (name,) in cursor.fetchall())
    return names


def _missing(cursor: CursorWrapper) -> list[tuple[str, str]]:
    return [(name, "not on the disk") for name in sorted(named_files(cursor)) if not path_of(name).is_file()]


def _orphans(cursor: CursorWrapper) -> list[tuple[str, str]]:
    named = named_files(cursor)
    return [(name, "no row names it") for name in _older_files() if name not in named]


def _older_files() -> Iterator[str]:
    root, oldest = Path(settings.MEDIA_ROOT), time.time() - GRACE_SECONDS
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.stat().st_mtime < oldest:
            yield path.relative_to(root).as_posix()


FILES = (
    LookedUpInvariant("Every file that a row names is stored.", _missing),
    LookedUpInvariant("Every stored file older than an hour is named by a row.", _orphans),
)
