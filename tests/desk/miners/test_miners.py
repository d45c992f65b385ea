"""Every machine the repair centre has known, with the status and the order of its latest stay."""

import csv
import io
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.miners.models import Miner, OemWarranty
from hashmend.domain.work_orders.models import Job
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
        "Serial number": "SNTWICE1", "MAC": "02:35:3D:B3:2D:B1", "Model": "Old one", "Asset tag": "'=1+1",
        "Customer": str(owner), "Status": "Received", "Work order": second.number, "First seen": "",
    }  # fmt: skip
    page = client.get("/miners/").content.decode()
    for shown in ("SNTWICE1", "02:35:3D:B3:2D:B1", "Old one", "=1+1", str(owner), "Received", second.number):
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
        "&back=1": "SNAWAY01",
    }.items():  # fmt: skip
        assert [row["Serial number"] for row in rows_of(client, query)] == [serial]


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
