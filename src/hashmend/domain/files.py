"""Files that are kept: written so that a row never points at half a file, under names nobody can guess.

Order of a write: temporary file in the same folder → fsync → rename → fsync of the folder → then the row.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from hashmend.domain.scoping import file_token


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on disk: its name below the data folder, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


def store(folder: str, suffix: str, chunks: Iterable[bytes]) -> StoredFile:
    """Write the chunks durably under a random name in `folder` and return what was stored.

    `suffix` is ours (".pdf"), never taken from an upload's name.
    """
    target_folder = Path(settings.MEDIA_ROOT) / folder
    target_folder.mkdir(parents=True, exist_ok=True)
    name = f"{file_token()}{suffix}"
    handle, temporary = tempfile.mkstemp(dir=target_folder, suffix=".tmp")
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(handle, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(target_folder / name)
        _sync_folder(target_folder)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return StoredFile(name=f"{folder}/{name}", size=size, sha256=digest.hexdigest())


def path_of(name: str) -> Path:
    """Return where a stored file lies; refuses a name that leaves the data folder."""
    root = Path(settings.MEDIA_ROOT).resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise ValueError("That name leaves the folder of stored files.")
    return path


def forget(name: str) -> None:
    """Remove a stored file whose row was never written."""
    path_of(name).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
