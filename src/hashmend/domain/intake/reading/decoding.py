"""From bytes to text: byte order marks, UTF-8, UTF-16 and the old code pages."""

import codecs
import re

from hashmend.domain.intake.reading.fields import header_fields
from hashmend.kernel.errors import Refused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CODE_PAGES = ("cp1252", "cp1251", "gb18030")
_RUNS = {
    "cp1252": re.compile(r"[a-z][à-ÿ]|[à-ÿ][a-z]"),
    "cp1251": re.compile(r"[а-яё]{3,}|[А-ЯЁ]{3,}"),
    "gb18030": re.compile(r"[一-鿿]{2,}"),
}
_ODD_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii", *_CODE_PAGES)


def decode(content: bytes, name: str, encoding: str | None = None) -> tuple[str, str]:
    """Return the text and the name of its encoding; plain ASCII counts as UTF-8. Refuse what is no text."""
    if encoding:
        return _decode_as(content, name, encoding)
    for bom, found in _BOMS:
        if content.startswith(bom):
            return _decode_as(content, name, found)
    if b"\x00" in content:
        return _decode_as(content, name, _utf16_without_mark(content, name))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        found = _likeliest_code_page(content)
        return _checked(content.decode(found, errors="replace"), name), found
    return _checked(text, name), "utf-8"


def _decode_as(content: bytes, name: str, encoding: str) -> tuple[str, str]:
    try:
        return _checked(content.decode(encoding), name), encoding
    except (UnicodeDecodeError, LookupError):
        raise Refused(f"{name} cannot be read as {encoding}. Save it as CSV in UTF-8 and upload it again.") from None


def _utf16_without_mark(content: bytes, name: str) -> str:
    sample = content[:4000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > len(sample) * 0.3 and even < len(sample) * 0.02:
        return "utf-16-le"
    if even > len(sample) * 0.3 and odd < len(sample) * 0.02:
        return "utf-16-be"
    raise Refused(f"{name} is a binary file, not a list. Export the list as XLSX or CSV and upload that file.")


def _checked(text: str, name: str) -> str:
    """A text list has next to no control characters; more than a few in a thousand and it is something else."""
    sample = text[:200_000]
    if "\x00" in text or len(_ODD_CONTROLS.findall(sample)) > 2 + len(sample) / 300:
        raise Refused(f"{name} is a binary file, not a list. Export the list as XLSX or CSV and upload that file.")
    return text


def _likeliest_code_page(content: bytes) -> str:
    return max(_CODE_PAGES, key=lambda page: _sense(content, page))


def _sense(content: bytes, page: str) -> float:
    """Weigh a reading of the bytes: known header words count most, then letters of one alphabet side by side."""
    try:
        text = content[:100_000].decode(page, errors="strict" if page == "gb18030" else "replace")
    except UnicodeDecodeError:
        return -1.0
    cells = re.split(r"[,;\t|\r\n]", text[:3000])[:200]
    words = sum(1 for cell in cells if not cell.isascii() and header_fields(cell.strip(' "')))
    runs = len(
        re.findall(
            {"cp1251": r"[а-яё]{3,}|[А-ЯЁ]{3,}", "gb18030": r"[一-鿿]{2,}"}.get(page, r"[a-z][à-ÿ]|[à-ÿ][a-z]"), text
        )
    )
    foreign = sum(1 for c in text if c > "\x7f") or 1
    return words * 10 + runs / foreign - text.count("�")
