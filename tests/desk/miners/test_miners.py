"""Every machine the repair centre has known, with the status and the order of its latest stay."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.miners.models import Miner, OemWarranty
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from tests import factories

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def rows_of(client: Client, query: str = "") -> list[dict[str, str]]:
    """Return what the CSV holds."""
    answer = client.get(f"/miners/?export=csv{query}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_machine_is_shown_with_its_latest_stay_on_screen_and_in_the_file(signed_in: SignedIn) -> None:
    owner = factories.customer()
    first, second = factories.work_order(owner), factories.work_order(owner)
    entry = factories.machine("SNTWICE1", mac_typed="02:35:3d:b3:2d:b1", model_typed="Old one", asset_tag="=1+1")
    (stay,) = factories.jobs(first, entries=[entry], status=Status.REPAIRED)
    Job.objects.filter(pk=stay.pk).update(closed_at=clock.now(), open_key=None)
    factories.jobs(second, entries=[entry])
    client = signed_in("technician")
    (row,) = rows_of(client)
    assert row | {"First seen": ""} == {
        "Serial number": "SNTWICE1", "Model": "Old one", "Asset tag": "'=1+1",
        "Customer": str(owner), "Status": "Received", "Logistics": "At the RC", "Work order": second.number,
        "First seen": "",
    }  # fmt: skip
    page = client.get("/miners/").content.decode()
    for shown in ("SNTWICE1", "Old one", "=1+1", str(owner), "Received", second.number):
        assert shown in page
    assert first.number not in page


def test_machines_are_found_by_their_order_and_filtered_by_model_and_warranty(signed_in: SignedIn) -> None:
    model, client = factories.miner_model(), signed_in("technician")
    here, other = factories.work_order(), factories.work_order()
    (job,) = factories.jobs(here, entries=[factories.machine("SNHERE01", model=model)])
    (away,) = factories.jobs(other, entries=[factories.machine("SNAWAY01")])
    Miner.objects.filter(pk=away.miner_id).update(oem_warranty=OemWarranty.IN)
    Job.objects.filter(pk=away.pk).update(returned_from=job)
    for query, serial in {
        f"&q={here.number.lower()}": "SNHERE01", f"&model={model.pk}": "SNHERE01", "&oem=in": "SNAWAY01",
        "&back=1": "SNAWAY01", f"&order={other.number.lower()}": "SNAWAY01", f"&order={here.number[-4:]}": "SNHERE01",
    }.items():  # fmt: skip
        assert [row["Serial number"] for row in rows_of(client, query)] == [serial]


def test_an_order_shows_the_machines_that_left_it_too(signed_in: SignedIn) -> None:
    (job,) = factories.jobs(factories.work_order(), entries=[factories.machine("SNLEFT01")])
    Job.objects.filter(pk=job.pk).update(closed_at=clock.now(), open_key=None)
    (again,) = factories.jobs(factories.work_order(job.miner.customer), entries=[factories.machine("SNLEFT01")])
    client = signed_in("technician")
    for order in (job.work_order, again.work_order):
        assert client.get(f"/miners/?order={order}").context["list"].count == 1
    page = client.get(f"/miners/?order={job.work_order}").content.decode()
    assert f"Work order: {job.work_order}" in page
    assert client.get("/miners/?order=RWO-1999").context["list"].count == 0


def test_a_machine_without_a_stay_has_neither_status_nor_order(signed_in: SignedIn) -> None:
    (job,) = factories.jobs(factories.work_order())
    Job.objects.all().delete()
    client = signed_in("technician")
    assert [(row["Status"], row["Work order"]) for row in rows_of(client)] == [("", "")]
    assert str(job.miner) in client.get("/miners/").content.decode()


def test_the_file_takes_as_many_queries_for_sixty_machines_as_for_one(signed_in: SignedIn) -> None:
    client = signed_in("technician")
    costs = []
    for number in (1, 60):
        factories.jobs(factories.work_order(), number)
        with CaptureQueriesContext(connection) as queries:
            rows_of(client)
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("query", "found"), [("&q=snb", ["SNB"]), ("&status=repaired", ["SNA"]), ("&sort=serial", ["SNA", "SNB"])]
)
def test_the_file_follows_filters_search_and_order(signed_in: SignedIn, query: str, found: list[str]) -> None:
    order = factories.work_order()
    factories.jobs(order, entries=[factories.machine("SNA")], status=Status.REPAIRED)
    factories.jobs(order, entries=[factories.machine("SNB")])
    assert [row["Serial number"] for row in rows_of(signed_in("technician"), query)] == found


def test_it_is_filtered_by_what_its_latest_stay_is(signed_in: SignedIn) -> None:
    tess = factories.staff("technician", name="Tess Technician")
    owner, entry = factories.customer(), factories.machine("SNBACKAGAIN")
    (before,) = factories.jobs(factories.work_order(owner), entries=[entry], status=Status.REPAIRED)
    Job.objects.filter(pk=before.pk).update(closed_at=clock.now(), open_key=None)
    with clock.standing_at(clock.now() + timedelta(days=3)):
        (again,) = factories.jobs(factories.work_order(owner), entries=[entry])
        update_status(row(again), Status.IN_REPAIR, by=tess.as_actor())
    (here,) = factories.jobs(factories.work_order(), entries=[factories.machine("SNFINISHED1")], status=Status.REPAIRED)
    Job.objects.filter(pk=here.pk).update(closed_at=clock.now(), open_key=None)
    factories.jobs(factories.work_order(), entries=[factories.machine("SNEXPECTED1")], status=Status.EXPECTED)
    client, today = signed_in("manager"), factories.today()
    for query, serials in {
        "&status=repaired": {"SNFINISHED1"},
        "&status=in-repair": {"SNBACKAGAIN"},
        "&logistics=not-arrived": {"SNEXPECTED1"},
        "&logistics=at-rc": {"SNBACKAGAIN", "SNFINISHED1"},
        f"&technician={tess.public_id}": {"SNBACKAGAIN"},
        f"&received_from={today + timedelta(days=1)}": {"SNBACKAGAIN"},
        f"&received_to={today}": {"SNFINISHED1"},
        "&here=1": {"SNBACKAGAIN", "SNEXPECTED1"},
    }.items():
        assert {one["Serial number"] for one in rows_of(client, query)} == serials, query
        assert client.get(f"/miners/?{query}").context["list"].count == len(serials), query
    (one,) = rows_of(client, f"&technician={tess.public_id}&columns=technician")
    assert one["Logistics"] == "At the RC"


@pytest.mark.parametrize(
    "text", ["snspel-ling 01", "SPELLING", "02:35:3d:b3:2d", "0235.3DB3", "rack 7", "snformer01", "ell"]
)
def test_any_label_finds_a_machine_in_any_spelling(signed_in: SignedIn, text: str) -> None:
    entry = factories.machine("SNSPELLING01", mac_typed="02:35:3D:B3:2D:B1", asset_tag="Rack-7")
    (job,) = factories.jobs(factories.work_order(), entries=[entry])
    factories.jobs(factories.work_order(), entries=[factories.machine("SNOTHER00001")])
    Miner.objects.filter(pk=job.miner_id).update(former_serials="SNFORMER01")
    assert [one["Serial number"] for one in rows_of(signed_in("billing"), f"&q={text}")] == ["SNSPELLING01"]


def test_a_text_of_signs_alone_finds_nothing(signed_in: SignedIn) -> None:
    factories.jobs(factories.work_order())
    assert rows_of(signed_in("billing"), "&q=-") == []


def test_the_first_page_is_read_by_an_index(signed_in: SignedIn) -> None:
    """No list of a hundred thousand machines is sorted to show fifty."""
    factories.jobs(factories.work_order(), 3)
    client = signed_in("technician")
    with CaptureQueriesContext(connection) as queries:
        client.get("/miners/")
    (count,) = [one["sql"] for one in queries if "COUNT(*)" in one["sql"]]
    assert "JOIN" not in count
    (page,) = [one["sql"] for one in queries if one["sql"].startswith('SELECT "hashmend_miner"."id"')]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {page}")
            plan = " ".join(str(line[-1]) for line in cursor.fetchall())
        assert "miner_newest_first" in plan
        assert "TEMP B-TREE" not in plan
