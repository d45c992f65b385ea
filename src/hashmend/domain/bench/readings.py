"""Readings of stress tests: as typed, or as files that miners' tools write (CSV, JSON). Bounded in size; pure."""

import csv
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import Any

from hashmend.kernel.errors import Refused

Reading = dict[str, float]

MOST_BYTES, MOST_READINGS, LONGEST_MINUTES = 2 * 1024 * 1024, 3000, 14 * 24 * 60

FIGURES: dict[str, tuple[str, float, float]] = {
    "minute": ("minute", 0, LONGEST_MINUTES),
    "ths": ("hashrate", 0, 100_000),
    "temp_c": ("temperature", -40, 200),
    "chips": ("chips", 0, 10_000),
    "fans": ("fans", 0, 100),
    "errors": ("hardware errors", 0, 100),
}
"""What is read, how people call it, and between which numbers it can be."""

_WHOLE = frozenset({"chips", "fans"})
_NAMES: dict[str, tuple[str, ...]] = {
    "minute": ("minute", "minutes", "min", "elapsedmin"),
    "seconds": ("second", "seconds", "sec", "elapsed", "elapseds", "uptime"),
    "time": ("time", "timestamp", "datetime", "date", "at"),
    "ths": ("ths", "hashrate", "hashrateths", "ratehts", "th"),
    "ghs": ("ghs", "hashrateghs", "ghs5s", "ghsav", "gh"),
    "mhs": ("mhs", "hashratemhs", "mhsav", "mh"),
    "temp_c": ("tempc", "temp", "temperature", "temperaturec", "chiptemp", "maxtemp", "tempmax"),
    "chips": ("chips", "chipcount", "effectivechips", "chipsfound"),
    "fans": ("fans", "fancount", "fanscount", "fannum"),
    "errors": ("errors", "hw", "hwpercent", "errorspercent", "hardwareerrors", "devicehardware", "hwerrors"),
}
_KNOWN = {name: key for key, names in _NAMES.items() for name in names}
_PER_THS = {"ths": 1.0, "ghs": 1000.0, "mhs": 1_000_000.0}


