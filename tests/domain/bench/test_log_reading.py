"""Reading logs and codes: every sample line of the catalogue, conditions, codes, and that no pattern runs away."""

import time

import pytest
from django.db import transaction

from hashmend.domain.bench.log_reading import MOST_LINES, LogReading, read_log
from hashmend.domain.catalogue import bundled
from hashmend.domain.catalogue.bench import ErrorCode, LogPattern
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.catalogue.operations import add_row, load_catalogues
from hashmend.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def catalogues(django_db_setup, django_db_blocker):
    """Load what ships once for this file, and leave nothing behind."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_catalogues(by=SYSTEM)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def s19(catalogues) -> MinerModel:
    """Return a machine with 3 boards of 76 chips and 4 fans."""
    return MinerModel.objects.get(code="bitmain-antminer-s19")


@pytest.fixture
def m50(catalogues) -> MinerModel:
    """Return a Whatsminer with three boards."""
    return MinerModel.objects.get(name="Whatsminer M50", variant="")


def proposed(reading: LogReading) -> list[tuple[str, int | None]]:
    return sorted((p.failure_type.code, p.position) for p in reading.proposals)


def model_for(maker: str) -> MinerModel:
    name = {"Bitmain": "Antminer S19", "MicroBT": "Whatsminer M50", "Canaan": "Avalon A1246"}[maker]
    return MinerModel.objects.filter(maker=maker, name__startswith=name).order_by("pk").first() or MinerModel(
        maker=maker
    )


SAMPLES = {values["code"]: values for values in bundled.rows(LogPattern)}
DECODED = {
    "driver-btm-api.c:1134:check_asic_number_with_power_on: Chain[0]: find 65 asic, times 0": {"HB_CHIPS_MISSING"},
    "Chain 0 has failed with 0 ASICs found and will power off hash board 0": {"HB_ZERO_CHIPS"},
    "Sweep error string = J7:4.": {"HB_EEPROM_DATA"},
    "error_code=530": {"HB_NOT_DETECTED"},
    "PS[0 1215 1489 221 3293 1490]": set(),
    "DH[1.037%]": set(),
}


@pytest.mark.parametrize("code", SAMPLES)
def test_every_sample_line_proposes_its_failure_and_shows_the_line(catalogues, code) -> None:
    values = SAMPLES[code]
    told = {values["failure_code"]} if values.get("failure_code") and not values.get("is_benign") else set()
    expected = DECODED.get(values["sample"], told)

    reading = read_log(f"boot\n{values['sample']}\nend", model_for(values["maker"]))

    assert {p.failure_type.code for p in reading.proposals} == expected
    assert all((2, values["sample"]) in p.lines and p.why for p in reading.proposals)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Chain[0]: find 76 asic, times 0", []),
        ("Chain[0]: find 75 asic, times 0", [("HB_CHIPS_MISSING", 1)]),
        ("Chain[2]: find 0 asic, times 3", [("HB_ZERO_CHIPS", 3)]),
        ("Chain 1 only find 0 asic, will power off hash board 1", [("HB_ZERO_CHIPS", 2)]),
        ("After TEST CRC error counter=0", []),
        ("Detect a bad chip=12 on chain[6], fixed to 300M", []),
        ("Chain[J6] has no freq in PIC, set default freq=550M", []),
        ("Chain[J7] has 60 asic", [("HB_CHIPS_MISSING", 2)]),
        ("read failed on Chain[7] Chip[62] middle Temp old value:0", [("HB_TEMP_SENSOR", 3)]),
        ("fail to read pic temp for chain 2", [("HB_TEMP_SENSOR", 3)]),
        ("fail to read tsensor by iic, chain = 1, sensor = 0", [("HB_TEMP_SENSOR", 2)]),
        ("Read temp sensor failed", [("HB_TEMP_SENSOR", None)]),
        ("fan_id = 3, fan_speed = 0", [("FAN_LOST", 4)]),
        ("check FAN Speed Error: fan[5] speed=600", [("FAN_SPEED", None)]),
        ("Sweep error string = P:1.J2:2.", [("HB_CHIPS_MISSING", 3), ("HB_OVERTEMP", None)]),
        ("searcherror: F:1", [("FAN_LOST", None)]),
        ("J1:4", [("HB_EEPROM_DATA", 1)]),
        ("12:30:45", []),
    ],
)
def test_conditions_and_slots(s19, line, expected) -> None:
    assert proposed(read_log(line, s19)) == expected


def test_a_full_board_of_another_model_is_not_enough_here(s19) -> None:
    s21 = MinerModel.objects.get(code="bitmain-antminer-s21")
    line = "Chain[0]: find 76 asic, times 0"
    assert (proposed(read_log(line, s19)), proposed(read_log(line, s21))) == ([], [("HB_CHIPS_MISSING", 1)])


def test_without_a_model_a_short_count_says_nothing_and_none_at_all_does(catalogues) -> None:
    assert proposed(read_log("Chain[0]: find 65 asic, times 0", None)) == []
    assert proposed(read_log("Chain[0]: find 0 asic, times 0", None)) == [("HB_ZERO_CHIPS", 1)]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("530", ("HB_NOT_DETECTED", 1)),
        ("532", ("HB_NOT_DETECTED", 3)),
        ("5122", ("HB_CRC", 3)),
        ("560012", ("HB_CHIP_DEAD", 1)),
        ("521107", ("HB_HW_ERRORS", 2)),
        ("110", ("FAN_SPEED", None)),
        ("200", ("PSU_NOT_DETECTED", None)),
        ("100003", ("FW_MALWARE", None)),
        ("8530", ("ID_FACTORY_DATA", None)),
    ],
)
def test_codes_of_whatsminers_are_decoded(m50, code, expected) -> None:
    for text in (code, f'"error_code": {code}'):
        (only,) = proposed(read_log(text, m50))
        assert only == expected


def test_every_code_of_whatsminers_proposes_what_the_catalogue_says(m50) -> None:
    rows = [row for row in bundled.rows(ErrorCode) if row["maker"] == "MicroBT"]
    reading = read_log("\n".join(f"error_code={row['shown'].replace('x', '1')}" for row in rows), m50)

    assert len(rows) == 325
    seen = {code: p.failure_type.code for p in reading.proposals for code in _codes_in(p.why)}
    assert seen == {row["shown"].replace("x", "1"): row["failure_code"] for row in rows if "failure_code" in row}


def _codes_in(why: list[str]) -> list[str]:
    return [words.split(":")[0].removeprefix("MicroBT ") for words in why]


def test_the_words_of_a_code_name_slot_and_chip(m50) -> None:
    (proposal,) = read_log("error_code=560012", m50).proposals
    assert proposal.why == ["MicroBT 560012: Slot 0 chip 012 zero nonce."]


def test_bits_of_a_bitmap_add_up(catalogues) -> None:
    found = proposed(read_log("PS[2049 1215 1489 221 3293 1490]", model_for("Canaan")))
    assert found == [("PSU_FAN", None), ("PSU_INPUT_UV", None)]


def test_a_code_that_nobody_knows_is_told(m50) -> None:
    reading = read_log("999", m50)
    assert (list(reading.proposals), list(reading.notes)) == ([], ["999 is not among the codes of MicroBT."])


def test_the_same_failure_is_proposed_once_with_its_lines_the_worst_first(s19) -> None:
    log = "\n".join(["ERROR_NET_LOST", *["Chain[1]: find 0 asic, times 0"] * 12, "reg crc error"])

    reading = read_log(log, s19)

    assert [p.failure_type.code for p in reading.proposals] == ["HB_ZERO_CHIPS", "HB_CRC", "NET_POOL"]
    assert (reading.proposals[0].count, reading.proposals[0].lines[0][0], len(reading.proposals[0].lines)) == (
        12,
        2,
        10,
    )


def test_a_pattern_that_runs_away_is_left_out_and_named(s19) -> None:
    add_row(LogPattern, {"code": "odd", "maker": "Bitmain", "pattern": "(a|aa)+$", "failure_code": "HB_CRC"}, by=SYSTEM)
    began = time.monotonic()

    reading = read_log("a" * 400 + "!\nreg crc error", s19)

    assert time.monotonic() - began < 10
    assert proposed(reading) == [("HB_CRC", None)]
    assert list(reading.notes) == ["The pattern odd takes too long on line 1: it was left out there."]


def test_a_log_without_end_is_read_as_far_as_the_limit(s19) -> None:
    began = time.monotonic()

    reading = read_log("Chain[0]: find 76 asic, times 0 and then a lot of words that nobody reads\n" * 30_000, s19)

    assert time.monotonic() - began < 10
    assert list(reading.proposals) == []
    assert list(reading.notes) == [f"Only the first {MOST_LINES:,} of 30,000 lines were read."]
