"""The list of invoices, one invoice, its CSV and its verbs."""

import hashlib
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hashmend.domain.billing.models import Invoice, Payment
from hashmend.domain.customers.models import Customer
from hashmend.domain.work_orders.models import ScopeItem
from tests import factories
from tests import factories_billing as billing

pytestmark = pytest.mark.django_db
VERBS = ("issue", "payment", "refund", "void", "regenerate", "delete")


def client_of(*roles: str) -> Client:
    client = Client()
    client.force_login(factories.staff(*roles))
    return client


def address(invoice: Invoice, verb: str = "") -> str:
    return f"/invoices/{invoice.public_id}/" + (f"{verb}/" if verb else "")


def state(invoice: Invoice) -> str:
    return Invoice.objects.with_state().get(pk=invoice.pk).state.label


def text(answer: object) -> str:
    content = answer.getvalue() if getattr(answer, "streaming", False) else answer.content  # type: ignore[attr-defined]
    return content.decode()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("role", "look", "act"),
    [
        ("admin", 200, 200), ("billing", 200, 200), ("manager", 200, 403), ("technician", 403, 403),
        ("logistics", 403, 403),
    ],
)  # fmt: skip
def test_who_looks_and_who_acts(role: str, look: int, act: int) -> None:
    invoice, client = billing.draft(), client_of(role)
    assert client.get("/invoices/").status_code == look
    assert client.get(address(invoice)).status_code == look
    assert client.get(address(invoice, "csv")).status_code == look
    assert [client.get(address(invoice, verb)).status_code for verb in VERBS] == [act] * len(VERBS)


def test_customers_and_nobody_stay_outside() -> None:
    invoice, customer = billing.issued(), Client()
    customer.force_login(factories.customer_user(invoice.customer))
    for verb in ("", "csv", *VERBS):
        assert customer.get(address(invoice, verb)).status_code == 403
        assert Client().get(address(invoice, verb)).status_code == 302


def test_an_invoice_that_does_not_exist_is_404() -> None:
    assert client_of("billing").get("/invoices/aaaaaaaaaaaa/").status_code == 404


def test_the_whole_life_of_an_invoice_over_its_pages() -> None:
    invoice, client = billing.draft(), client_of("billing")
    assert "gets its number" in text(client.get(address(invoice, "issue")))
    assert "was issued, due on" in text(client.post(address(invoice, "issue"), follow=True))
    form = {"amount": "60,00", "received_on": factories.today().isoformat(), "reference": "Wire 1", "key": "k"}
    assert "USD 60.00 recorded for INV-" in text(client.post(address(invoice, "payment"), form, follow=True))
    client.post(address(invoice, "payment"), form)
    assert Payment.objects.count() == 1
    refused = client.post(address(invoice, "void"), {"reason": "Wrong address"})
    assert refused.status_code == 409
    assert "USD 60.00 is paid for INV-" in text(refused)
    assert "paid back" in text(client.post(address(invoice, "refund"), form | {"key": "r"}, follow=True))
    assert "was voided" in text(client.post(address(invoice, "void"), {"reason": "Wrong address"}, follow=True))
    assert state(invoice) == "Void"
    page = text(client.get(address(invoice)))
    assert "Wrong address" in page
    assert "was issued, due on" in page


def test_typed_amounts_that_can_be_read_in_two_ways_are_asked_again() -> None:
    invoice = billing.issued()
    form = {"amount": "1,234", "received_on": factories.today().isoformat()}
    answer = client_of("billing").post(address(invoice, "payment"), form)
    assert answer.status_code == 422
    assert "1,234 can be read in two ways: write 1234.00, or 1.23." in text(answer)
    assert 'value="1,234"' in text(answer)


def test_more_than_what_is_open_keeps_what_was_typed_and_asks() -> None:
    invoice = billing.issued()
    form = {"amount": "500.00", "received_on": factories.today().isoformat(), "reference": "Wire 9"}
    answer = client_of("billing").post(address(invoice, "payment"), form)
    assert answer.status_code == 409
    assert "USD 500.00 is more than the USD 210.00 open" in text(answer)
    assert 'value="Wire 9"' in text(answer)
    client_of("billing").post(address(invoice, "payment"), form | {"may_overpay": "on"})
    assert state(invoice) == "Paid"


