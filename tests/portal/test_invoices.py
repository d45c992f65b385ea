"""A customer's invoices: issued ones, their own, and nothing else."""

import pytest
from django.test import Client

from hashmend.domain.batches import row
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.operations import void_invoice
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests import factories_billing as billing

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> WorkOrder:
    return factories.work_order()


def client_of(order: WorkOrder) -> Client:
    client = Client()
    client.force_login(factories.customer_user(order.customer))
    return client


def address(invoice: Invoice, part: str = "") -> str:
    return f"/portal/invoices/{invoice.public_id}/{part}"


def text(answer: object) -> str:
    content = answer.getvalue() if getattr(answer, "streaming", False) else answer.content  # type: ignore[attr-defined]
    return content.decode()  # type: ignore[no-any-return]


def test_a_customer_lists_reads_and_downloads_what_was_issued(order: WorkOrder) -> None:
    invoice, client = billing.issued(order=order), client_of(order)
    assert address(invoice) in text(client.get("/portal/invoices/"))
    page = text(client.get(address(invoice)))
    for piece in (str(invoice.number), "USD 210.00", invoice.lines.first().serial):
        assert piece in page
    staff = Client()
    staff.force_login(factories.staff("billing"))
    own, theirs = client.get(address(invoice, "csv/")), staff.get(f"/invoices/{invoice.public_id}/csv/")
    assert text(own) == text(theirs)


def test_a_draft_is_not_there_at_all(order: WorkOrder) -> None:
    draft, client = billing.draft(order=order), client_of(order)
    assert "No invoices yet" in text(client.get("/portal/invoices/"))
    assert client.get(address(draft)).status_code == 404
    assert client.get(address(draft, "csv/")).status_code == 404


def test_a_void_invoice_stays_readable_as_void(order: WorkOrder) -> None:
    invoice = billing.issued(order=order)
    void_invoice(row(invoice), "Wrong address", by=SYSTEM)
    page = text(client_of(order).get(address(invoice)))
    assert "Void since" in page
    assert "Wrong address" in page


def test_nothing_of_anybody_else_is_found(order: WorkOrder) -> None:
    invoice, stranger = billing.issued(order=order), client_of(factories.work_order())
    assert str(invoice.number) not in text(stranger.get("/portal/invoices/"))
    assert str(invoice.number) not in text(stranger.get("/portal/invoices/?export=csv"))
    assert str(invoice.number) not in text(stranger.get(f"/portal/invoices/?q={invoice.lines.first().serial}"))
    for part in ("", "csv/"):
        assert stranger.get(address(invoice, part)).status_code == 404
        assert Client().get(address(invoice, part)).status_code == 302


@pytest.mark.parametrize("role", ["admin", "manager", "billing"])
def test_staff_have_their_own_pages(order: WorkOrder, role: str) -> None:
    invoice, staff = billing.issued(order=order), Client()
    staff.force_login(factories.staff(role))
    assert staff.get("/portal/invoices/").status_code == 403
    assert staff.get(address(invoice)).status_code == 403


def test_the_billing_tab_of_an_order_lists_its_issued_invoices(order: WorkOrder) -> None:
    invoice, draft = billing.issued(order=order), billing.draft(order=order)
    page = text(client_of(order).get(f"/portal/work-orders/{order.number}/billing/"))
    assert address(invoice) in page
    assert draft.public_id not in page
    stranger = client_of(factories.work_order())
    assert stranger.get(f"/portal/work-orders/{order.number}/billing/").status_code == 404


def test_no_verb_of_the_repair_centre_is_shown(order: WorkOrder) -> None:
    invoice = billing.paid(order=order)
    page = text(client_of(order).get(address(invoice)))
    for word in ("Void", "Regenerate", "Take back", "Change status", "Record a payment"):
        assert word not in page
    assert "Wire 4711" in page


def test_the_first_page_says_what_is_to_pay(order: WorkOrder) -> None:
    client = client_of(order)
    assert "to pay" not in text(client.get("/portal/"))
    billing.draft(order=order)
    assert "to pay" not in text(client.get("/portal/"))
    late, invoice = billing.issued(order=order), billing.issued(order=order)
    billing.pay(invoice, "10.00")
    Invoice.objects.filter(pk=late.pk).update(due_on=factories.today() - factories.timedelta(days=1))
    assert "USD 410.00 to pay, USD 210.00 of it overdue." in text(client.get("/portal/"))


def test_that_a_draft_exists_is_not_seen_on_its_container(order: WorkOrder) -> None:
    container = billing.ready_container(order)
    billing.draft(container)
    for where in (f"/portal/work-orders/{order.number}/logistics/", f"/portal/containers/{container}/"):
        page = text(client_of(order).get(where))
        assert "Packed" in page
        assert "Invoiced" not in page
