"""Importing a list: all good rows or nothing, twice is once, what is refused says why."""

import threading
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.history.models import Event
from hashmend.domain.intake.models import ListUpload
from hashmend.domain.intake.operations import correct_list, import_list, upload_list
from hashmend.domain.intake.preview import RowVerdict
from hashmend.domain.intake.queries import BAD_ROWS_HEADER, bad_rows, preview_of
from hashmend.domain.intake.reading.rows import Choice
from hashmend.domain.logistics.models import Container
from hashmend.domain.logistics.operations import close_inventory
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM, Actor
from hashmend.kernel.errors import Refused
from tests.domain.intake.dialects import delimited, plain_csv
from tests.factories_logistics import an_inbound_container, an_order, jobs_in
from tests.lists import MANIFESTS, made_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
V = RowVerdict


def uploaded(container: Container, content: bytes | str, name: str = "list.csv") -> ListUpload:
    """Return a list uploaded for the container."""
    raw = content.encode() if isinstance(content, str) else content
    return upload_list(row(container), ContentFile(raw, name=name), by=SYSTEM)


def verdicts(upload: ListUpload, by: Actor = SYSTEM) -> list[RowVerdict]:
    """Return what the preview says, row by row."""
    return [each.verdict for each in preview_of(upload, by=by).rows]


def a_customer_actor(container: Container) -> Actor:
    """Return somebody of the container's customer."""
    customer = container.work_order.customer_id
    return Actor(None, "Buyer", frozenset({"containers:upload-list"}), frozenset({customer}))


def test_all_good_rows_become_received_machines() -> None:
    container, machines = an_inbound_container(), made_up(30)
    outcome = import_list(row(uploaded(container, plain_csv(machines))), by=SYSTEM)
    assert not outcome.refused
    jobs = Job.objects.filter(inbound_container=container).select_related("miner__model").order_by("position")
    assert [job.miner.serial for job in jobs] == [machine.serial for machine in machines]
    assert [job.miner.mac for job in jobs] == [machine.mac for machine in machines]
    assert [job.miner.model_name for job in jobs] == [machine.model for machine in machines]
    assert {job.status for job in jobs} == {Status.RECEIVED}
    assert jobs[1].miner.nominal_ths == Decimal(104)
    assert jobs[1].reported_issue == "läuft nicht"


def test_every_machine_comes_with_a_part_in_each_slot_of_its_model() -> None:
    container = an_inbound_container()
    MinerModel.objects.update(hashboards=3, control_boards=1, psus=1, fans=2)
    import_list(row(uploaded(container, plain_csv(made_up(30)))), by=SYSTEM)
    owner = container.work_order.customer_id
    for miner in Miner.objects.select_related("model").prefetch_related("parts"):
        there = {(part.part_type, part.position) for part in miner.parts.all()}
        assert there == {(slot.part_type, slot.position) for slot in (miner.model.slots() if miner.model else [])}
        assert {(part.condition, part.owner_id) for part in miner.parts.all()} <= {("unknown", owner)}
    assert Part.objects.count() > 30


def test_the_list_announces_machines_of_a_container_that_is_on_its_way() -> None:
    container = an_inbound_container(received=False)
    upload = uploaded(container, plain_csv(made_up(3)))
    import_list(row(upload), by=SYSTEM)
    assert set(Job.objects.values_list("status", flat=True)) == {Status.EXPECTED}
    assert verdicts(upload) == [V.HERE] * 3


def test_importing_twice_changes_nothing() -> None:
    container = an_inbound_container()
    upload = uploaded(container, plain_csv(made_up(12)))
    import_list(row(upload), by=SYSTEM)
    before = (list(Job.objects.order_by("pk").values()), list(Miner.objects.order_by("pk").values()))
    events = Event.objects.count()
    again = import_list(row(upload), by=SYSTEM)
    assert (list(again.done), list(again.refused)) == ([], [])
    assert (list(Job.objects.order_by("pk").values()), list(Miner.objects.order_by("pk").values())) == before
    assert Event.objects.count() == events
    import_list(row(uploaded(container, plain_csv(made_up(12)), "copy.csv")), by=SYSTEM)
    assert (list(Job.objects.order_by("pk").values()), list(Miner.objects.order_by("pk").values())) == before


ODD = (
    "Serial,MAC,Model,Tag\n"
    "SYNAXYZBJABBC0001,02353DB32DB1,S19 Pro,\n"
    "synaxyzbjabbc0001 ,02353DB32DB2,S19 Pro,\n"
    "SYNAXYZBJABBC0003,02353DB32DB3,S19 Ultra,\n"
    ",,S19,\n"
    ",02353DB32DB5,S19,\n"
    "-,n/a,S19,HM-7\n"
    "SYNAXYZBJABBC0008,02353DB32DB,S19,\n"
    "SYNAXYZBJABBC0009,02353DB32DB1,,\n"
)


