"""The page of the general search and what its dialog shows, on both sides, as people use them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.work_orders.models import WorkOrder
from tests import factories, factories_billing, factories_logistics

pytestmark = pytest.mark.django_db
DIALOG = {"HX-Request": "true"}


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(factories.staff())
    return client


@pytest.fixture
def order() -> WorkOrder:
    """Return an order with a machine (SN, MAC, tag), a container, a shipment and an issued invoice."""
    made = factories.work_order(factories.customer(alias="Nordfarm"))
    entry = factories.machine("PAGESN000042", mac_typed="02:aa:bb:cc:dd:ee", asset_tag="RACK-9")
    factories.jobs(made, entries=[entry])
    factories_billing.issued(order=made)
    tracking = factories_logistics.Tracking(number="TRACK 777 001")
    factories_logistics.a_shipment(made.customer, tracking=tracking)
    return made


def portal(order: WorkOrder) -> Client:
    client = Client()
    client.force_login(factories.customer_user(order.customer))
    return client


def text_of(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_kind_of_thing_leads_to_its_page(desk: Client, order: WorkOrder) -> None:
    job, invoice, shipment = order.jobs.get(position=1), order.invoices.get(), order.customer.shipments.get()
    container = order.containers.first()
    assert container
    for typed, url in {
        "PAGESN000042": f"/work-orders/{order.number}/miners/{job.position}/",
        "02aabbccddee": f"/work-orders/{order.number}/miners/{job.position}/",
        "rack-9": f"/work-orders/{order.number}/miners/{job.position}/",
        order.number: f"/work-orders/{order.number}/",
        container.number: f"/containers/{container.number}/",
        shipment.number: f"/shipments/{shipment.number}/",
        "track777001": f"/shipments/{shipment.number}/",
        str(invoice.number): f"/invoices/{invoice.public_id}/",
        order.repair_request.number: f"/repair-requests/{order.repair_request.number}/",
        "nordfarm": f"/customers/{order.customer.public_id}/",
        order.customer.email: f"/customers/{order.customer.public_id}/",
    }.items():
        assert f'href="{url}"' in text_of(desk, f"/search/?q={typed}"), typed
        opened = desk.get(f"/search/?q={typed}&open=1")
        assert (opened.status_code, opened.headers.get("Location")) == (302, url), typed


def test_a_machine_says_which_order_it_is_in_and_its_status(desk: Client, order: WorkOrder) -> None:
    shown = text_of(desk, "/search/?q=rack9")
    assert f"{order.number} #1" in shown
    assert "Received" in shown
    assert "asset tag RACK-9" in shown
    assert "MAC 02:AA:BB:CC:DD:EE" in text_of(desk, "/search/?q=bb-cc")


def test_the_last_part_of_a_number_alone_finds_its_documents(desk: Client, order: WorkOrder) -> None:
    last = order.number.rpartition("-")[2].lstrip("0")
    shown = text_of(desk, f"/search/?q={last}")
    assert f'href="/work-orders/{order.number}/"' in shown
    assert f'href="/repair-requests/{order.repair_request.number}/"' in shown


def test_a_hit_by_a_former_serial_number_says_so(desk: Client, order: WorkOrder) -> None:
    miner = order.jobs.get(position=1).miner
    miner.former_serials = "BEFORE000001 BEFORE000002"
    miner.save()
    assert "formerly BEFORE000002" in text_of(desk, "/search/?q=before-000002")


def test_only_one_exact_hit_is_opened_at_once(desk: Client, order: WorkOrder) -> None:
    assert desk.get("/search/?q=PAGESN0000&open=1").status_code == 200
    factories.jobs(factories.work_order(), entries=[factories.machine("OTHER1", asset_tag="PAGESN000042")])
    assert desk.get("/search/?q=PAGESN000042&open=1").status_code == 200


def test_the_page_says_what_to_do_when_nothing_is_typed_short_or_not_found(desk: Client) -> None:
    assert "Type or scan a serial number" in text_of(desk, "/search/")
    assert "Nothing begins with “zz”" in text_of(desk, "/search/?q=zz")
    assert "Nothing found for “zzzz”" in text_of(desk, "/search/?q=zzzz")
    assert "Nothing found for “&lt;b&gt;" in text_of(desk, "/search/?q=<b>qq")


def test_the_dialog_gets_options_and_what_is_said(desk: Client, order: WorkOrder) -> None:
    part = text_of(desk, "/search/?q=pagesn", **DIALOG)
    assert part.count('role="option"') == 1
    assert 'data-said="Found 1 miner."' in part
    assert "<html" not in part
    assert 'data-said="Nothing found for zzzz."' in text_of(desk, "/search/?q=zzzz", **DIALOG)


def test_more_than_eight_lead_to_all_of_the_kind(desk: Client) -> None:
    order = factories.work_order()
    factories.jobs(order, entries=[factories.machine(f"MASS{n:06d}") for n in range(12)])
    few = text_of(desk, "/search/?q=mass", **DIALOG)
    assert few.count("/miners/") == 8
    assert 'href="/search/?q=mass&amp;kind=miner"' in few
    assert "Found more than 8 miners." in few
    assert text_of(desk, "/search/?q=mass&kind=miner").count(f"/work-orders/{order.number}/miners/") == 12


def test_customers_search_their_own_side_only(order: WorkOrder) -> None:
    mine, other = portal(order), portal(factories.work_order())
    invoice, job = order.invoices.get(), order.jobs.get(position=1)
    for typed, url in {
        "pagesn000042": f"/portal/work-orders/{order.number}/miners/{job.position}/",
        order.number: f"/portal/work-orders/{order.number}/",
        "track777": "/portal/",
        str(invoice.number): f"/portal/invoices/{invoice.public_id}/",
        order.repair_request.number: f"/portal/repair-requests/{order.repair_request.number}/",
    }.items():
        own = text_of(mine, f"/portal/search/?q={typed}")
        assert f'href="{url}"' in own.split("search-section", 1)[-1], typed
        foreign = text_of(other, f"/portal/search/?q={typed}")
        assert "Nothing found" in foreign, typed
        assert text_of(other, f"/portal/search/?q={typed}&kind=miner").count("search-hit") == 0
    assert "Nothing found" in text_of(mine, "/portal/search/?q=nordfarm")
    assert mine.get("/search/?q=1").status_code == 403


def test_drafts_and_states_of_billing_stay_in_the_house(order: WorkOrder) -> None:
    container = factories_billing.ready_container(order)
    draft = factories_billing.draft(container)
    mine = portal(order)
    assert "Nothing found" in text_of(mine, f"/portal/search/?q={draft.public_id}")
    shown = text_of(mine, f"/portal/search/?q={container.number}")
    assert "Packed" in shown
    assert "Ready for billing" not in shown
    assert "Invoiced" not in shown


def test_a_technician_finds_no_invoices(order: WorkOrder) -> None:
    client = Client()
    client.force_login(factories.staff(Role.TECHNICIAN))
    assert "Nothing found" in text_of(client, f"/search/?q={order.invoices.get().number}")


def test_searching_takes_four_queries(desk: Client, order: WorkOrder) -> None:
    factories.jobs(order, 40)
    for typed in ("sntest", "0", order.number, "nord", "nothing-like-it"):
        desk.get("/account/")
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/search/?q={typed}", headers=DIALOG)
        assert len(queries) <= 4, typed


def test_strange_addresses_are_answered(desk: Client) -> None:
    for query in ("q=%00", "q=" + "9" * 3000, "kind=parrot&q=1", "q=%22%27%28AND", "q=a&q=b", "open=1", "kind=miner"):
        assert desk.get(f"/search/?{query}").status_code == 200, query


def test_every_page_offers_the_search(desk: Client, order: WorkOrder) -> None:
    assert 'hx-get="/search/"' in text_of(desk, "/work-orders/")
    assert 'hx-get="/portal/search/"' in text_of(portal(order), "/portal/")
