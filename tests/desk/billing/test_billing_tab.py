"""The Billing tab of an order, and the way to a new invoice."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.batches import row
from hashmend.domain.billing.models import Invoice
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import ServiceDone, WorkOrder
from tests import factories
from tests import factories_billing as billing

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> WorkOrder:
    return factories.work_order(factories.customer(tax_percent=Decimal("25")), fees=(factories.fee(),))


def client_of(*roles: str) -> Client:
    client = Client()
    client.force_login(factories.staff(*roles))
    return client


def tab(order: WorkOrder, client: Client | None = None) -> str:
    answer = (client or client_of("billing")).get(f"/work-orders/{order.number}/billing/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("role", "status"), [("admin", 200), ("manager", 200), ("billing", 200), ("technician", 403), ("logistics", 403)]
)
def test_who_sees_the_tab(order: WorkOrder, role: str, status: int) -> None:
    assert client_of(role).get(f"/work-orders/{order.number}/billing/").status_code == status


def test_customers_and_nobody_are_kept_out(order: WorkOrder) -> None:
    assert Client().get(f"/work-orders/{order.number}/billing/").status_code == 302
    customer = Client()
    customer.force_login(factories.customer_user(order.customer))
    assert customer.get(f"/work-orders/{order.number}/billing/").status_code == 403


def test_a_manager_only_looks(order: WorkOrder) -> None:
    billing.issued(billing.ready_container(order))
    billing.ready_container(order)
    page = tab(order, client_of("manager"))
    assert "Preview invoice" not in page
    assert "Change status" not in page
    assert "Download CSV" in page
    new = f"/work-orders/{order.number}/billing/new/"
    assert client_of("manager").get(new).status_code == 403
    assert client_of("manager").post(new).status_code == 403


def test_only_ready_containers_can_be_chosen_and_the_others_say_why(order: WorkOrder) -> None:
    ready, packing = billing.ready_container(order), billing.packed_container(order)
    invoiced = billing.ready_container(order)
    billing.draft(invoiced)
    page = tab(order)
    assert f'aria-label="Bill {ready}"' in page
    assert f'aria-label="Bill {packing}"' not in page
    assert "No: Not marked ready for billing" in page
    assert f'aria-label="Bill {invoiced}"' not in page
    assert "No: Invoiced already" in page
    assert f'href="/containers/{packing}/"' in page


def test_without_anything_ready_it_says_what_to_do(order: WorkOrder) -> None:
    assert "No outbound containers yet" in tab(order)
    container = billing.packed_container(order)
    assert "No container is ready for billing yet" in tab(order)
    billing.mark_ready_for_billing(row(container), by=billing.SYSTEM)
    billing.draft(container)
    assert "Everything is invoiced." in tab(order)


def test_the_preview_shows_lines_prices_tax_and_total_and_writes_nothing(order: WorkOrder) -> None:
    container = billing.ready_container(order)
    page = client_of("billing").get(f"/work-orders/{order.number}/billing/new/", {"container": container.number})
    words = page.content.decode()
    for piece in ("Diagnosis", "Pallet handling", "USD 330.00", "Tax 25.00 %", "USD 82.50", "USD 412.50"):
        assert piece in words
    assert not Invoice.objects.exists()


def test_creating_leads_to_the_draft(order: WorkOrder) -> None:
    container = billing.ready_container(order)
    answer = client_of("billing").post(
        f"/work-orders/{order.number}/billing/new/", {"container": [container.number]}, follow=True
    )
    invoice = Invoice.objects.get()
    assert answer.redirect_chain[-1][0] == f"/invoices/{invoice.public_id}/"
    assert "A draft over USD 412.50 was made." in answer.content.decode()


def test_a_second_click_is_told_who_made_it_first(order: WorkOrder) -> None:
    container = billing.ready_container(order)
    client, new = client_of("billing"), f"/work-orders/{order.number}/billing/new/"
    client.post(new, {"container": [container.number]})
    answer = client.post(new, {"container": [container.number]})
    assert answer.status_code == 409
    assert f"{container} is on a draft invoice already, made by Staff" in answer.content.decode()
    assert Invoice.objects.count() == 1


def test_choosing_nothing_and_a_strangers_container_are_refused(order: WorkOrder) -> None:
    new, elsewhere = f"/work-orders/{order.number}/billing/new/", billing.ready_container()
    assert client_of("billing").post(new).status_code == 409
    assert client_of("billing").post(new, {"container": [elsewhere.number]}).status_code == 404
    assert not Invoice.objects.exists()


def test_a_service_without_a_price_blocks_with_the_way_to_the_scope(order: WorkOrder) -> None:
    container = billing.ready_container(order)
    ServiceDone.objects.create(job=container.outbound_jobs.first(), service=factories.service("Firmware rescue"))
    new = f"/work-orders/{order.number}/billing/new/"
    page = client_of("billing").get(new, {"container": container.number}).content.decode()
    assert "Firmware rescue was done for" in page
    assert f'href="/repair-requests/{order.repair_request.number}/"' in page
    assert client_of("billing").post(new, {"container": [container.number]}).status_code == 409


def test_a_zero_total_asks_first() -> None:
    order = factories.work_order()
    container = billing.ready_container(order, are_services_done=False)
    client, new = client_of("billing"), f"/work-orders/{order.number}/billing/new/"
    refused = client.post(new, {"container": [container.number]})
    assert refused.status_code == 409
    assert "An invoice over nothing is meant" in refused.content.decode()
    client.post(new, {"container": [container.number], "allow_zero": "on"})
    assert Invoice.objects.get().total_amount == 0


def test_buttons_stand_in_the_order_of_the_specification_and_say_why_not(order: WorkOrder) -> None:
    invoice = billing.issued(billing.ready_container(order))
    page = tab(order)
    names = [f"{name} {invoice}" for name in ("Change status of", "Regenerate", "Download CSV", "Delete")]
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert f"{invoice} was issued and is never regenerated: void it and make a new one." in page
    assert f"{invoice} was issued and is never deleted: void it and make a new one." in page


def test_sums_and_overdue_stand_in_words(order: WorkOrder) -> None:
    billing.ready_container(order)
    invoice = billing.issued(billing.ready_container(order))
    billing.pay(invoice, "100.00")
    Invoice.objects.update(due_on=factories.today() - factories.timedelta(days=1))
    page = tab(order)
    assert "Overdue" in page
    for amount in ("USD 210.00", "USD 412.50", "USD 100.00", "USD 312.50"):
        assert amount in page


def test_a_container_is_released_with_a_reason_by_those_who_may(order: WorkOrder) -> None:
    container = billing.ready_container(order)
    address = f"/containers/{container}/release/"
    assert client_of("logistics").post(address, {"reason": "Please"}).status_code == 403
    assert client_of("manager").post(address, {"reason": ""}).status_code == 422
    answer = client_of("manager").post(address, {"reason": "Agreed by phone"}, follow=True)
    assert f"{container} may leave unpaid." in answer.content.decode()
    assert Container.objects.get(pk=container.pk).released_reason == "Agreed by phone"


def test_the_containers_page_leads_to_the_release_for_those_who_may(order: WorkOrder) -> None:
    container = billing.ready_container(order)
    where, link = f"/containers/{container}/", f'href="/containers/{container}/release/"'
    assert link in client_of("manager").get(where).content.decode()
    assert link not in client_of("logistics").get(where).content.decode()


def test_the_tab_is_offered_only_to_those_who_may_open_it(order: WorkOrder) -> None:
    link = f'href="/work-orders/{order.number}/billing/"'
    assert link in client_of("billing").get(f"/work-orders/{order.number}/messages/").content.decode()
    assert link not in client_of("technician").get(f"/work-orders/{order.number}/messages/").content.decode()


def test_the_number_of_queries_does_not_grow() -> None:
    client, counts = client_of("billing"), []
    for number in (3, 12):
        order = factories.work_order()
        for _ in range(number):
            billing.issued(billing.ready_container(order, 1))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            tab(order, client)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 20
