"""Photos as people, and others, upload them."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def photo(name: str = "photo.jpg", size: tuple[int, int] = (640, 480), **save: object) -> SimpleUploadedFile:
    """Return a JPEG in two colours: the left half red, the right half blue."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, size[0], size[1]))
    stream = BytesIO()
    image.save(stream, "JPEG", quality=90, **save)
    return SimpleUploadedFile(name, stream.getvalue(), content_type="image/jpeg")


def with_place_and_turned() -> SimpleUploadedFile:
    """Return a photo that says where it was taken, by which camera, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 54.0, 0.0), 3: "E", 4: (10.0, 45.0, 0.0)})
    return photo(exif=exif.tobytes(), comment=b"SECRET-COMMENT")


def encoded(kind: str, name: str, mode: str = "RGB") -> SimpleUploadedFile:
    """Return a small picture in another format or colour mode."""
    stream = BytesIO()
    Image.new(mode, (64, 48)).save(stream, kind)
    return SimpleUploadedFile(name, stream.getvalue())


def png_bomb(width: int, height: int) -> SimpleUploadedFile:
    """Return a PNG of few bytes that claims, and has, very many pixels."""

    def chunk(tag: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + tag + body + struct.pack(">I", zlib.crc32(tag + body))

    packer = zlib.compressobj(9)
    line = b"\0" * (1 + (width + 7) // 8)
    body = b"".join(packer.compress(line) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    return SimpleUploadedFile("bomb.png", content)


def file(name: str, content: bytes) -> SimpleUploadedFile:
    """Return any file."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")
