"""Files of readings: what is read, what is refused and which row is named."""

import json

import pytest

from hashmend.domain.bench.readings import MOST_BYTES, in_order, read_file
from hashmend.kernel.errors import Refused


def test_a_csv_is_read_whatever_its_order_marks_and_names() -> None:
    text = "Minute;Hashrate TH/s;Temp (°C);Chips;Fans;HW %;Remark\n20;97,5;71;300;4;0,2;warm\n10;96;70;300;4;;\n\n"
    assert read_file(text.encode(), "log.csv") == [
        {"minute": 10, "ths": 96, "temp_c": 70, "chips": 300, "fans": 4},
        {"minute": 20, "ths": 97.5, "temp_c": 71, "chips": 300, "fans": 4, "errors": 0.2},
    ]


def test_seconds_times_and_other_units_become_minutes_and_terahash() -> None:
    assert read_file(b"elapsed,GHS 5s\n0,98000\n90,99000", "a") == [
        {"minute": 0, "ths": 98},
        {"minute": 1.5, "ths": 99},
    ]
    text = "time,MHS av\n2026-01-31 23:59:00,98000000\n2026-02-01T00:09:00,99000000"
    assert [one["minute"] for one in read_file(text.encode(), "a")] == [0, 10]


def test_json_is_a_list_or_an_object_with_readings() -> None:
    rows = [{"minute": 1, "ths": 98.2, "temp_c": 71, "uuid": "x"}, {"minute": 2, "ths": 98.4, "fans": None}]
    kept = [{"minute": 1, "ths": 98.2, "temp_c": 71}, {"minute": 2, "ths": 98.4}]
    assert read_file(json.dumps(rows).encode(), "a.json") == kept
    assert read_file(json.dumps({"readings": rows}).encode(), "a.json") == kept


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"minute,ths\n1,98\n2,abc", "Row 3: “abc” is no number for hashrate."),
        (b"minute,ths\n1,98\n-1,98", "Row 3: minute cannot be -1; it lies between 0 and 20160."),
        (b"minute,fans\n1,2.5", "Row 2: fans are whole numbers, not 2.5."),
        (b"minute,ths\n1,nan", "Row 2: “nan” is no number for hashrate."),
        (b"minute,ths\n,98", "Row 2 has no minute: say when it was read."),
        (b"minute,ths\n5,", "Row 2 has no figure: read at least the hashrate or the temperature."),
        (b"time,ths\nyesterday,98", "Row 2: “yesterday” is no time such as 2026-01-31 14:05:00."),
        (b'[{"minute": 1, "ths": true}]', "Row 1: “True” is no number for hashrate."),
        (b'[{"minute": 1, "ths": [1]}]', "Row 1: “[1]” is no number for hashrate."),
        (b"[3]", "Row 1 is no reading"),
        (b'{"a": 1}', "f.csv holds no list of readings"),
        (b"[{", "f.csv is no JSON that can be read"),
        (b"[" * 100_000, "f.csv is no JSON that can be read"),
        (b"ths,temp\n1,2", "f.csv has no column for the time"),
        (b"minute,ths\n", "f.csv holds no readings"),
        (b" \n", "f.csv is empty"),
        (b"\xff\xd8\xff\xe0", "f.csv is no text"),
        (b"minute\x00ths", "f.csv is no text"),
        (b"x" * (MOST_BYTES + 1), "f.csv is larger than 2 MB"),
        (b"minute,ths\n" + b"1,2\n" * 3001, "3,001 readings are too many: keep 3,000"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_row(content: bytes, why: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_file(content, "f.csv")
    assert why in refusal.value.sentence


def test_of_one_minute_the_later_reading_counts() -> None:
    merged = in_order([{"minute": 2, "ths": 1}, {"minute": 1, "ths": 1}], [{"minute": 2, "ths": 9}])
    assert merged == [{"minute": 1, "ths": 1}, {"minute": 2, "ths": 9}]
