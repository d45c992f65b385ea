"""The plain table a file holds, before anybody has said what its columns mean."""

import re
import unicodedata
from dataclasses import dataclass

MAX_BYTES = 25 * 1024 * 1024
MAX_ROWS = 25_000
MAX_COLUMNS = 300
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f​‎‏⁠﻿]")
_GUARDED = re.compile(r"^'(?=[=+\-@\t\r'])")
_TEXT_FORMULA = re.compile(r'^="(.*)"$', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the table: the number of the line or row it begins on, and its cells."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """Return how many cells hold something."""
        return sum(1 for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Grid:
    """All records of a file or sheet. `encoding` and `delimiter` are None for a workbook; `sheet` for a text file."""

    lines: tuple[Line, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None

    @property
    def width(self) -> int:
        """Return the number of columns of the widest record."""
        return max((len(line.cells) for line in self.lines), default=0)


def clean_cell(text: str) -> str:
    """Return a cell without outer blanks, control characters and the quotes spreadsheets put around text."""
    if not text:
        return ""
    bare = _CONTROL.sub("", text).strip()
    if bare.startswith("="):
        formula = _TEXT_FORMULA.match(bare)
        bare = formula[1].strip() if formula else bare
    return _GUARDED.sub("", bare) if bare.startswith("'") else bare


def asciified(text: str) -> str:
    """Return the text in its compatibility form (full-width letters and digits become plain ones)."""
    return unicodedata.normalize("NFKC", text)
