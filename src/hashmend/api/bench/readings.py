"""Readings of running stress tests, posted by what stands on the bench."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from hashmend.api.doors import door
from hashmend.api.sent import Json, Wrong, number, objects, refuse_unknown, text
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.models import StressTest
from hashmend.domain.bench.operations import add_readings
from hashmend.domain.bench.readings import FIGURES, MOST_READINGS, Reading, checked, checked_figure
from hashmend.domain.miners.models import Miner
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused
from hashmend.kernel.identifiers import normal_mac, normal_serial

NAMES = ("test", "serial", "mac")
FIELDS = (*NAMES, "readings")
OF_A_READING = (*FIGURES, "time")
_FAST_CLOCK_MINUTES = 5


@door(Permission.STRESS_TEST)
def add_stress_test_readings(sent: Json, actor: Actor) -> Json:
    """Add readings to the running test of a machine, named by its serial number or MAC, or by the test's own id.

    Of one minute the latest reading counts, so sending the same again changes nothing.
    """
    refuse_unknown(sent, FIELDS)
    rows = objects(sent.get("readings"), "readings", MOST_READINGS)
    for place, one in enumerate(rows):
        _refuse_odd(one, f"readings[{place}]")
    if sum("minute" not in one and "time" not in one for one in rows) > 1:
        raise Wrong(422, "Only one reading can be of now: give the others their minute or time.", "readings")
    test = _meant(sent, actor)
    readings = [_reading(one, f"readings[{place}]", test.started_at) for place, one in enumerate(rows)]
    kept = add_readings(row(test), readings, by=actor)
    return {"test": kept.public_id, "machine": str(kept.job.miner), "readings": len(kept.readings)}


def _refuse_odd(reading: Json, field: str) -> None:
    """Refuse what no reading can hold, figure by figure."""
    refuse_unknown(reading, OF_A_READING, field)
    for key, value in reading.items():
        if key == "time":
            continue
        try:
            checked_figure(key, number(value, f"{field}.{key}"), f"{field}.{key}")
        except Refused as refusal:
            raise Wrong(422, refusal.sentence, f"{field}.{key}") from refusal
    if "minute" in reading and "time" in reading:
        raise Wrong(422, f"{field} says its minute and its time: send one of them.", f"{field}.time")


def _reading(sent: Json, field: str, started_at: datetime) -> Reading:
    """Return a reading with its minute: as it says, or from its time; without either it is of now."""
    figures: dict[str, Any] = {key: value for key, value in sent.items() if key != "time"}
    if "minute" not in sent:
        moment = _moment(sent["time"], f"{field}.time") if "time" in sent else clock.now()
        minutes = (moment - started_at).total_seconds() / 60
        if minutes < -1:
            began = f"{started_at:%Y-%m-%dT%H:%M:%SZ}"
            raise Wrong(422, f"{field}.time lies before the test began, at {began}.", f"{field}.time")
        figures["minute"] = max(0, int(minutes))
    try:
        return checked(figures, field)
    except Refused as refusal:
        raise Wrong(422, refusal.sentence, field) from refusal


def _moment(value: Any, field: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text(value, field))
    except ValueError as error:
        raise Wrong(422, f"{field} is no time such as 2026-01-31T14:05:00+01:00.", field) from error
    if moment.tzinfo is None:
        raise Wrong(422, f"{field} says no time zone: end it with Z or +01:00.", field)
    if (moment - clock.now()).total_seconds() > _FAST_CLOCK_MINUTES * 60:
        raise Wrong(422, f"{field} lies in the future: set the clock of what sends it.", field)
    return moment


def _meant(sent: Json, actor: Actor) -> StressTest:
    """Return the test the body names. 404 for what is not known, 409 for a machine that has none running."""
    named = [name for name in NAMES if name in sent]
    if len(named) != 1:
        raise Wrong(422, "Name the machine by serial or mac, or the test by its id: one of the three.", "serial")
    name = text(sent[named[0]], named[0])
    tests = StressTest.objects.visible_to(actor)
    if named[0] == "test":
        return _only(tests.filter(public_id=name), f"There is no stress test {name}.", "")
    normal = normal_serial(name) if named[0] == "serial" else normal_mac(name)
    if not normal:
        raise Wrong(422, f"“{name}” names no machine.", named[0])
    running = tests.filter(verdict=StressTest.Verdict.RUNNING, **{f"job__miner__{named[0]}": normal})
    is_known = Miner.objects.visible_to(actor).filter(**{named[0]: normal})
    return _only(running, f"No machine has the {_WORDS[named[0]]} {name}.", name, is_known)


_WORDS = {"serial": "serial number", "mac": "MAC"}


def _only(tests: QuerySet[StressTest], unknown: str, name: str, machines: QuerySet[Miner] | None = None) -> StressTest:
    found: Sequence[StressTest] = tests[:2]
    if len(found) == 1:
        return found[0]
    if found:
        raise Wrong(409, f"Two machines called {name} have a test running: name the test by its id.")
    if machines is not None and machines.exists():
        raise Wrong(409, f"{name} has no stress test running: start one on its page.")
    raise Wrong(404, unknown)
