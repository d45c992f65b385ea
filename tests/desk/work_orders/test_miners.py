"""The Miners tab and its pen."""

import html
import json
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job
from tests import factories
from tests.factories_board import an_order_of, machines, packed

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def url_of(job: Job) -> str:
    return f"/work-orders/{job.work_order}/miners/{job.position}/identity/"


def in_row(job: Job) -> dict[str, str]:
    return {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": f"miners-{job.pk}"}


def words(answer: object) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def typed(job: Job, **values: object) -> dict[str, object]:
    """Return what the pen's form posts when a person saw the machine as it is and typed the values."""
    miner = Miner.objects.get(pk=job.miner_id)
    serial = miner.serial_typed or miner.serial
    seen = {"seen_serial": serial, "seen_model": str(miner.model_id or ""), "serial": serial, "model": ""}
    if miner.model:
        seen["model"] = str(miner.model)
    return {**seen, **values}


@pytest.mark.parametrize("role", ["admin", "manager", "technician", "logistics", "billing"])
def test_it_lists_the_machines_and_offers_the_pen_to_those_who_may(as_role: AsRole, role: str) -> None:
    order, jobs = an_order_of(2)
    answer = as_role(role).get(f"/work-orders/{order}/miners/")
    assert answer.status_code == 200
    page = answer.content.decode()
    for job in jobs:
        assert f'<a class="row-link" href="/work-orders/{order}/miners/{job.position}/">' in page
        assert (f'aria-label="Edit {job.miner}"' in page) == (role != "billing")


def test_customers_stay_outside() -> None:
    order, (job,) = an_order_of(1)
    client = Client()
    assert client.get(f"/work-orders/{order}/miners/").status_code == 302
    client.force_login(factories.customer_user(order.customer))
    assert client.get(f"/work-orders/{order}/miners/").status_code == 403
    assert client.post(url_of(job), typed(job, serial="N1")).status_code == 403


def test_no_machines_yet_says_where_they_come_from(as_role: AsRole) -> None:
    order, _ = an_order_of(0)
    assert "No miners inventoried yet" in words(as_role().get(f"/work-orders/{order}/miners/"))


def test_the_pen_of_a_machine_that_cannot_be_changed_says_why(as_role: AsRole) -> None:
    order, (job,) = an_order_of(1)
    packed([job], ready=True)
    page = as_role().get(f"/work-orders/{order}/miners/").content.decode()
    assert f'aria-label="Edit {job.miner}"' not in page
    assert f'aria-label="{job.miner} is ready for billing, billed or shipped"' in page


def test_the_pen_turns_serial_and_model_into_fields(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    factories.miner_model("Antminer S99")
    row = as_role().get(url_of(job), **in_row(job)).content.decode()
    assert row.lstrip().startswith(f'<tr id="miners-{job.pk}"')
    assert re.search(rf'<input[^>]*name="serial"[^>]*autofocus\s+value="{job.miner}"', row)
    assert '<option value="Antminer S99">' in row


def test_saving_says_so_and_refreshes_the_list(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    model = factories.miner_model("Antminer S99")
    answer = as_role("technician").post(url_of(job), typed(job, serial="new 1", model="antminer s99"), **in_row(job))
    assert answer.status_code == 200
    assert f"{job.miner} is NEW1 now." in words(answer)
    assert "order-changed" in answer.headers["HX-Trigger-After-Settle"]
    assert json.loads(answer.headers["HX-Trigger"]) == {"row-saved": f"miners-{job.pk}"}
    miner = Miner.objects.get(pk=job.miner_id)
    assert (miner.serial, miner.serial_typed, miner.model) == ("NEW1", "new 1", model)


def test_the_former_serial_stays_visible_and_findable(as_role: AsRole) -> None:
    order, (job, _) = an_order_of(2)
    client = as_role()
    client.post(url_of(job), typed(job, serial="NEW1"), **in_row(job))
    told = words(client.get(f"/work-orders/{order}/miners/?q={job.miner}"))
    assert f"NEW1 formerly {job.miner}" in told
    assert "1 to 1 of 1" in told


def test_saving_nothing_new_leaves_it_as_it_was(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    answer = as_role().post(url_of(job), typed(job), **in_row(job))
    assert f"{job.miner} stays as it was." in words(answer)


def test_a_refusal_stands_in_the_row_with_what_was_typed(as_role: AsRole) -> None:
    other_order, (other,) = an_order_of(1)
    _, (job,) = an_order_of(1)
    answer = as_role().post(url_of(job), typed(job, serial=str(other.miner)), **in_row(job))
    assert answer.status_code == 409
    assert f"{other.miner} is in {other_order} as #1 already" in words(answer)
    assert f'value="{other.miner}"' in answer.content.decode()
    assert Miner.objects.get(pk=job.miner_id).serial == str(job.miner)


def test_an_unknown_model_is_an_error_of_the_field(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    answer = as_role().post(url_of(job), typed(job, model="Toaster 3000"), **in_row(job))
    assert answer.status_code == 422
    assert "“Toaster 3000” is not in the list." in words(answer)


def test_somebody_elses_change_is_shown_beside_what_was_typed(as_role: AsRole) -> None:
    _, (job,) = an_order_of(1)
    page = typed(job, serial="BOS")
    ana = Client()
    ana.force_login(factories.staff("technician", name="Ana"))
    ana.post(url_of(job), typed(job, serial="ANAS"), **in_row(job))
    client = as_role()
    answer = client.post(url_of(job), page, **in_row(job))
    assert answer.status_code == 409
    assert "Ana changed the serial number to ANAS just now" in words(answer)
    assert 'value="BOS"' in answer.content.decode()
    assert Miner.objects.get(pk=job.miner_id).serial == "ANAS"
    client.post(url_of(job), {**page, "seen_serial": "ANAS"}, **in_row(job))
    assert Miner.objects.get(pk=job.miner_id).serial == "BOS"


def test_without_a_script_everything_is_edited_on_a_page(as_role: AsRole) -> None:
    order, (job,) = an_order_of(1)
    client = as_role()
    page = client.get(url_of(job)).content.decode()
    assert all(f'name="{name}"' in page for name in ("serial", "mac", "asset_tag", "model"))
    data = typed(job, mac="02:35:3D:B3:2D:B1", asset_tag="R7", seen_mac="", seen_asset_tag="")
    answer = client.post(url_of(job), data, follow=True)
    assert answer.redirect_chain == [(f"/work-orders/{order}/miners/1/", 302)]
    assert f"{job.miner} saved." in words(answer)
    assert Miner.objects.get(pk=job.miner_id).mac == "02353DB32DB1"
    seen = {"seen_mac": data["mac"], "seen_asset_tag": "R7"}
    wrong = client.post(url_of(job), {**data, "serial": "", "mac": "", "asset_tag": "", **seen})
    assert wrong.status_code == 409
    assert "Error: " in wrong.content.decode()


def test_the_csv_holds_every_machine(as_role: AsRole) -> None:
    order, _ = an_order_of(3)
    client = as_role()
    client.post("/account/lists/order-miners/columns/", {"offered": "received_at", "column": "received_at"})
    answer = client.get(f"/work-orders/{order}/miners/?export=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "Serial number,Model,MAC,Asset tag,#,Repair status,Logistics,Came in,Packed in,Received"
    assert len(lines) == 4


def test_two_hundred_machines_take_as_many_queries_as_three(as_role: AsRole) -> None:
    order, _ = an_order_of(3)
    client = as_role()
    client.get(f"/work-orders/{order}/miners/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/work-orders/{order}/miners/")
    machines(order, 200)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/work-orders/{order}/miners/?per=500")
    assert len(few) == len(many)
    assert len(many) <= 12
