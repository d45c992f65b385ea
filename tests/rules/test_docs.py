"""What the documents name exists: files they link to, commands they tell people to type."""

import re
from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]

LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
PROGRAM = re.compile(r"(?<![\w/.])((?:bin|\.ci)/[a-z]+)\b(?!/|\.)")
COMMAND = re.compile(r"manage\.py ([a-z_]+)")


def test_links_lead_to_files() -> None:
    dead = [
        f"{document.relative_to(ROOT)}: {link}"
        for document in DOCUMENTS
        for link in LINK.findall(document.read_text(encoding="utf-8"))
        if not (document.parent / link).exists()
    ]
    assert dead == []


def test_programs_exist_and_can_be_run() -> None:
    missing = [
        f"{document.relative_to(ROOT)}: {program}"
        for document in DOCUMENTS
        for program in PROGRAM.findall(document.read_text(encoding="utf-8"))
        if not (ROOT / program).stat().st_mode & 0o100
    ]
    assert missing == []


def test_commands_of_manage_exist() -> None:
    known = get_commands()
    unknown = [
        f"{document.relative_to(ROOT)}: {command}"
        for document in DOCUMENTS
        for command in COMMAND.findall(document.read_text(encoding="utf-8"))
        if command not in known
    ]
    assert unknown == []


def test_pictures_are_small_and_shown() -> None:
    shown = {
        (document.parent / link).resolve() for document in DOCUMENTS for link in LINK.findall(document.read_text())
    }
    pictures = list((ROOT / "docs").rglob("*.png"))
    assert [picture.name for picture in pictures if picture.resolve() not in shown] == []
    assert [picture.name for picture in pictures if picture.stat().st_size > 120_000] == []
