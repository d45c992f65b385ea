"""The rows that ship with the product: JSON files beside this module, one per catalogue, each naming its sources."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from hashmend.domain.catalogue.bench import BoardNumber, ErrorCode, LogPattern, TestProfile
from hashmend.domain.catalogue.models import (
    Carrier,
    CatalogueRow,
    FailureType,
    MacPrefix,
    MinerModel,
    RepairType,
    SerialShape,
    Service,
    TrackingFormat,
)

FOLDER = Path(__file__).parent / "data"

# In the order of loading: a row may name one of a catalogue before it, or an earlier one of its own.
FILES: dict[type[CatalogueRow], str] = {
    MinerModel: "miner_models",
    RepairType: "repair_types",
    FailureType: "failure_types",
    Service: "services",
    Carrier: "carriers",
    TrackingFormat: "tracking_formats",
    MacPrefix: "mac_prefixes",
    SerialShape: "serial_shapes",
    LogPattern: "log_patterns",
    ErrorCode: "error_codes",
    BoardNumber: "board_numbers",
    TestProfile: "test_profiles",
}


def rows(catalogue: type[CatalogueRow]) -> list[dict[str, Any]]:
    """Return the bundled rows: field name to value, unknown figures absent, other rows named by their code."""
    found: list[dict[str, Any]] = _read(FILES[catalogue])["rows"]
    return found


@cache
def header(catalogue: type[CatalogueRow]) -> dict[str, Any]:
    """Return the title, reading notes and sources (title, url, licence by key) of a bundled catalogue."""
    found: dict[str, Any] = _read(FILES[catalogue])["header"]
    return found


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content