def test_the_preview_says_what_happens_to_every_row() -> None:
    container = an_inbound_container()
    preview = preview_of(uploaded(container, ODD), by=SYSTEM)
    assert [(each.row.line, each.verdict) for each in preview.rows] == [
        (2, V.NEW),
        (3, V.REPEATED),
        (4, V.UNKNOWN_MODEL),
        (5, V.NO_IDENTITY),
        (6, V.NEW),
        (7, V.NEW),
        (8, V.NEW),
        (9, V.NEW),
    ]
    why = {each.row.line: each.why for each in preview.rows}
    assert why[3] == "SYNAXYZBJABBC0001 is in row 2 already: that row counts."
    assert "Antminer S19 is meant perhaps" in why[4]
    assert why[5].startswith("It has no serial number, MAC address or asset tag")
    notes = {each.row.line: " ".join(each.notes) for each in preview.rows}
    assert "known by its MAC" in notes[6]
    assert "known by its asset tag" in notes[7]
    assert "11 digits instead of 12" in notes[8]
    assert "Row 2 has the same MAC" in notes[9]
    assert "names no model" in notes[9]


def test_the_import_takes_what_the_preview_called_good_and_names_the_rest() -> None:
    container = an_inbound_container()
    outcome = import_list(row(uploaded(container, ODD)), by=SYSTEM)
    assert len(outcome.done) == 5
    assert [(refusal.thing, refusal.pk) for refusal in outcome.refused] == [("Row 3", 3), ("Row 4", 4), ("Row 5", 5)]
    assert Miner.objects.filter(asset_tag="HM-7", serial="", mac="").count() == 1


def test_a_machine_in_another_open_order_is_refused_with_its_number_for_staff_only() -> None:
    other = an_inbound_container()
    jobs_in(other, "SYNAXYZBJABBC0001")
    container = an_inbound_container()
    upload = uploaded(container, "Serial,Model\nSYNAXYZBJABBC0001,S19\nSYNAXYZBJABBC0002,S19\n")
    [refused, good] = preview_of(upload, by=SYSTEM).rows
    assert (refused.verdict, good.verdict) == (V.ELSEWHERE, V.NEW)
    assert str(other.work_order) in refused.why
    told = preview_of(upload, by=a_customer_actor(container)).rows[0].why
    assert str(other.work_order) not in told
    assert "another open order" in told
    assert [refusal.pk for refusal in import_list(row(upload), by=SYSTEM).refused] == [2]


def test_an_announced_machine_is_received_by_the_list() -> None:
    order = an_order()
    announced = an_inbound_container(order, received=False)
    jobs_in(announced, "SYNAXYZBJABBC0001")
    container = an_inbound_container(order)
    upload = uploaded(container, "Serial,Model\nSYNAXYZBJABBC0001,S19\n")
    assert verdicts(upload) == [V.EXPECTED]
    import_list(row(upload), by=SYSTEM)
    job = Job.objects.get()
    assert (job.status, job.inbound_container_id) == (Status.RECEIVED, container.pk)


def test_models_chosen_by_hand_or_left_unknown() -> None:
    container = an_inbound_container()
    upload = uploaded(container, "Serial,Model\nSYNAXYZBJABBC0001,The big one\nSYNAXYZBJABBC0002,Foo 3\n")
    assert verdicts(upload) == [V.UNKNOWN_MODEL] * 2
    correct_list(row(upload), Choice(models={"The big one": "bitmain-antminer-s21", "Foo 3": ""}), by=SYSTEM)
    upload.refresh_from_db()
    import_list(row(upload), by=SYSTEM)
    miners = list(Miner.objects.select_related("model").order_by("serial"))
    assert [miner.model_name for miner in miners] == ["Antminer S21", "Foo 3"]
    assert miners[1].model is None


def test_one_pallet_of_the_list_may_be_taken_alone() -> None:
    container = an_inbound_container()
    upload = uploaded(container, (MANIFESTS / "03_broker_packing_list.xlsx").read_bytes(), "list.xlsx")
    correct_list(row(upload), Choice(pallet="P02"), by=SYSTEM)
    upload.refresh_from_db()
    counts = preview_of(upload, by=SYSTEM).counts()
    assert counts[V.NEW] + counts.get(V.REPEATED, 0) == 60
    assert counts[V.OTHER_PALLET] == 480
    assert len(import_list(row(upload), by=SYSTEM).done) == counts[V.NEW]


