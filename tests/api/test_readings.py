"""Readings of stress tests posted by the bench."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.api.sent import MOST_BYTES
from hashmend.domain.batches import row
from hashmend.domain.bench.models import StressTest
from hashmend.domain.bench.operations import end_test, start_test, stop_test
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import Job
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_api import post, token
from tests.factories_bench import profile, reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def rig() -> str:
    return token()


def a_test(serial: str = "SYNBENCH000000001", mac: str = "02:00:00:00:00:01") -> StressTest:
    """Return a running test of a machine with 3 boards of 100 chips and 4 fans."""
    model = factories.miner_model(chips_per_board=100)
    (job,) = factories.jobs(
        factories.work_order(), entries=[factories.machine(serial, mac_typed=mac, model=model)], status="in-repair"
    )
    return a_test_of(job)


def a_test_of(job: Job) -> StressTest:
    return start_test(row(job), profile(f"Two hours {job.pk}"), by=SYSTEM, nominal_ths=Decimal(100))


def sent(*readings: Any, **named: str) -> dict[str, Any]:
    return (named or {"serial": "SYNBENCH000000001"}) | {"readings": list(readings)}


def readings_of(test: StressTest) -> list[dict[str, float]]:
    test.refresh_from_db()
    return test.readings


@pytest.mark.parametrize(
    "named", [{"serial": " synbench 000000001"}, {"mac": "02-00-00-00-00-01"}, {"mac": "020000000001"}]
)
def test_a_rig_names_the_machine_in_any_spelling(rig, named) -> None:
    test = a_test()
    answer = post(rig, sent(reading(10), reading(11), **named))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.json() == {"test": test.public_id, "machine": "SYNBENCH000000001", "readings": 2}
    assert [one["minute"] for one in readings_of(test)] == [10, 11]


def test_or_the_test_by_its_id(rig) -> None:
    test = a_test()
    assert post(rig, sent(reading(10), test=test.public_id)).status_code == 200
    assert readings_of(test) == [reading(10)]


def test_the_history_names_the_rig(rig) -> None:
    a_test()
    post(rig, sent(reading(10)))
    event = Event.objects.order_by("pk").last()
    assert event is not None
    assert (event.kind, event.actor_label, event.actor_id) == ("job.readings-added", "Bench rig 3", None)


def test_sending_the_same_minute_twice_changes_nothing_and_the_later_reading_of_a_minute_counts(rig) -> None:
    test = a_test()
    post(rig, sent(reading(10), reading(11)))
    events = Event.objects.count()
    assert post(rig, sent(reading(10))).json()["readings"] == 2
    assert (readings_of(test), Event.objects.count()) == ([reading(10), reading(11)], events)
    post(rig, sent({"minute": 10, "ths": 42}))
    assert readings_of(test) == [{"minute": 10, "ths": 42}, reading(11)]


def test_without_a_minute_it_is_of_now_and_a_time_is_told_from_the_start(rig) -> None:
    test = a_test()
    later = test.started_at + timedelta(minutes=37, seconds=20)
    with clock.standing_at(later):
        post(rig, sent({"ths": 98.2}))
        at = (test.started_at + timedelta(minutes=30, seconds=5)).isoformat()
        post(rig, sent({"time": at, "ths": 97.5}, {"time": at.replace("+00:00", "Z"), "temp_c": 60}))
    assert readings_of(test) == [{"minute": 30, "temp_c": 60}, {"minute": 37, "ths": 98.2}]


def test_the_verdict_follows_from_what_the_rig_read(rig) -> None:
    test = a_test()
    post(rig, sent(*(reading(minute) for minute in range(1, 121))))
    assert end_test(row(test), by=SYSTEM).done[0].verdict == "passed"


WRONG: list[tuple[Any, str, str]] = [
    ({"minute": 1, "ths": "98"}, "readings[0].ths", "is no number"),
    ({"minute": 1, "ths": True}, "readings[0].ths", "is no number"),
    ({"minute": 1, "ths": None}, "readings[0].ths", "is no number"),
    ({"minute": 1, "ths": -1}, "readings[0].ths", "hashrate cannot be -1; it lies between 0 and 100000."),
    ({"minute": 1, "temp_c": 900}, "readings[0].temp_c", "temperature cannot be 900"),
    ({"minute": 1, "chips": 2.5}, "readings[0].chips", "chips are whole numbers"),
    ({"minute": 10**400, "ths": 1}, "readings[0].minute", "is no number for minute"),
    ({"minute": 1, "hashrate": 98}, "readings[0].hashrate", "“hashrate” is no field here: there are minute, ths"),
    ({"minute": 1}, "readings[0]", "has no figure"),
    ({"minute": 1, "time": "2026-01-31T14:05:00Z", "ths": 1}, "readings[0].time", "send one of them"),
    ({"time": "yesterday", "ths": 1}, "readings[0].time", "is no time such as"),
    ({"time": "2026-01-31T14:05:00", "ths": 1}, "readings[0].time", "says no time zone"),
    ({"time": "2020-01-31T14:05:00Z", "ths": 1}, "readings[0].time", "lies before the test began"),
    ({"time": "9999-12-31T23:59:59-23:59", "ths": 1}, "readings[0].time", "lies in the future"),
    ({"time": "0001-01-01T00:00:00+23:59", "ths": 1}, "readings[0].time", "lies before the test began"),
    ({"time": 7, "ths": 1}, "readings[0].time", "is no text"),
    ({"time": "2026\x00", "ths": 1}, "readings[0].time", "cannot be kept"),
    (7, "readings[0]", "is no object"),
]


@pytest.mark.parametrize(("wrong", "field", "why"), WRONG)
def test_a_reading_that_cannot_be_is_refused_by_its_field(rig, wrong, field, why) -> None:
    test = a_test()
    answer = post(rig, sent(wrong, reading(5)))
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert (answer.json()["field"], answer.json()["status"]) == (field, 422)
    assert why in answer.json()["detail"]
    assert readings_of(test) == []


@pytest.mark.parametrize(
    ("body", "field", "why"),
    [
        ({"serial": "SYNBENCH000000001"}, "readings", "is no list"),
        (sent(), "readings", "is no list"),
        ({"serial": "SYNBENCH000000001", "readings": {"minute": 1}}, "readings", "is no list"),
        ({"serial": "SYNBENCH000000001", "readings": [{}] * 3001}, "readings", "3,001 objects: at most 3,000"),
        (sent(reading(1)) | {"order": 1}, "order", "“order” is no field here"),
        (sent(reading(1)) | {"mac": "x"}, "serial", "one of the three"),
        ({"readings": [reading(1)]}, "serial", "one of the three"),
        (sent(reading(1), serial=""), "serial", "is empty"),
        (sent(reading(1), serial="SYN\x00"), "serial", "cannot be kept"),
        (sent(reading(1), serial="N/A"), "serial", "names no machine"),
        (sent(reading(1), serial="S" * 121), "serial", "too long"),
        (sent(reading(1), test="abc\ud800"), "test", "cannot be kept"),
        (sent({"ths": 1}, {"ths": 2}), "readings", "Only one reading can be of now"),
        ([reading(1)], None, "no JSON object"),
        ("{", None, "no JSON that can be read"),
        ('{"serial": NaN}', None, "NaN is no number in JSON"),
        ('{"serial": "a", "serial": "b"}', None, "stands twice"),
        ("[" * 100_000, None, "no JSON that can be read"),
        (f'{{"serial": {"9" * 5000}}}', None, "no JSON that can be read"),
        (b"\xff\xfe", None, "no text in UTF-8"),
        (" ", None, "no JSON that can be read"),
    ],
)
def test_a_body_that_cannot_be_taken_is_refused_and_says_why(rig, body, field, why) -> None:
    test = a_test()
    answer = post(rig, body if isinstance(body, bytes | str) else json.dumps(body))
    assert answer.status_code == 422, answer.content
    assert (answer.json().get("field"), why in answer.json()["detail"]) == (field, True), answer.json()
    assert readings_of(test) == []


def test_a_body_that_is_too_large_or_no_json_by_its_type(rig) -> None:
    a_test()
    assert post(rig, json.dumps(sent(reading(1))) + " " * MOST_BYTES).status_code == 413
    for kind in ("text/plain", "application/x-www-form-urlencoded", "text/csv"):
        answer = post(rig, json.dumps(sent(reading(1))), content_type=kind)
        assert (answer.status_code, "Content-Type: application/json" in answer.json()["detail"]) == (415, True)


def test_what_is_not_known_is_404_and_says_what(rig) -> None:
    for named, why in (
        ({"serial": "SYNNOBODY1"}, "No machine has the serial number SYNNOBODY1."),
        ({"mac": "02:00:00:00:00:99"}, "No machine has the MAC 02:00:00:00:00:99."),
        ({"test": "nosuchtest"}, "There is no stress test nosuchtest."),
    ):
        answer = post(rig, sent(reading(1), **named))
        assert (answer.status_code, answer.json()["detail"]) == (404, why)


def test_a_machine_without_a_running_test_is_409_with_the_way_out(rig) -> None:
    test = a_test()
    stop_test(row(test), "power cut", by=SYSTEM)
    answer = post(rig, sent(reading(1)))
    assert answer.status_code == 409
    assert answer.json()["detail"] == "SYNBENCH000000001 has no stress test running: start one on its page."
    answer = post(rig, sent(reading(1), test=test.public_id))
    assert (answer.status_code, "has ended (stopped): start another one." in answer.json()["detail"]) == (409, True)


def test_two_machines_of_one_mac_are_told_apart_by_the_test(rig) -> None:
    first, second = a_test(), a_test("SYNBENCH000000002")
    answer = post(rig, sent(reading(1), mac="02:00:00:00:00:01"))
    assert answer.status_code == 409
    assert "name the test by its id" in answer.json()["detail"]
    assert post(rig, sent(reading(1), test=second.public_id)).status_code == 200
    assert (readings_of(first), readings_of(second)) == ([], [reading(1)])


def test_too_many_readings_in_all_are_refused(rig) -> None:
    a_test()
    assert post(rig, sent(*(reading(minute) for minute in range(2999)))).status_code == 200
    answer = post(rig, sent(reading(3000), reading(3001)))
    assert answer.status_code == 409
    assert "3,001 readings are too many: keep 3,000" in answer.json()["detail"]


def test_a_call_takes_the_same_queries_for_one_reading_and_for_many(rig) -> None:
    a_test()
    post(rig, sent(reading(1)))

    def queries(*readings: Any) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert post(rig, sent(*readings)).status_code == 200
        return len(caught)

    assert queries(reading(2)) == queries(*(reading(minute) for minute in range(3, 500)))


def test_other_addresses_and_methods_are_told_in_json(rig) -> None:
    client, headers = Client(raise_request_exception=False), {"Authorization": f"Bearer {rig}"}
    for method in ("get", "put", "delete", "patch", "head", "options"):
        answer = getattr(client, method)("/api/stress-tests/readings", headers=headers)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    for path in ("/api/", "/api/nothing", "/api/stress-tests/readings/"):
        answer = client.post(path, {}, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
        assert "request_id" in answer.json()
