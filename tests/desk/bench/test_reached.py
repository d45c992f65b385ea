"""The Miner repairs page is reached from wherever a machine stands, and leads back to what it belongs to."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.desk.bench.test_parts import machine_of, words
from tests.factories_board import an_order_of, packed
from tests.factories_logistics import an_inbound_container, jobs_in

pytestmark = pytest.mark.django_db

AsRole = Callable[..., Client]


def test_every_list_the_search_and_the_scanner_lead_to_it(as_role: AsRole) -> None:
    container = an_inbound_container()
    (job,) = jobs_in(container, "SYNREACH000000001")
    client, order, link = as_role("technician"), job.work_order, f'href="{machine_of(job)}"'
    for url in (
        f"/work-orders/{order}/", f"/work-orders/{order}/miners/", f"/containers/{container}/", "/miners/",
        f"/miners/{job.miner.public_id}/", "/search/?q=SYNREACH000000001", "/search/?q=REACH0000",
    ):  # fmt: skip
        assert link in client.get(url, follow=True).content.decode(), url
    assert client.get("/bench/find/", {"label": "SN: synreach000000001"}).url == machine_of(job)


def test_its_head_leads_to_all_the_machine_belongs_to(as_role: AsRole) -> None:
    order, (job,) = an_order_of(1)
    container = packed([job])
    page = as_role("technician").get(machine_of(job))
    html = page.content.decode()
    for href in (
        f"/customers/{order.customer.public_id}/", f"/work-orders/{order}/", f"/work-orders/{order}/miners/",
        f"/containers/{job.inbound_container}/", f"/containers/{container}/", "#warranty", "#history",
    ):  # fmt: skip
        assert f'href="{href}"' in html, href
    assert f"#{job.position}" in words(page)
    assert 'data-unfolds="warranty-update"' in html
