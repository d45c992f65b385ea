"""Photos as people upload them, made safe: read by content, turned upright, made small, stripped of everything else.

Nothing of the uploaded bytes is kept: what is stored is a JPEG of our own.
"""

import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, Protocol

from PIL import Image, ImageOps

from hashmend.domain.files import StoredFile, forget, store
from hashmend.kernel.errors import Refused

MOST_PHOTOS, MOST_BYTES, MOST_PIXELS = 20, 15 * 1024 * 1024, 50_000_000
WIDEST, THUMB_WIDEST = 2560, 320
_FORMATS = ("JPEG", "PNG", "WEBP")
_FOLDER = "photos"

warnings.simplefilter("error", Image.DecompressionBombWarning)


class Upload(Protocol):
    """A file as a form hands it over."""

    name: str | None
    size: int
    file: IO[bytes]


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo ready to be stored: JPEG bytes of the picture and of its thumbnail, and the name it was uploaded with."""

    original_name: str
    jpeg: bytes
    thumb: bytes
    width: int
    height: int


def read_pictures(uploads: Sequence[Upload]) -> list[Picture]:
    """Return the uploads as pictures. Slow (0.2 s each): call it before a transaction.

    Refuses the whole, naming the file, when one is no JPEG, PNG or WebP, is damaged, over 15 MB or over 50 million
    pixels; and more than 20 at once.
    """
    if len(uploads) > MOST_PHOTOS:
        raise Refused(f"{len(uploads)} photos at once are too many: send {MOST_PHOTOS}, then the others.")
    return [_read(upload) for upload in uploads]


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture and the two files it lies in."""

    picture: Picture
    file: StoredFile
    thumb: StoredFile


def columns_of(stored: StoredPicture) -> dict[str, Any]:
    """Return what a row of a photo keeps of it, whatever it shows."""
    return {
        "file_name": stored.file.name,
        "thumb_name": stored.thumb.name,
        "original_name": stored.picture.original_name,
        "width": stored.picture.width,
        "height": stored.picture.height,
        "sha256": stored.file.sha256,
    }


@contextmanager
def stored_pictures(pictures: Sequence[Picture]) -> Iterator[list[StoredPicture]]:
    """Store pictures durably for the block that writes their rows; when it fails, nothing of them stays."""
    written: list[StoredFile] = []
    try:
        for picture in pictures:
            written.append(store(_FOLDER, ".jpg", [picture.jpeg]))
            written.append(store(_FOLDER, ".jpg", [picture.thumb]))
        yield [StoredPicture(*three) for three in zip(pictures, written[::2], written[1::2], strict=True)]
    except BaseException:
        for file in written:
            forget(file.name)
        raise


def _read(upload: Upload) -> Picture:
    name = _shown_name(upload.name or "")
    if upload.size > MOST_BYTES:
        raise Refused(f"“{name}” has {upload.size / 1024**2:.1f} MB: a photo may have {MOST_BYTES // 1024**2} MB.")
    if not upload.size:
        raise Refused(f"“{name}” is empty: choose the photo again.")
    upload.file.seek(0)
    try:
        with Image.open(upload.file, formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused(f"“{name}” has {image.width} × {image.height} pixels: send a smaller picture.")
            return _small(image, name)
    except Refused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(f"“{name}” has too many pixels: send a smaller picture.") from error
    except Exception as error:  # A hostile file makes the decoder fail in any way.
        raise Refused(f"“{name}” is not a photo that can be read: send a JPEG, PNG or WebP.") from error


def _small(image: Image.Image, name: str) -> Picture:
    image.draft("RGB", (WIDEST, WIDEST))
    image.seek(0)
    image.thumbnail((WIDEST, WIDEST))
    upright = _flat(ImageOps.exif_transpose(image))
    thumb = upright.copy()
    thumb.thumbnail((THUMB_WIDEST, THUMB_WIDEST))
    return Picture(name, _jpeg(upright, 85), _jpeg(thumb, 78), upright.width, upright.height)


def _flat(image: Image.Image) -> Image.Image:
    """Return the pixels alone, on white where they were transparent."""
    seen = image.convert("RGBA") if image.mode in {"RGBA", "LA", "PA", "P"} else image.convert("RGB")
    flat = Image.new("RGB", image.size, "white")
    flat.paste(seen, mask=seen if seen.mode == "RGBA" else None)
    return flat


def _jpeg(image: Image.Image, quality: int) -> bytes:
    stream = BytesIO()
    image.save(stream, "JPEG", quality=quality, optimize=True)
    return stream.getvalue()


def _shown_name(name: str) -> str:
    """Return the name without folders, control characters and marks that turn its direction; never used on disk."""
    last = name.replace("\\", "/").rpartition("/")[2]
    text = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    return text.strip()[:120] or "photo"
