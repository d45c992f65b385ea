"""Machines that come back within the warranty on a former repair: seen at the dock, in the preview, on the Summary."""

import pytest
from django.core.files.base import ContentFile

from hashmend.domain.batches import row
from hashmend.domain.intake.operations import upload_list
from hashmend.domain.work_orders.board import BoardFilter
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import add_jobs
from hashmend.domain.work_orders.queries import board_of
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.desk.bench.test_jobs import words
from tests.domain.work_orders.test_warranty import delivered
from tests.factories_logistics import an_inbound_container, entries
from tests.people import as_person, as_role

pytestmark = pytest.mark.django_db


def test_a_preview_of_a_list_and_a_scan_name_the_former_repair() -> None:
    buyer = delivered("SNBACK01", days_ago=80)
    first = Job.objects.get()
    container = an_inbound_container(factories.work_order(buyer))
    client = as_role("logistics")
    file = ContentFile(b"Serial,Model\nSNBACK01,S19\nSNNEW0001,S19\n", name="list.csv")
    upload = upload_list(row(container), file, by=SYSTEM)
    url = f"/lists/{upload.public_id}/"
    assert f"Back within the repair warranty: {first}, delivered" in words(client.get(url))
    assert "SNNEW0001" not in words(client.get(f"{url}?verdict=back"))
    answer = client.post(f"/containers/{container}/inventory/scan/", {"serial": "SNBACK01"}, follow=True)
    assert f"Back within our warranty: {first}, delivered" in words(answer)
    assert f'href="/work-orders/{first.work_order}/miners/1/"' in answer.content.decode()
    page = client.get(f"/containers/{container}/inventory/")
    assert f"Back within our warranty: {first}" in words(page)


def test_the_summary_marks_returns_and_filters_by_them() -> None:
    buyer = delivered("SNBACK01", days_ago=80)
    order = factories.work_order(buyer)
    add_jobs(order, entries("SNBACK01", "SNNEW0001"), container=None, received=True, by=SYSTEM).or_refuse()
    for client, side in ((as_role("manager"), ""), (as_person(factories.customer_user(buyer)), "/portal")):
        both, back = (client.get(f"{side}/work-orders/{order}/{query}") for query in ("", "?back=1"))
        assert "Back within the repair warranty" in both.content.decode()
        assert (both.context["list"].count, back.context["list"].count) == (2, 1)
        assert ("SNBACK01" in back.context["list"].rows, "SNNEW0001" in back.context["list"].rows) == (True, False)
    assert board_of(order, BoardFilter(back=True)).shown == 1
    assert board_of(order, BoardFilter(back=True, text="NEW")).shown == 0
