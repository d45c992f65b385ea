"""The door to reading: a file's bytes in, a `ReadList` out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hashmend.domain.intake.reading.fields import Field, normal_header
from hashmend.domain.intake.reading.grid import Grid
from hashmend.domain.intake.reading.guess import Columns, guess_columns, profile
from hashmend.domain.intake.reading.machines import read_machines, scanned_rows
from hashmend.domain.intake.reading.matching import KnownModel, ModelMatcher
from hashmend.domain.intake.reading.rows import Choice, ReadList, ReadRow
from hashmend.domain.intake.reading.scans import read_scan
from hashmend.domain.intake.reading.sniff import kind_of
from hashmend.domain.intake.reading.textual import read_text
from hashmend.domain.intake.reading.workbook import read_workbook
from hashmend.kernel.errors import Refused

NO_CHOICE = Choice()
_SAMPLE_ROWS = 12
_WANTED = "It needs a column of serial numbers, MAC addresses or asset tags."


def read_list(content: bytes, name: str, models: Iterable[KnownModel], choice: Choice = NO_CHOICE) -> ReadList:
    """Read a customer's list: guess sheet, header, columns and models, or take them from `choice`.

    A list whose columns nobody can tell has no rows and no columns: it is for a person to choose them. Refuses
    (`Refused`) files that are too big, unsafe, or no list, and a choice that the file does not have.
    """
    matcher = ModelMatcher(models, dict(choice.models))
    if kind_of(content, name) == "xlsx":
        grids = read_workbook(content, name)
    else:
        grids = [read_text(content, name, encoding=choice.encoding, delimiter=choice.delimiter)]
    filled = [grid for grid in grids if grid.lines]
    if not filled:
        raise Refused(f"{name} is empty. Export the list as XLSX or CSV and upload that file.")
    grid, columns, others = _chosen_sheet(filled, matcher, choice, name)
    read = _read_as_scan if _is_scan(grid, columns, matcher, choice) else _read_as_table
    sheets = tuple(each.sheet for each in filled if each.sheet)
    return replace(read(grid, columns, matcher, name), sheets=sheets, other_lists=others)


def _chosen_sheet(
    grids: Sequence[Grid], matcher: ModelMatcher, choice: Choice, name: str
) -> tuple[Grid, Columns, tuple[str, ...]]:
    """Return the sheet to read with its columns, and the names of other sheets that look like lists of machines too."""
    if choice.sheet is not None and not any(grid.sheet == choice.sheet for grid in grids):
        raise Refused(f"{name} has no sheet named {choice.sheet}: choose another sheet.")
    guessed = [(grid, guess_columns(grid, matcher)) for grid in grids] if len(grids) > 1 else []
    chosen = [grid for grid in grids if choice.sheet in {None, grid.sheet}]
    if len(chosen) > 1:
        chosen = [max(guessed, key=lambda pair: _likelihood(*pair))[0]]
    others = tuple(
        grid.sheet
        for grid, columns in guessed
        if grid is not chosen[0] and grid.sheet and {Field.SERIAL, Field.MAC} & columns.by_field.keys()
    )
    return chosen[0], _columns(chosen[0], matcher, choice, name), others


def _likelihood(grid: Grid, columns: Columns) -> tuple[bool, float]:
    """The manifest is the sheet that tells machines apart; of several, the one with the most and surest rows."""
    return columns.identify, columns.certainty * min(len(grid.lines), 2000) ** 0.5


def _columns(grid: Grid, matcher: ModelMatcher, choice: Choice, name: str) -> Columns:
    if choice.header_row and not any(line.number == choice.header_row for line in grid.lines):
        raise Refused(f"{name} has nothing in row {choice.header_row}: choose the row that holds the column names.")
    header_row = choice.header_row if choice.header_row is not None else _row_of_names(grid, choice)
    guessed = guess_columns(grid, matcher, header_row=header_row)
    if choice.columns is None:
        return guessed
    wanted = {Field(key): _index(value, guessed, grid, name) for key, value in choice.columns.items()}
    return replace(guessed, by_field=wanted)


def _row_of_names(grid: Grid, choice: Choice) -> int | None:
    """Return the row that holds all column names a person gave; it is the header."""
    names = {normal_header(str(value)) for value in (choice.columns or {}).values() if not str(value).isdecimal()}
    for line in grid.lines[:40]:
        if names and names <= {normal_header(cell) for cell in line.cells}:
            return line.number
    return None


def _index(value: int | str, guessed: Columns, grid: Grid, name: str) -> int:
    """Return the column a person named, by index, header or place ("Column 3")."""
    if isinstance(value, int) or str(value).isdecimal():
        index = int(value)
    else:
        labels = [normal_header(text) for text in guessed.headers]
        wanted = normal_header(str(value))
        index = labels.index(wanted) if wanted in labels else -1
    if not 0 <= index < max(grid.width, 1):
        raise Refused(f"{name} has no column {value}: choose one of its {grid.width} columns.")
    return index


def _is_scan(grid: Grid, columns: Columns, matcher: ModelMatcher, choice: Choice) -> bool:
    """One column of codes, or a column where serials and MACs stand under each other (a scanner app's log)."""
    if choice.columns is not None:
        return False
    if grid.width == 1:
        return True
    index = columns.by_field.get(Field.SERIAL, columns.by_field.get(Field.MAC))
    if index is None or {Field.SERIAL, Field.MAC} <= columns.by_field.keys():
        return False
    look = profile(columns.body(grid), index, matcher)
    return look.mac > 0.15 and look.serial > 0.15


def _read_as_scan(grid: Grid, columns: Columns, matcher: ModelMatcher, name: str) -> ReadList:
    index = columns.by_field.get(Field.SERIAL, columns.by_field.get(Field.MAC, 0))
    codes = [(line.number, line.cells[index]) for line in columns.body(grid) if index < len(line.cells)]
    scan = read_scan(codes, matcher)
    if len(scan.machines) * 3 < len(scan.skipped):
        raise Refused(f"{_place(grid, name)} holds no list of machines. {_WANTED}")
    result = _result(grid, columns, name, scanned_rows(scan, matcher), scan.skipped)
    return replace(result, double_scans=scan.double_scans, is_scan=True)


def _read_as_table(grid: Grid, columns: Columns, matcher: ModelMatcher, name: str) -> ReadList:
    if not columns.identify:
        if grid.delimiter == " " or grid.width < 2:
            raise Refused(f"{_place(grid, name)} holds no list of machines. {_WANTED}")
        if Field.MODEL not in columns.by_field or columns.header_row is None:
            return _result(grid, columns, name, [], [])
    return _result(grid, columns, name, *read_machines(grid, columns, matcher))


def _place(grid: Grid, name: str) -> str:
    return f"Sheet {grid.sheet} of {name}" if grid.sheet else name


def _result(
    grid: Grid, columns: Columns, name: str, rows: Sequence[ReadRow], skipped: Sequence[tuple[int, str]]
) -> ReadList:
    return ReadList(
        name=name,
        rows=tuple(rows),
        encoding=grid.encoding,
        delimiter=grid.delimiter,
        sheet=grid.sheet,
        header_row=columns.header_row,
        headers=columns.headers,
        width=grid.width,
        columns=columns.by_field,
        skipped=tuple(skipped),
        sample=tuple((line.number, line.cells) for line in grid.lines[:_SAMPLE_ROWS]),
    )
