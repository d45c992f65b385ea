"""The page of one machine's stay, and its status in the cell of a table."""

import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.logistics.operations import record_damage
from hashmend.domain.work_orders.models import Job, ServiceDone
from hashmend.domain.work_orders.operations import complete_order, complete_services, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of, packed
from tests.factories_logistics import an_inbound_container, jobs_in

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def url_of(job: Job) -> str:
    return f"/work-orders/{job.work_order}/miners/{job.position}/"


def cell(job: Job) -> dict[str, str]:
    return {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": f"status-{job.pk}"}


def words(answer: object) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text)).replace("\u00a0", " ")


@pytest.mark.parametrize("role", ["admin", "manager", "technician", "logistics", "billing"])
def test_everybody_of_the_centre_sees_it(as_role: AsRole, role: str) -> None:
    order, (job,) = an_order_of(1)
    answer = as_role(role).get(url_of(job))
    assert answer.status_code == 200
    told = words(answer)
    assert f"{job.miner} – {order}" in told
    assert f"{order.customer.alias} {order} #1 {job.miner}" in told
    assert str(job.inbound_container) in told
    assert f"{job.miner} was taken in from {job.inbound_container} as #1." in told


def test_customers_stay_outside() -> None:
    order, (job,) = an_order_of(1)
    client = Client()
    assert client.get(url_of(job)).status_code == 302
    client.force_login(factories.customer_user(order.customer))
    assert client.get(url_of(job)).status_code == 403
    assert client.post(f"{url_of(job)}status/", {"status": "repaired"}).status_code == 403


def test_it_tells_services_damage_and_other_stays(as_role: AsRole) -> None:
    first, (gone,) = an_order_of(1)
    update_status(these([gone]), Status.SCRAPPED, by=SYSTEM, scrap_consent="by mail")
    complete_order(row(first), by=SYSTEM)
    order = factories.work_order(first.customer, scope=factories.scope(factories.service("Diagnosis")))
    (job,) = jobs_in(an_inbound_container(order), str(gone.miner))
    complete_services(these([job]), by=factories.staff("technician", name="Ana").as_actor())
    record_damage(job.inbound_container, "Dented corner", job=job, by=SYSTEM)
    told = words(as_role().get(url_of(job)))
    assert "Diagnosis" in told
    assert "Ana" in told
    assert "Dented corner" in told
    assert f"{first} #1 Scrapped, ended" in told


def test_odd_labels_are_shown_as_typed_with_a_warning(as_role: AsRole) -> None:
    from hashmend.domain.logistics.operations import take_in_machines
    from hashmend.domain.miners.entries import MachineEntry

    container = an_inbound_container(factories.work_order())
    entry = MachineEntry(serial_typed="hk-12 ab", mac_typed="02:35:3D:B3")
    (job,) = take_in_machines(container, [entry], by=SYSTEM).done
    told = words(as_role().get(url_of(job)))
    assert "typed as hk-12 ab" in told
    assert "MAC 02353DB3 has 8 digits instead of 12." in told


def test_the_status_is_set_on_the_page(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    answer = as_role("technician").post(f"{url_of(job)}status/", {"status": "repaired"}, follow=True)
    assert answer.redirect_chain == [(url_of(job), 302)]
    assert f"{job.miner} set to Repaired." in words(answer)
    assert these([job]).get().status == Status.REPAIRED


def test_scrapping_asks_for_the_consent_on_the_page_and_in_the_cell(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    client = as_role()
    page = client.post(f"{url_of(job)}status/", {"status": "scrapped"})
    assert page.status_code == 422
    assert 'name="scrap_consent"' in page.content.decode()
    in_cell = client.post(f"{url_of(job)}status/", {"status": "scrapped"}, **cell(job))
    assert in_cell.status_code == 422
    assert 'name="scrap_consent"' in in_cell.content.decode()
    assert these([job]).get().status == Status.RECEIVED
    client.post(f"{url_of(job)}status/", {"status": "scrapped", "scrap_consent": "by mail"}, **cell(job))
    assert these([job]).get().status == Status.SCRAPPED


def test_the_cell_opens_a_choice_keeps_or_sets_and_tells_the_page(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    client, url = as_role("technician"), f"{url_of(job)}status/"
    opened = client.get(url, **cell(job)).content.decode()
    assert "<select" in opened
    assert 'value="received" selected' in opened
    assert 'value="expected"' not in opened
    assert 'value="donor"' not in opened
    kept = client.get(f"{url}?keep=1", **cell(job)).content.decode()
    assert "<select" not in kept
    answer = client.post(url, {"status": "in-repair"}, **cell(job))
    assert "order-changed" in answer.headers["HX-Trigger-After-Settle"]
    assert f"{job.miner} set to In repair." in words(answer)


def test_a_refusal_in_the_cell_is_said_and_changes_nothing(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    box = packed([job], shipped=True)
    answer = as_role().post(f"{url_of(job)}status/", {"status": "in-repair"}, **cell(job))
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#notices"
    assert f"{job.miner} left the repair centre in {box}" in words(answer)
    assert these([job]).get().status == Status.RECEIVED


def test_without_a_script_the_cell_leads_to_the_page(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    answer = as_role().get(f"{url_of(job)}status/")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{url_of(job)}#status")


def test_services_are_ticked_and_stay_done(as_role: AsRole) -> None:
    diagnosis, repair = factories.service("Diagnosis"), factories.service("Repair")
    _, (job,) = an_order_of(1, scope=factories.scope(diagnosis, repair))
    client, url = as_role("technician"), f"{url_of(job)}services/"
    assert "Tick at least one service" in words(client.post(url, {}))
    answer = client.post(url, {"services": [diagnosis.pk]}, follow=True)
    assert f"Done for {job.miner}: Diagnosis." in words(answer)
    assert re.search(rf'value="{diagnosis.pk}" checked disabled', answer.content.decode())
    again = client.post(url, {"services": [diagnosis.pk]})
    assert again.status_code == 409
    assert ServiceDone.objects.count() == 1


def test_a_long_history_takes_as_many_queries_as_a_short_one(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    client = as_role()
    client.get(url_of(job))
    with CaptureQueriesContext(connection) as few:
        client.get(url_of(job))
    for status in (Status.IN_REPAIR, Status.STRESS_TEST) * 10:
        update_status(these([job]), status, by=SYSTEM)
    with CaptureQueriesContext(connection) as many:
        client.get(url_of(job))
    assert len(few) == len(many)
