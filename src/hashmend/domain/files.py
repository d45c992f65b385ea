"""Files that are kept: written so that a row never points at half a file, under names nobody can guess.

Order of a write: temporary file in the same folder → fsync → rename → fsync of the folder → then the row.
"""

import hashlib
import os
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File

from hashmend.domain.scoping import file_token
from hashmend.kernel.errors import Refused

PDF_LIMIT_MB = 20


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


def store_pdf(folder: str, pdf: "File[Any]") -> StoredFile:
    """Store a PDF that somebody uploaded. Refuses what `check_pdf` refuses.

    Reads and writes without a transaction, so that no lock is held while the disk is slow.
    """
    check_pdf(pdf)
    return store(folder, ".pdf", pdf.chunks())


def check_pdf(pdf: "File[Any]") -> None:
    """Refuse an upload that is empty, larger than `PDF_LIMIT_MB` or not a PDF inside."""
    name = safe_name(pdf.name, "The file")
    if not pdf.size:
        raise Refused(f"{name} is empty: choose the PDF again.")
    if pdf.size > PDF_LIMIT_MB * 1024 * 1024:
        raise Refused(f"{name} is larger than {PDF_LIMIT_MB} MB: make the PDF smaller, then upload it again.")
    pdf.seek(0)
    if pdf.read(5) != b"%PDF-":
        raise Refused(f"{name} is not a PDF: save or scan it as a PDF, then upload that.")
    pdf.seek(0)


def safe_name(name: str | None, otherwise: str) -> str:
    """Return an upload's own name for showing and for downloads: no folders, no control characters, 120 letters."""
    last = (name or "").replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C").strip(" .")
    if len(kept) > 120:
        stem, dot, suffix = kept.rpartition(".")
        kept = f"{stem[: 119 - len(suffix)]}{dot}{suffix}" if dot and len(suffix) <= 10 else kept[:120]
    return kept or otherwise


@contextmanager
def forgotten_on_failure(stored: StoredFile) -> Iterator[None]:
    """Remove a stored file again when the block that writes its row fails."""
    try:
        yield
    except BaseException:
        forget(stored.name)
        raise


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
