"""What kind of file this is, by its content; what is no list is refused here, before anything opens it."""

import re

from hashmend.domain.intake.reading.grid import MAX_BYTES
from hashmend.kernel.errors import Refused

_AS_LIST = "Export the list as XLSX or CSV and upload that file."
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM", "a picture"),
    (b"RIFF", "a picture or a film"),
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"BZh", "a compressed archive"),
    (b"\xfd7zXZ", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
    (b"\x28\xb5\x2f\xfd", "a compressed archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3", "a database"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WEB_PAGE = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|table|script|div|svg|\?xml|!doctype)", re.I
)
_JSON = re.compile(rb'^\s*(?:\{\s*"|\[\s*[\[{"]|\{\s*\})')


def kind_of(content: bytes, name: str) -> str:
    """Return "xlsx" or "text"; refuse what is too big, empty, or no list, with a sentence that names the file."""
    if len(content) > MAX_BYTES:
        raise Refused(
            f"{name} is {len(content) / 1_048_576:.0f} MB: a list may have {MAX_BYTES // 1_048_576} MB at most. "
            "Take out pictures and other sheets, or split it."
        )
    if not content.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused(f"{name} is empty. {_AS_LIST}")
    if content.startswith(b"PK"):
        return "xlsx"
    _refuse_known_kinds(content, name)
    return "text"


def _refuse_known_kinds(content: bytes, name: str) -> None:
    head = content[:2048].removeprefix(b"\xef\xbb\xbf")
    if head.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Refused(f"{name} is protected by a password. Save it without a password and upload it again.")
        raise Refused(f"{name} is in the old Excel format (.xls). Save it as XLSX or CSV and upload that file.")
    for magic, what in _MAGIC:
        if head.startswith(magic) and _is_binary(content, magic):
            raise Refused(f"{name} is {what}, not a list. {_AS_LIST}")
    if _WEB_PAGE.match(head):
        raise Refused(f"{name} is a web page or XML, not a list. Open it in a spreadsheet and save it as XLSX or CSV.")
    if _JSON.match(head):
        raise Refused(f"{name} is a JSON file, not a list. {_AS_LIST}")


def _is_binary(content: bytes, magic: bytes) -> bool:
    """A list may begin with the letters "BM" or "MZ" by chance; a picture or program also holds zero bytes."""
    return not magic.isalpha() or b"\x00" in content[:4096]
