"""What reading a list gives: its rows, and the figures about the list as a whole."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hashmend.domain.intake.reading.fields import Field
from hashmend.domain.intake.reading.matching import ModelMatch
from hashmend.kernel.identifiers import is_valid_mac, normal_mac, normal_serial

# The columns named in a summary; the others are only shown.
_REPORTED = (
    Field.CONTAINER, Field.SERIAL, Field.MAC, Field.MODEL, Field.ASSET_TAG, Field.NOMINAL_THS, Field.REPORTED_ISSUE,
    Field.REMARK, Field.ERROR_CODES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person corrected; None leaves the guess. `header_row` 0 means "no header".

    `columns` maps field names to a column's index (from 0) or to its header; it replaces the guess as a whole.
    `models` maps texts of the model column to catalogue model ids; "" leaves a text unknown. `pallet` takes only the
    rows of one container of the list.
    """

    sheet: str | None = None
    header_row: int | None = None
    columns: Mapping[str, int | str] | None = None
    models: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    delimiter: str | None = None
    pallet: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the choice in the shape `from_json` takes."""
        return {
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": None if self.columns is None else dict(self.columns),
            "models": dict(self.models),
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "pallet": self.pallet,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Choice":
        """Return the choice that `as_json` wrote."""
        return cls(**{key: kept[key] for key in cls.__slots__ if key in kept and kept[key] is not None})


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something to look at in a row; it never keeps the row out."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One machine of the list: what was typed, and what it was read as."""

    line: int
    serial: str = ""
    mac: str = ""
    asset_tag: str = ""
    model: str = ""
    match: ModelMatch = field(default_factory=lambda: ModelMatch(""))
    container: str = ""
    nominal_ths: Decimal | None = None
    reported_issue: str = ""
    remark: str = ""
    error_codes: tuple[str, ...] = ()
    ip: str = ""
    location: str = ""
    oddities: tuple[Oddity, ...] = ()

    @property
    def normal_serial(self) -> str:
        """Return the serial as compared, "" when there is none."""
        return normal_serial(self.serial)

    @property
    def normal_mac(self) -> str:
        """Return the MAC as compared, "" when there is none."""
        return normal_mac(self.mac)


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list that was read: its rows, how it was read, and what was left out."""

    name: str
    rows: tuple[ReadRow, ...]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    other_lists: tuple[str, ...] = ()
    header_row: int | None = None
    headers: tuple[str, ...] = ()
    width: int = 0
    columns: dict[Field, int] = field(default_factory=dict)
    skipped: tuple[tuple[int, str], ...] = ()
    double_scans: int = 0
    is_scan: bool = False
    sample: tuple[tuple[int, tuple[str, ...]], ...] = ()

    def column_label(self, index: int) -> str:
        """Return the header of a column, or its place when it has none."""
        text = self.headers[index] if index < len(self.headers) else ""
        return text or f"Column {index + 1}"

    def unknown_models(self) -> dict[str, int]:
        """Return the texts of the model column that name no model for sure, with the number of rows."""
        counts = Counter(row.model for row in self.rows if row.model and not row.match.is_sure)
        return dict(counts.most_common())

    def summary(self) -> dict[str, Any]:
        """Return the figures of the list. `model_counts` holds a text as typed when no model is known by it."""
        serials = Counter(serial for row in self.rows if (serial := row.normal_serial))
        macs = Counter(mac for row in self.rows if (mac := row.normal_mac))
        models = Counter(
            row.match.model.name if row.match.model and row.match.is_sure else row.model
            for row in self.rows
            if row.model or row.match.model
        )
        return {
            "unit_rows": len(self.rows),
            "distinct_serials": len(serials),
            "duplicate_serials": sorted(serial for serial, count in serials.items() if count > 1),
            "blank_serials": sum(1 for row in self.rows if not row.normal_serial),
            "missing_macs": sum(1 for row in self.rows if not row.normal_mac),
            "duplicate_macs": sorted(mac for mac, count in macs.items() if count > 1 and is_valid_mac(mac)),
            "invalid_macs": [row.mac for row in self.rows if row.normal_mac and not is_valid_mac(row.normal_mac)],
            "model_counts": dict(models),
            "encoding": self.encoding,
            "delimiter": self.delimiter.replace("\t", "\\t") if self.delimiter else None,
            "header_row": self.header_row,
            "sheet": self.sheet,
            "columns": {
                name.value: self.column_label(self.columns[name])
                for name in _REPORTED
                if name in self.columns and self.header_row is not None
            },
            "double_scans": self.double_scans,
        }