def test_a_payment_is_taken_back_with_a_reason() -> None:
    invoice = billing.paid()
    entry = invoice.payments.get()
    where = f"{address(invoice)}payments/{entry.pk}/take-back/"
    assert client_of("billing").post(where, {"reason": ""}).status_code == 422
    assert "was taken back" in text(client_of("billing").post(where, {"reason": "Other invoice"}, follow=True))
    assert state(invoice) == "Issued"
    other = f"{address(billing.issued())}payments/{entry.pk}/take-back/"
    assert client_of("billing").get(other).status_code == 404


def test_regenerating_says_what_changes_before_it_does() -> None:
    invoice, client = billing.draft(), client_of("billing")
    ScopeItem.objects.update(price=Decimal("1.00"))
    assert "Its total is USD 210.00 now;" in text(client.get(address(invoice, "regenerate")))
    assert "it becomes USD 4.00." in text(client.get(address(invoice, "regenerate")))
    assert "made anew: USD 4.00" in text(client.post(address(invoice, "regenerate"), follow=True))


def test_deleting_a_draft_leads_back_to_the_tab() -> None:
    invoice = billing.draft()
    answer = client_of("billing").post(address(invoice, "delete"), follow=True)
    assert answer.redirect_chain[-1][0] == f"/work-orders/{invoice.work_order.number}/billing/"
    assert not Invoice.objects.exists()


def test_the_page_shows_parties_dates_lines_machines_and_totals() -> None:
    invoice = billing.paid()
    page = text(client_of("manager").get(address(invoice)))
    for piece in (invoice.number, invoice.work_order.number, "Diagnosis", "USD 210.00", "Wire 4711", "Paid"):
        assert piece in page
    for line in invoice.lines.all():
        assert line.serial in page


def test_the_csv_of_an_issued_invoice_never_changes() -> None:
    order = factories.work_order(factories.customer(tax_percent=Decimal("19")))
    invoice, client = billing.issued(billing.ready_container(order)), client_of("billing")
    before = text(client.get(address(invoice, "csv")))
    Customer.objects.update(alias="Renamed", company_name="Renamed Ltd", tax_percent=Decimal("7"), currency="EUR")
    ScopeItem.objects.update(price=Decimal("1.00"))
    after = text(client.get(address(invoice, "csv")))
    assert hashlib.sha256(before.encode()).digest() == hashlib.sha256(after.encode()).digest()
    rows = before.removeprefix("\ufeff").strip().split("\r\n")
    assert len(rows) == 1 + 4 + 3
    assert rows[-1].endswith("Total,,,,,249.90,USD")
    assert rows[-2].endswith("Tax 19.00 %,,,,,39.90,USD")


def test_screen_csv_and_list_show_the_same_total() -> None:
    invoice, client = billing.issued(), client_of("billing")
    assert "USD 210.00" in text(client.get(address(invoice)))
    assert "USD 210.00" in text(client.get("/invoices/"))
    assert "210.00" in text(client.get("/invoices/?export=csv"))


def test_the_list_is_filtered_by_status_customer_text_and_overdue() -> None:
    late, draft = billing.issued(), billing.draft()
    Invoice.objects.filter(pk=late.pk).update(due_on=factories.today() - factories.timedelta(days=3))
    client = client_of("billing")

    def found(query: str) -> tuple[bool, bool]:
        page = text(client.get(f"/invoices/?{query}"))
        return address(late) in page, address(draft) in page

    assert found("") == (True, True)
    assert found("state=issued") == (True, False)
    assert found("state=draft") == (False, True)
    assert found("due=overdue") == (True, False)
    assert found("due=open") == (False, False)
    assert found(f"customer={draft.customer_id}") == (False, True)
    assert found(f"q={late.number}") == (True, False)
    assert found(f"q={late.lines.first().serial}") == (True, False)
    assert found(f"q={draft.containers.get().container}") == (False, True)


def test_the_lists_csv_has_exactly_the_filtered_rows() -> None:
    billing.issued()
    billing.draft()
    rows = text(client_of("billing").get("/invoices/?state=issued&export=csv")).strip().split("\r\n")
    assert len(rows) == 2
    assert rows[1].startswith("INV-")


def test_the_number_of_queries_grows_neither_with_rows_nor_with_lines() -> None:
    client, counts = client_of("billing"), []
    for number in (2, 12):
        invoice = billing.issued(billing.ready_container(machines=number))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(invoice))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as few:
        client.get("/invoices/")
    for _ in range(8):
        billing.draft()
    with CaptureQueriesContext(connection) as many:
        client.get("/invoices/")
    assert len(few) == len(many)
