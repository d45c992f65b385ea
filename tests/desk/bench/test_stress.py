"""Stress tests on the page of a machine: begun, read, ended; who may, and what the page costs."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPhoto, StressTest
from hashmend.domain.bench.operations import add_readings, start_test, stop_test
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import update_status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.desk.bench.test_jobs import words
from tests.factories_bench import a_machine, profile, reading

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def url_of(job: Job) -> str:
    return f"/work-orders/{job.work_order}/miners/{job.position}/"


def a_test(job: Job, *readings: dict[str, float]) -> StressTest:
    test = start_test(row(job), profile(), by=SYSTEM, nominal_ths=Decimal(100))
    return add_readings(row(test), readings, by=SYSTEM) if readings else test


def url_of_test(test: StressTest) -> str:
    return f"{url_of(test.job)}stress-tests/{test.public_id}/"


def test_from_start_to_repaired_without_a_script(as_role: AsRole) -> None:
    client, job, asked = as_role("technician"), a_machine(), profile()
    start = {"profile": asked.pk, "nominal_ths": "100"}
    page = client.post(f"{url_of(job)}stress-tests/start/", start, follow=True)
    assert "Running" in words(page)
    test = StressTest.objects.get()
    url = url_of_test(test)
    client.post(f"{url}readings/", {"ths": "98,5", "temp_c": "70", "minute": "60"})
    file = SimpleUploadedFile("log.csv", b"minute,ths,chips,fans\n90,99,300,4\n120,99,300,4\n")
    page = client.post(f"{url}import/", {"file": file}, follow=True)
    assert "2 readings added." in words(page)
    page = client.post(f"{url}end/", follow=True)
    assert f"{job.miner} passed: it can be set to Repaired." in words(page)
    assert "Hashrate was 98.83 TH/s on average" in words(page)
    assert 'name="status" value="repaired"' in page.content.decode()
    page = client.post(f"{url_of(job)}status/", {"status": "repaired"}, follow=True)
    assert "without a passed stress test" not in words(page)


def test_while_it_is_tested_the_test_stands_before_the_diagnosis(as_role: AsRole) -> None:
    client, job = as_role("technician"), a_machine()

    def stands(first: str, second: str) -> bool:
        page = client.get(url_of(job)).content.decode()
        return page.index(f'id="{first}"') < page.index(f'id="{second}"')

    assert stands("repairs", "stress")
    update_status(row(job), "stress-test", by=SYSTEM).or_refuse()
    assert stands("place", "stress")
    assert stands("stress", "diagnosis")


def test_a_failed_one_says_why_and_the_machine_is_in_repair(as_role: AsRole) -> None:
    test = a_test(a_machine(), reading(60, fans=3))
    page = as_role("technician").post(f"{url_of_test(test)}end/", follow=True)
    assert "failed and is In repair again." in words(page)
    assert "Fans: 3 of 4 in minute 60." in words(page)
    assert 'name="status" value="repaired">' not in page.content.decode().split('id="stress"')[1].split("</section>")[0]


def test_what_is_refused_says_so_and_changes_nothing(as_role: AsRole) -> None:
    client, test = as_role("technician"), a_test(a_machine())
    url = url_of_test(test)
    for verb, sent, why in (
        ("end/", {}, "Nothing was read yet."),
        ("readings/", {"minute": "5", "ths": "x"}, "“x” is no number for hashrate."),
        ("readings/", {}, "has no figure"),
        ("import/", {}, "Choose a file of readings, or paste them."),
        ("import/", {"text": "minute,ths\n1,2\n2,x"}, "Row 3: “x” is no number for hashrate."),
        ("import/", {"file": SimpleUploadedFile("../x.csv", b"\xff\xfe\x00")}, "x.csv is no text"),
        ("stop/", {"reason": " "}, "Say why the test is stopped."),
    ):
        answer = client.post(f"{url}{verb}", sent)
        assert answer.status_code == 409
        assert why in words(answer)
    start = f"{url_of(test.job)}stress-tests/start/"
    for sent, why in (
        ({"profile": "999999"}, "Choose what is asked of the machine"),
        ({"profile": test.profile_id, "nominal_ths": "NaN"}, "“NaN” is no hashrate in TH/s."),
        ({"profile": "9" * 5000}, "Choose what is asked of the machine"),
        ({"profile": test.profile_id, "nominal_ths": "1e999999"}, "“1e999999” is no hashrate in TH/s."),
        ({"profile": test.profile_id, "nominal_ths": "-inf"}, "“-inf” is no hashrate in TH/s."),
        ({"profile": test.profile_id, "nominal_ths": "fast"}, "“fast” is no hashrate in TH/s."),
        ({"profile": test.profile_id, "nominal_ths": "100"}, "is running (Two hours): end or stop it first."),
    ):
        answer = client.post(start, sent)
        assert answer.status_code == 409
        assert why in words(answer)
    test.refresh_from_db()
    assert (test.verdict, test.readings, StressTest.objects.count()) == ("running", [], 1)


def test_its_own_page_has_graphs_a_table_and_a_download(as_role: AsRole) -> None:
    client = as_role("billing")
    test = a_test(a_machine(), *(reading(minute) for minute in range(1, 131)))
    page = client.get(url_of_test(test))
    source = page.content.decode()
    assert source.count('role="img"') >= 2
    assert "Hashrate from minute 1 to 130: lowest 99, highest 99, on average 99 TH/s; on average at least 95 TH/s." in (
        source
    )
    assert " style=" not in source
    assert "44 of 130 readings, evenly taken" in words(page)
    download = client.get(f"{url_of_test(test)}download/")
    lines = b"".join(download.streaming_content).decode("utf-8-sig").splitlines()
    assert (lines[0], lines[1], len(lines)) == ("minute,ths,temp_c,chips,fans,errors", "1,99,70,300,4,", 131)


def test_thousands_of_readings_are_counted_like_everything_else(as_role: AsRole) -> None:
    client = as_role("technician")
    test = a_test(a_machine(), *(reading(minute / 10) for minute in range(1600)))
    page = words(client.get(url_of_test(test)))
    assert "All 1,600 readings as CSV" in page
    assert "of 1,600 readings, evenly taken" in page
    assert "1,300 readings after the warm-up" in page
    assert ": 1,600 readings, minutes 0 to 159.9" in words(client.get(url_of(test.job)))


def test_repaired_without_a_passed_test_is_allowed_and_said(as_role: AsRole) -> None:
    job = a_machine()
    update_status(row(job), "repaired", by=SYSTEM).or_refuse()
    page = as_role("technician").get(url_of(job))
    assert f"{job.miner} is Repaired without a passed stress test." in words(page)


def test_only_those_who_may_run_them(as_role: AsRole) -> None:
    test = a_test(a_machine())
    for role, status in (("billing", 403), ("logistics", 403), ("manager", 302)):
        answer = as_role(role).post(f"{url_of_test(test)}stop/", {"reason": "power cut"})
        assert answer.status_code == status
    outsider = Client()
    outsider.force_login(factories.customer_user(test.job.work_order.customer))
    assert outsider.get(url_of_test(test)).status_code == 403


def test_a_test_of_another_machine_is_not_found(as_role: AsRole) -> None:
    test, other = a_test(a_machine()), a_machine()
    client = as_role("technician")
    assert client.get(f"{url_of(other)}stress-tests/{test.public_id}/").status_code == 404
    assert client.post(f"{url_of(other)}stress-tests/{test.public_id}/end/").status_code == 404


def test_ending_a_test_is_undone(as_role: AsRole) -> None:
    client, job = as_role("technician"), a_machine()
    client.post(f"{url_of(job)}stress-tests/start/", {"profile": profile().pk, "nominal_ths": "100"})
    test = StressTest.objects.get()
    client.post(f"{url_of_test(test)}readings/", {"ths": "10", "minute": "60"})
    for verb, sent in (("end", {}), ("stop", {"reason": "Power cut"})):
        answer = client.post(f"{url_of_test(test)}{verb}/", sent, HTTP_HX_REQUEST="true")
        (undo,) = re.findall(r'action="([^"]+/undo/[^"]+)"', answer.content.decode())
        said = words(client.post(undo, HTTP_HX_REQUEST="true"))
        assert "Undone for 1 stress test: it goes on." in said
        test.refresh_from_db()
        assert (test.verdict, test.job.status) == ("running", "stress-test")


def test_the_page_asks_the_same_whatever_was_tested_and_photographed(as_role: AsRole) -> None:
    client, job = as_role("technician"), a_machine()

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(url_of(job))
        return len(caught)

    asked = profile()
    counts = []
    for more in (1, 4):
        for _ in range(more):
            stop_test(row(start_test(row(job), asked, nominal_ths=Decimal(100), by=SYSTEM)), "again", by=SYSTEM)
        BenchPhoto.objects.bulk_create(
            BenchPhoto(job=job, file_name="x", thumb_name="y", width=1, height=1, sha256="z") for _ in range(more)
        )
        queries()
        counts.append(queries())
    assert counts[0] == counts[1]