def read_file(content: bytes, name: str) -> list[Reading]:
    """Return the readings of a CSV or JSON file, in the order of their minutes.

    Refuses the whole, naming the row: what is no number or cannot be, a row without a time; and what is too big, empty,
    or neither CSV nor JSON.
    """
    if len(content) > MOST_BYTES:
        raise Refused(f"{name} is larger than {MOST_BYTES // 1024**2} MB: send the readings of one test alone.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"{name} is no text: save the readings as CSV or JSON.") from error
    if "\x00" in text or not text.strip():
        raise Refused(f"{name} {'is empty' if not text.strip() else 'is no text'}: save the readings as CSV or JSON.")
    rows = list(_json_rows(text, name) if text.lstrip()[0] in "[{" else _csv_rows(text, name))
    if not rows:
        raise Refused(f"{name} holds no readings: the first row names the columns, each other row is a reading.")
    return in_order(_with_minutes(rows))


def in_order(*lists: Sequence[Reading]) -> list[Reading]:
    """Return readings by their minutes; of one minute the later list's counts. Refuses more than `MOST_READINGS`."""
    merged = {reading["minute"]: reading for readings in lists for reading in readings}
    if len(merged) > MOST_READINGS:
        raise Refused(f"{len(merged):,} readings are too many: keep {MOST_READINGS:,}, such as one a minute.")
    return [merged[minute] for minute in sorted(merged)]


def checked(figures: Mapping[str, Any], where: str) -> Reading:
    """Return a reading as it is kept; `where` begins the refusal of a figure that cannot be, such as "Row 7"."""
    kept: Reading = {}
    for key in FIGURES:
        if (value := checked_figure(key, figures.get(key), where)) is not None:
            kept[key] = value
    if "minute" not in kept:
        raise Refused(f"{where} has no minute: say when it was read.")
    if len(kept) == 1:
        raise Refused(f"{where} has no figure: read at least the hashrate or the temperature.")
    return kept


def checked_figure(key: str, value: Any, where: str) -> float | None:
    """Return one figure of a reading as it is kept, None for nothing; refuse one that cannot be."""
    name, low, high = FIGURES[key]
    number = _number(value, name, where)
    if number is None:
        return None
    if not low <= number <= high:
        raise Refused(f"{where}: {name} cannot be {number:g}; it lies between {low:g} and {high:g}.")
    if key in _WHOLE and number != int(number):
        raise Refused(f"{where}: {name} are whole numbers, not {number:g}.")
    return int(number) if number == int(number) else round(number, 4)


def _number(value: Any, name: str, where: str) -> float | None:
    """Return a figure as a number, None for nothing; "97,5" and "97.5 %" are read too."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise Refused(f"{where}: “{str(value)[:40]}” is no number for {name}.")
    text = str(value).strip().removesuffix("%").strip()
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if text in {"", "-", "n/a", "N/A", "null"}:
        return None
    try:
        number = float(text)
    except ValueError as error:
        raise Refused(f"{where}: “{str(value)[:40]}” is no number for {name}.") from error
    if not math.isfinite(number):
        raise Refused(f"{where}: “{str(value)[:40]}” is no number for {name}.")
    return number


def _key(name: object) -> str:
    """Return what a column is about, "" for one that is left alone; its unit may stand in its name."""
    return _KNOWN.get("".join(c for c in str(name).casefold() if c.isalnum()), "")


Row = tuple[str, dict[str, Any]]


def _json_rows(text: str, name: str) -> Iterator[Row]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{name} is no JSON that can be read: {str(error)[:80]}.") from error
    rows = found.get("readings") if isinstance(found, dict) else found
    if not isinstance(rows, list):
        raise Refused(f"{name} holds no list of readings: send a list, or an object with “readings”.")
    for place, one in enumerate(_not_too_many(rows), 1):
        if not isinstance(one, dict):
            raise Refused(f"Row {place} is no reading: each is an object such as {{“minute”: 10, “ths”: 98.2}}.")
        yield f"Row {place}", {key: value for column, value in one.items() if (key := _key(column))}


def _csv_rows(text: str, name: str) -> Iterator[Row]:
    head = text.lstrip().splitlines()[0]
    mark = max(";\t,", key=head.count)
    try:
        lines = list(csv.reader(StringIO(text.lstrip()), delimiter=mark))
    except csv.Error as error:
        raise Refused(f"{name} is no CSV that can be read: {error}.") from error
    keys = [_key(column) for column in lines[0]]
    if not {"minute", "seconds", "time"} & set(keys):
        raise Refused(f"{name} has no column for the time: call one minute, seconds or time. Found: {head[:120]}")
    for place, cells in enumerate(_not_too_many(lines[1:]), 2):
        if any(cell.strip() for cell in cells):
            yield f"Row {place}", {key: cell.strip() for key, cell in zip(keys, cells, strict=False) if key}


def _not_too_many(rows: Sequence[Any]) -> Sequence[Any]:
    if len(rows) > MOST_READINGS:
        raise Refused(f"{len(rows):,} readings are too many: keep {MOST_READINGS:,}, such as one a minute.")
    return rows


def _with_minutes(rows: Sequence[Row]) -> list[Reading]:
    """Return the rows as readings: their minute from the column it stands in, the hashrate in TH/s."""
    start: datetime | None = None
    readings = []
    for where, cells in rows:
        figures = dict(cells)
        if "minute" not in figures and "seconds" in figures:
            seconds = _number(figures["seconds"], "seconds", where)
            figures["minute"] = None if seconds is None else seconds / 60
        elif "minute" not in figures and figures.get("time"):
            moment = _moment(figures["time"], where)
            start = start or moment
            figures["minute"] = (moment - start).total_seconds() / 60
        for unit, parts in _PER_THS.items():
            if figures.get("ths") is None and (rate := _number(figures.get(unit), "hashrate", where)) is not None:
                figures["ths"] = rate / parts
        readings.append(checked(figures, where))
    return readings


def _moment(value: Any, where: str) -> datetime:
    try:
        return datetime.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError as error:
        raise Refused(f"{where}: “{str(value)[:40]}” is no time such as 2026-01-31 14:05:00.") from error