def test_a_machine_that_is_on_another_pallet_too_is_taken_from_the_one_chosen() -> None:
    container = an_inbound_container()
    text = "Pallet,Serial,Model\nP1,SYNAXYZBJABBC0001,S19\nP2,SYNAXYZBJABBC0001,S19\nP2,SYNAXYZBJABBC0002,S19\n"
    upload = uploaded(container, text)
    correct_list(row(upload), Choice(pallet="P2"), by=SYSTEM)
    upload.refresh_from_db()
    assert verdicts(upload) == [V.OTHER_PALLET, V.NEW, V.NEW]


def test_bad_rows_come_back_mended() -> None:
    container = an_inbound_container()
    first = uploaded(container, ODD)
    import_list(row(first), by=SYSTEM)
    table = [BAD_ROWS_HEADER, *bad_rows(preview_of(first, by=SYSTEM))]
    assert [line[0] for line in table[1:]] == ["3", "4", "5"]
    mended = delimited(table).replace("S19 Ultra", "S19 XP").encode("utf-8-sig")
    second = uploaded(container, mended, "mended.csv")
    assert verdicts(second) == [V.HERE, V.NEW, V.NO_IDENTITY]
    assert len(import_list(row(second), by=SYSTEM).done) == 1


def test_a_preview_that_went_stale_is_judged_again() -> None:
    container, other = an_inbound_container(), an_inbound_container()
    upload = uploaded(container, plain_csv(made_up(5)))
    assert verdicts(upload) == [V.NEW] * 5
    jobs_in(other, made_up(5)[2].serial)
    outcome = import_list(row(upload), by=SYSTEM)
    assert len(outcome.done) == 4
    assert str(other.work_order) in outcome.refused[0].why


def test_a_container_that_takes_no_machines_refuses_the_list() -> None:
    container = an_inbound_container()
    upload = uploaded(container, plain_csv(made_up(2)))
    jobs_in(container, "SYNAXYZBJABBC0001")
    close_inventory(row(container), by=SYSTEM)
    with pytest.raises(Refused, match="is closed"):
        import_list(row(upload), by=SYSTEM)
    with pytest.raises(Refused, match="is closed"):
        uploaded(container, plain_csv(made_up(2)))
    assert ListUpload.objects.count() == 1


def test_what_is_no_list_leaves_no_file_behind(settings) -> None:
    container = an_inbound_container()
    with pytest.raises(Refused, match="a PDF document"):
        uploaded(container, b"%PDF-1.7 x", "list.csv")
    with pytest.raises(Refused, match="60 MB"):
        uploaded(container, b"SN\n" + b"x" * (60 * 1024 * 1024))
    assert not ListUpload.objects.exists()
    assert not list(settings.MEDIA_ROOT.glob("lists/*"))


def test_history_tells_of_the_list_and_of_every_machine() -> None:
    container = an_inbound_container()
    upload = uploaded(container, ODD)
    before = Event.objects.order_by("-pk").values_list("pk", flat=True)[0]
    import_list(row(upload), by=SYSTEM)
    new = Event.objects.filter(pk__gt=before)
    [told] = new.filter(kind="list.imported")
    assert told.sentence == f"5 machines were taken from the list list.csv into {container}; 3 rows were left out."
    assert told.container_id == container.pk
    assert told.work_order_id == container.work_order_id
    assert new.filter(job__isnull=False).values("job").distinct().count() == 5


def test_a_correction_is_told_once() -> None:
    upload = uploaded(an_inbound_container(), ODD)
    for _ in range(2):
        correct_list(row(upload), Choice(header_row=1), by=SYSTEM)
    assert Event.objects.filter(kind="list.corrected").count() == 1
    with pytest.raises(Refused, match="no column 40"):
        correct_list(row(upload), Choice(columns={"serial": 40}), by=SYSTEM)


def test_statements_do_not_grow_with_the_list(django_assert_max_num_queries: Callable) -> None:
    small, large = an_inbound_container(), an_inbound_container()
    few, many = uploaded(small, plain_csv(made_up(20))), uploaded(large, plain_csv(made_up(400, seed=8)))
    with django_assert_max_num_queries(12):
        preview_of(many, by=SYSTEM)
    with django_assert_max_num_queries(60):
        import_list(row(few), by=SYSTEM)
    with django_assert_max_num_queries(85):
        import_list(row(many), by=SYSTEM)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_one_serial_into_two_orders_at_once_lands_in_one() -> None:
    containers = [an_inbound_container() for _ in range(4)]
    uploads = [uploaded(container, plain_csv(made_up(40)), f"{container}.csv") for container in containers]
    start, outcomes, failures = threading.Barrier(4), [], []

    def work(upload: ListUpload) -> None:
        try:
            start.wait()
            outcomes.append(import_list(row(upload), by=SYSTEM))
        except Refused as refused:
            failures.append(refused.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(upload,)) for upload in uploads]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(len(outcome.done) for outcome in outcomes) == 40
    assert Job.objects.count() == 40
    assert Miner.objects.filter(jobs__isnull=False).count() == 40
