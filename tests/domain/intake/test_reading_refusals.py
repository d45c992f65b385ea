"""What is no list is refused with a sentence, before anything unpacks it."""

import io
import struct
import zipfile

import openpyxl
import pytest

from hashmend.domain.intake.reading.grid import MAX_BYTES
from hashmend.kernel.errors import Refused
from tests.domain.intake.dialects import delimited, rows, workbook, xlsx_plain
from tests.lists import made_up

_PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
_NOT_LISTS = {
    "picture.csv": (_PNG, "a picture"),
    "photo.xlsx": (b"\xff\xd8\xff\xe0" + bytes(range(256)), "a picture"),
    "invoice.csv": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF document"),
    "page.csv": (b"<!DOCTYPE html><html><body><table><tr><td>SN</td></tr></table></body></html>", "web page"),
    "export.xls": (b"<html><table><tr><td>SN</td></tr></table></html>", "web page"),
    "book.xml": (b'<?xml version="1.0"?><Workbook/>', "web page or XML"),
    "data.json": (b'[{"sn": "SYNAXYZBJABBC0001"}]', "JSON"),
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b"\xef\xbb\xbf \r\n\r\n\t", "is empty"),
    "program.csv": (b"\x7fELF\x02\x01\x01" + bytes(100), "a program"),
    "noise.csv": (bytes((n * 73 + 41) % 251 for n in range(4000)), "binary file"),
    "old.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel format"),
    "locked.xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "protected by a password",
    ),
    "letter.txt": (
        b"Dear team,\n\nplease find the machines on your dock.\nThe driver calls first.\n\nBest,\nAna\n",
        "no list",
    ),
    "packed.csv": (b"\x1f\x8b\x08\x00" + bytes(50), "compressed archive"),
}


@pytest.mark.parametrize("name", sorted(_NOT_LISTS))
def test_what_is_no_list_is_refused_by_name(name: str, read) -> None:
    content, why = _NOT_LISTS[name]
    with pytest.raises(Refused, match=why) as refused:
        read(content, name)
    assert refused.value.sentence.startswith(name)
    assert refused.value.sentence.endswith(".")


def test_sixty_megabytes_are_refused_unread(read) -> None:
    with pytest.raises(Refused, match=r"60 MB: a list may have 25 MB"):
        read(b"SN,MAC\n" + b"x" * (60 * 1024 * 1024), "huge.csv")
    assert MAX_BYTES < 60 * 1024 * 1024


def test_too_many_rows_are_refused(read) -> None:
    with pytest.raises(Refused, match="25,000 rows"):
        read("SN\n" + "\n".join(f"SYNAXYZBJABBC{n:05d}" for n in range(25_001)))


def archive(members: dict[str, bytes]) -> bytes:
    """Return a zip archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def with_member(name: str, content: bytes) -> bytes:
    """Return a workbook in which one member has another content."""
    with zipfile.ZipFile(io.BytesIO(xlsx_plain(made_up(3)))) as book:
        members = {each: book.read(each) for each in book.namelist()}
    return archive(members | {name: content})


def test_an_archive_that_is_no_workbook_is_refused(read) -> None:
    with pytest.raises(Refused, match="no Excel workbook"):
        read(archive({"list.csv": b"SN\nSYNAXYZBJABBC0001"}), "list.xlsx")


def test_a_damaged_archive_is_refused(read) -> None:
    for cut in (30, 400, 2000, -200, -1):
        with pytest.raises(Refused, match=r"list\.xlsx"):
            read(xlsx_plain(made_up(40))[:cut], "list.xlsx")


def test_a_bomb_is_refused_by_its_ratio(read) -> None:
    with pytest.raises(Refused, match="not safe to open: it is packed too densely"):
        read(with_member("xl/media/image1.png", bytes(60 * 1024 * 1024)), "bomb.xlsx")


def test_a_bomb_that_lies_about_its_size_is_refused(read) -> None:
    content = bytearray(with_member("xl/worksheets/sheet1.xml", b"<a>" + b" " * 2_000_000 + b"</a>"))
    true = struct.pack("<L", 2_000_007)
    assert content.count(true) == 2
    with pytest.raises(Refused, match="unpacks to more than it says"):
        read(bytes(content).replace(true, struct.pack("<L", 7)), "bomb.xlsx")


def test_many_members_are_refused(read) -> None:
    with pytest.raises(Refused, match="files inside"):
        read(archive({f"xl/{n}.xml": b"<a/>" for n in range(700)}), "many.xlsx")


def test_a_member_outside_the_archive_is_refused(read) -> None:
    with pytest.raises(Refused, match="a file outside itself"):
        read(with_member("../../etc/passwd", b"x"), "slip.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_external_and_swelling_entities_are_refused(encoding: str, read) -> None:
    document = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
    with pytest.raises(Refused, match="document type"):
        read(with_member("xl/worksheets/sheet1.xml", document.encode(encoding)), "xxe.xlsx")


def test_a_single_cell_at_the_far_corner_is_refused(read) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active["A1"] = "Serial"
        book.active["XFD1048576"] = "SYNAXYZBJABBC0001"

    with pytest.raises(Refused, match="reaches to row 1,048,576"):
        read(workbook(fill), "corner.xlsx")


def test_an_unusual_compression_is_refused(read) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("[Content_Types].xml", b"<a/>" * 100)
    with pytest.raises(Refused, match="unusual compression"):
        read(stream.getvalue(), "lzma.xlsx")


def test_a_wrong_choice_is_refused(read) -> None:
    text = delimited([["Serial", "MAC"], *[row[:2] for row in rows(made_up(3))]])
    with pytest.raises(Refused, match="no column 7"):
        read(text, columns={"serial": 7})
    with pytest.raises(Refused, match="nothing in row 99"):
        read(text, header_row=99)
    with pytest.raises(Refused, match="no sheet named Other"):
        read(xlsx_plain(made_up(3)), "list.xlsx", sheet="Other")
    with pytest.raises(Refused, match="cannot be read as ascii"):
        read("SN\nSYNAXYZBJABBC0001\nä", encoding="ascii")
