"""Diagnosis, logs and repairs on the page of a machine."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.bench.models import Failure, Repair
from hashmend.domain.bench.operations import Found, note_failures
from hashmend.domain.catalogue import bundled
from hashmend.domain.catalogue.bench import ErrorCode, LogPattern
from hashmend.domain.catalogue.models import FailureType
from hashmend.domain.history.models import Event
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests.factories_diagnosis import on_the_bench, parts_of

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def url_of(job: Job, part: int | None = None) -> str:
    return f"/work-orders/{job.work_order}/miners/{job.position}/" + (f"parts/{part}/" if part else "")


def words(answer: Any) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text)).replace("\u00a0", " ")


def noted() -> list[str]:
    return [str(failure) for failure in Failure.objects.order_by("pk")]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0 ASIC found", ["0 ASIC found"]),
        ("  zero  nonce ", ["Dead chip located"]),
        ("FIND 0 asic; crystal", ["0 ASIC found", "Clock oscillator failure"]),
        ("oscillator", ["Clock oscillator failure"]),
    ],
)
def test_a_failure_is_found_by_name_alias_or_a_part_of_either(as_role: AsRole, typed, expected) -> None:
    (job,) = on_the_bench()
    board = parts_of(job, "hashboard")[0]

    answer = as_role("technician").post(f"{url_of(job, board.pk)}diagnose/", {"failure": typed, "severity": "minor"})

    assert answer.url == f"{url_of(job)}?part={board.pk}#diagnosis"
    assert noted() == expected
    assert {failure.severity for failure in Failure.objects.all()} == {"minor"}


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"failure": "gremlins"}, "Nothing in the catalogue is called “gremlins”"),
        ({"failure": "chip"}, "could be"),
        ({}, "Choose at least one failure"),
    ],
)
def test_what_cannot_be_told_is_refused_with_the_way_out(as_role: AsRole, sent, why) -> None:
    (job,) = on_the_bench()
    board = parts_of(job, "hashboard")[0]
    answer = as_role("technician").post(f"{url_of(job, board.pk)}diagnose/", sent, HTTP_HX_REQUEST="true")
    assert (answer.status_code, noted()) == (409, [])
    assert why in words(answer)


def test_other_is_said_in_own_words_and_shown_as_text(as_role: AsRole) -> None:
    (job,) = on_the_bench()
    client = as_role("technician")
    client.post(f"{url_of(job)}diagnose/", {"words": "<b>Ants</b> inside", "severity": "major"})
    assert noted() == ["<b>Ants</b> inside"]
    assert "&lt;b&gt;Ants&lt;/b&gt; inside" in client.get(url_of(job)).content.decode()


def test_one_pass_over_all_parts(as_role: AsRole) -> None:
    (job,) = on_the_bench()
    boards, fans = parts_of(job, "hashboard"), parts_of(job, "fan")
    sent = {
        f"failure-{boards[0].pk}": "0 ASIC found; Burnt board",
        f"words-{boards[2].pk}": "Scratched",
        f"failure-{fans[3].pk}": "fan lost",
    }

    answer = as_role("technician").post(f"{url_of(job)}diagnose-all/", sent, HTTP_HX_REQUEST="true")

    assert answer.status_code == 200
    assert "order-changed" in answer.headers["HX-Trigger-After-Settle"]
    assert [(str(f), f.part_id) for f in Failure.objects.order_by("pk")] == [
        ("0 ASIC found", boards[0].pk),
        ("Burnt board", boards[0].pk),
        ("Scratched", boards[2].pk),
        ("Fan not detected", fans[3].pk),
    ]
    assert len(set(Event.objects.filter(kind="failure.noted").values_list("group", flat=True))) == 1


def test_what_was_found_lately_comes_first(as_role: AsRole) -> None:
    job, other = on_the_bench(2)
    kind = FailureType.objects.get(code="FAN_NOISE")
    note_failures(row(other), [Found("fan", parts_of(other, "fan")[0].pk, kind.pk)], by=SYSTEM)
    fan = parts_of(job, "fan")[0]
    client = as_role("technician")

    page = client.get(f"{url_of(job)}?part={fan.pk}")

    assert "Found lately Noise / bearing" in words(page)
    client.post(f"{url_of(job, fan.pk)}diagnose/", {"kind": kind.pk})
    assert Failure.objects.filter(part=fan, failure_type=kind).exists()


def test_the_last_diagnosis_is_repeated_on_the_same_slots(as_role: AsRole) -> None:
    job, other = on_the_bench(2)
    client = as_role("technician")
    board = parts_of(other, "hashboard")[1]
    client.post(f"{url_of(other)}diagnose/", {"failure": "Heavy dust"})
    client.post(f"{url_of(other, board.pk)}diagnose/", {"failure": "Burnt board"})

    assert "Repeat last diagnosis Heavy dust; Hashboard 2: Burnt board" in words(client.get(url_of(job)))
    client.post(f"{url_of(job)}repeat-diagnosis/")

    mine = Failure.objects.filter(job=job).order_by("pk")
    assert [(str(f), f.part_id) for f in mine] == [
        ("Heavy dust", None),
        ("Burnt board", parts_of(job, "hashboard")[1].pk),
    ]
    assert "Repeat last diagnosis" not in words(as_role("technician").get(url_of(job)))


def test_a_failure_is_withdrawn_and_noting_is_undone(as_role: AsRole) -> None:
    (job,) = on_the_bench()
    client = as_role("technician")
    for name in ("Heavy dust", "DOA"):
        client.post(f"{url_of(job)}diagnose/", {"failure": name})
    dust = Failure.objects.get(failure_type__code="CH_DUST")
    client.post(f"{url_of(job)}failures/{dust.public_id}/withdraw/")
    assert noted() == ["Dead on arrival"]
    group = Event.objects.filter(kind="failure.noted").order_by("-pk")[0].group
    client.post(f"/work-orders/{job.work_order}/undo/{group}/")
    assert noted() == []


def test_a_withdrawal_stays_at_its_part_and_is_undone(as_role: AsRole) -> None:
    (job,) = on_the_bench()
    fan, client = parts_of(job, "fan")[0], as_role("technician")
    client.post(f"{url_of(job, fan.pk)}diagnose/", {"failure": "noise"})
    client.post(f"{url_of(job, fan.pk)}repair/", {"repair": "Replace fan"})
    page = client.get(f"{url_of(job)}?part={fan.pk}").content.decode()
    for at, model in (("failures", Failure), ("repairs", Repair)):
        (address,) = re.findall(rf' action="([^"]+{at}/[^"]+/withdraw/[^"]*)"', page)
        answer = client.post(address, follow=True)
        assert answer.redirect_chain[-1][0].startswith(f"{url_of(job)}?part={fan.pk}#")
        assert not model.objects.exists()
        (undo,) = re.findall(r'action="([^"]+/undo/[^"]+)"', answer.content.decode().partition('id="panel"')[0])
        client.post(undo)
        assert model.objects.count() == 1


@pytest.fixture
def patterns(db) -> None:
    """Bring what ships about logs and codes."""
    LogPattern.objects.bulk_create(LogPattern(**values) for values in bundled.rows(LogPattern))
    ErrorCode.objects.bulk_create(ErrorCode(**values) for values in bundled.rows(ErrorCode))


LOG = "boot\nChain[1]: find 0 asic, times 0\neeprom error crc 3rd region\nChain[0]: find 76 asic, times 0\n"


@pytest.mark.parametrize("is_file", [True, False])
def test_a_log_proposes_with_its_lines_and_notes_nothing(as_role: AsRole, patterns, is_file) -> None:
    (job,) = on_the_bench()
    sent = {"file": SimpleUploadedFile("kern.log", LOG.encode())} if is_file else {"text": LOG}

    said = words(as_role("technician").post(f"{url_of(job)}log/", sent))

    assert "2 failures are likely by 4 lines. A log proposes, you decide" in said
    assert "0 ASIC found Critical Hashboard 2" in said
    assert "2: Chain[1]: find 0 asic, times 0" in said
    assert "Which one is not told Hashboard 1 Hashboard 2 Hashboard 3" in said
    assert noted() == []


def test_a_line_that_names_an_empty_slot_is_put_on_no_other_part(as_role: AsRole, patterns) -> None:
    (job,) = on_the_bench()
    boards, client = parts_of(job, "hashboard"), as_role("technician")
    client.post(f"{url_of(job, boards[1].pk)}mark-missing/")

    answer = client.post(f"{url_of(job)}log/", {"text": LOG})

    said = words(answer)
    assert "0 ASIC found Critical Hashboard 2, which is empty now" in said
    assert said.count("Which one is not told") == 1
    zero = FailureType.objects.get(code="HB_ZERO_CHIPS")
    client.post(f"{url_of(job)}log/note/", {"tick": "1", "kind-1": zero.pk})
    assert Failure.objects.get().part is None


def test_ticked_proposals_are_noted_with_their_lines(as_role: AsRole, patterns) -> None:
    (job,) = on_the_bench()
    boards, zero = parts_of(job, "hashboard"), FailureType.objects.get(code="HB_ZERO_CHIPS")
    sent = {"tick": "1", "kind-1": zero.pk, "part-1": boards[1].pk, "line-1": ["2: Chain[1]: find 0 asic"]}
    client = as_role("technician")

    answer = client.post(f"{url_of(job)}log/note/", sent, HTTP_HX_REQUEST="true")

    assert (answer.status_code, 'id="log"' in answer.content.decode()) == (200, True)
    failure = Failure.objects.get()
    assert (failure.part, failure.failure_type, failure.evidence) == (boards[1], zero, ["2: Chain[1]: find 0 asic"])
    again = words(client.post(f"{url_of(job)}log/", {"text": LOG}))
    assert "Noted already" in again


@pytest.mark.parametrize("sent", [{}, {"tick": "1"}, {"tick": "1", "kind-1": "0"}])
def test_a_log_is_noted_only_where_something_is_ticked(as_role: AsRole, sent) -> None:
    (job,) = on_the_bench()
    assert as_role("technician").post(f"{url_of(job)}log/note/", sent).status_code == 409
    assert noted() == []


def test_an_empty_log_says_what_to_do(as_role: AsRole) -> None:
    (job,) = on_the_bench()
    answer = as_role("technician").post(f"{url_of(job)}log/", {"text": " \n "}, HTTP_HX_REQUEST="true")
    assert (answer.status_code, "Paste a log or an error code" in words(answer)) == (409, True)


def test_a_repair_is_recorded_with_components_time_and_the_failures_it_answers(as_role: AsRole) -> None:
    (job,) = on_the_bench()
    board, client = parts_of(job, "hashboard")[0], as_role("technician")
    client.post(f"{url_of(job, board.pk)}diagnose/", {"failure": "0 ASIC found"})
    failure = Failure.objects.get()
    first = re.search(
        r'id="repair-types"><option value="([^"]+)"', client.get(f"{url_of(job)}?part={board.pk}").content.decode()
    )
    assert first
    sent = {"repair": html.unescape(first[1]), "minutes": "45", "note": "Fine now.", "answers": failure.pk}

    client.post(f"{url_of(job, board.pk)}repair/", sent | {"components": "3 x BM1398; thermal paste"})

    repair = Repair.objects.get()
    assert (repair.minutes, [str(c) for c in repair.components.order_by("pk")]) == (
        45, ["3 × BM1398", "1 × thermal paste"],
    )  # fmt: skip
    assert repair.repair_type.code == failure.failure_type.typical_repairs[0]
    said = words(client.get(f"{url_of(job)}?part={board.pk}"))
    assert "For: 0 ASIC found" in said
    assert "Used: 3 × BM1398, 1 × thermal paste" in said
    client.post(f"{url_of(job)}repairs/{repair.public_id}/withdraw/")
    assert not Repair.objects.exists()


@pytest.mark.parametrize(
    ("typed", "used"),
    [
        ("3 x BM1398; flux", ["3 × BM1398", "1 × flux"]),
        ("BM1398 x 3; LDO ×2;thermal paste x1", ["3 × BM1398", "2 × LDO", "1 × thermal paste"]),
        ("fan 120 x 38; 2x fan 120 x 38", ["3 × fan 120 x 38"]),
    ],
)
def test_a_quantity_stands_before_a_component_or_after_it(as_role: AsRole, typed, used) -> None:
    (job,) = on_the_bench()
    fan = parts_of(job, "fan")[0]
    as_role("technician").post(f"{url_of(job, fan.pk)}repair/", {"repair": "Replace fan", "components": typed})
    assert [str(one) for one in Repair.objects.get().components.order_by("pk")] == used


def test_what_a_repair_did_not_use_or_answer_reads_as_nothing(as_role: AsRole) -> None:
    (job,) = on_the_bench()
    fan = parts_of(job, "fan")[0]
    as_role("technician").post(f"{url_of(job, fan.pk)}repair/", {"repair": "Replace fan"})
    assert Event.objects.get(kind="repair.recorded").sentence.endswith("Used: nothing; answers: nothing.")


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({}, "Choose what was done"),
        ({"repair": "magic"}, "Nothing in the catalogue"),
        ({"minutes": "many"}, "no number of minutes"),
        ({"components": "0 x BM1398"}, "0 × BM1398 cannot be"),
    ],
)
def test_a_repair_is_refused_with_the_way_out(as_role: AsRole, sent, why) -> None:
    (job,) = on_the_bench()
    fan = parts_of(job, "fan")[0]
    sent = {"repair": "Replace fan"} | sent if sent else {}
    answer = as_role("technician").post(f"{url_of(job, fan.pk)}repair/", sent, HTTP_HX_REQUEST="true")
    assert (answer.status_code, why in words(answer), Repair.objects.count()) == (409, True, 0)


def test_logistics_reads_and_notes_nothing(as_role: AsRole) -> None:
    (job,) = on_the_bench()
    client = as_role("logistics")
    assert "Note failure" not in words(client.get(url_of(job)))
    for verb in ("diagnose/", "diagnose-all/", "repeat-diagnosis/", "log/", "log/note/", "repair/"):
        assert client.post(f"{url_of(job)}{verb}", {"words": "x"}).status_code == 403


def test_a_part_of_another_machine_is_not_found(as_role: AsRole) -> None:
    job, other = on_the_bench(2)
    strange = parts_of(other, "fan")[0].pk
    assert as_role("technician").post(f"{url_of(job, strange)}diagnose/", {"words": "x"}).status_code == 404


def test_the_page_asks_as_often_for_many_failures_as_for_few(as_role: AsRole) -> None:
    job, other = on_the_bench(2)
    client = as_role("technician")
    types = FailureType.objects.filter(part_type="hashboard")[:20]

    def cost(one: Job, kinds: int) -> int:
        boards = parts_of(one, "hashboard")
        found = [Found("hashboard", board.pk, kind.pk) for board in boards for kind in types[:kinds]]
        note_failures(row(one), found, by=SYSTEM)
        client.get(url_of(one))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of(one)).status_code == 200
        return len(queries)

    assert cost(job, 1) == cost(other, 20)
