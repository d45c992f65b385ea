"""Issuing an invoice, voiding it, and what drafts allow."""

from datetime import timedelta
from decimal import Decimal

import pytest

from hashmend.domain.batches import row
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.operations import (
    delete_invoice,
    issue_invoice,
    record_refund,
    regenerate_invoice,
    void_invoice,
)
from hashmend.domain.billing.queries import with_container_state
from hashmend.domain.customers.models import Customer
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import ScopeItem
from hashmend.kernel import clock
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests import factories_billing as billing
from tests.domain.billing.world import everything, sentences

pytestmark = pytest.mark.django_db


def state_of(invoice: Invoice) -> str:
    return Invoice.objects.with_state().get(pk=invoice.pk).state.label


def container_states() -> list[str]:
    return list(with_container_state(Container.objects.outbound().order_by("pk")).values_list("state_code", flat=True))


def refuse(match: str, operation, *arguments) -> None:  # type: ignore[no-untyped-def]
    before = everything()
    with pytest.raises(Refused, match=match):
        operation(*arguments, by=SYSTEM)
    assert everything() == before


def test_issuing_gives_the_next_number_and_a_due_date_by_the_payment_terms() -> None:
    order = factories.work_order(factories.customer(payment_days=30))
    first, second = billing.issued(order=order), billing.issued(order=order)
    year = factories.today().year
    assert (first.number, second.number) == (f"INV-{year}-0001", f"INV-{year}-0002")
    assert first.due_on == factories.today() + timedelta(days=30)
    assert state_of(first) == "Issued"
    assert sentences(invoice=first)[-1] == f"{first} over USD 210.00 was issued, due on {first.due_on:%-d %b %Y}."


def test_the_year_of_a_number_is_that_of_the_centres_own_midnight(settings) -> None:  # type: ignore[no-untyped-def]
    settings.TIME_ZONE = "Europe/Oslo"
    drafts = [billing.draft(), billing.draft()]
    midnight = clock.now().replace(year=2030, month=12, day=31, hour=23, minute=0, second=0, microsecond=0)
    with clock.standing_at(midnight - timedelta(seconds=1)):
        assert issue_invoice(row(drafts[0]), by=SYSTEM).number == "INV-2030-0001"
    with clock.standing_at(midnight):
        assert issue_invoice(row(drafts[1]), by=SYSTEM).number == "INV-2031-0001"


def test_an_issued_invoice_does_not_follow_later_prices_names_and_taxes() -> None:
    invoice = billing.issued()
    before = Invoice.objects.filter(pk=invoice.pk).values().get(), list(invoice.lines.values())
    ScopeItem.objects.update(price=Decimal("999.00"))
    Customer.objects.update(company_name="Other Ltd", tax_percent=Decimal("20.00"), currency="EUR")
    assert (Invoice.objects.filter(pk=invoice.pk).values().get(), list(invoice.lines.values())) == before


def test_it_refuses_to_issue_twice() -> None:
    invoice = billing.issued()
    refuse(f"{invoice} was already issued on", issue_invoice, row(invoice))


def test_it_refuses_to_issue_what_somebody_deleted() -> None:
    invoice = billing.draft()
    query = Invoice.objects.filter(pk=invoice.pk)
    delete_invoice(row(invoice), by=SYSTEM)
    refuse("no longer there", issue_invoice, query)


def test_a_draft_is_regenerated_from_what_holds_today() -> None:
    invoice = billing.draft()
    ScopeItem.objects.update(price=Decimal("1.00"))
    Customer.objects.update(company_name="New Name Ltd")
    anew = regenerate_invoice(row(invoice), by=SYSTEM)
    assert anew.total_amount == Decimal("4.00")
    assert anew.bill_to.startswith("New Name Ltd")
    assert sentences(invoice=invoice)[-1].endswith("was made anew: USD 210.00 became USD 4.00.")


def test_a_deleted_draft_leaves_its_history_and_takes_no_number() -> None:
    container = billing.ready_container()
    delete_invoice(row(billing.draft(container)), by=SYSTEM)
    assert not Invoice.objects.exists()
    assert container_states() == ["ready-for-billing"]
    assert f"The draft over USD 210.00 for {container} was deleted." in sentences(work_order=container.work_order)
    assert billing.issued(container).number.endswith("-0001")


@pytest.mark.parametrize(("operation", "verb"), [(regenerate_invoice, "regenerated"), (delete_invoice, "deleted")])
def test_an_issued_invoice_is_neither_regenerated_nor_deleted(operation, verb: str) -> None:  # type: ignore[no-untyped-def]
    invoice = billing.issued()
    refuse(f"{invoice} was issued and is never {verb}: void it and make a new one", operation, row(invoice))
    void_invoice(row(invoice), "Wrong", by=SYSTEM)
    refuse(f"{invoice} is void and stays as it is", operation, row(invoice))


def test_voiding_keeps_the_number_and_frees_the_containers() -> None:
    invoice = billing.issued()
    void_invoice(row(invoice), "Wrong address", by=SYSTEM)
    assert state_of(invoice) == "Void"
    assert container_states() == ["ready-for-billing"]
    assert sentences(invoice=invoice)[-1] == f"{invoice} over USD 210.00 was voided: Wrong address."
    again = billing.issued(Container.objects.outbound().get())
    assert (again.number[-4:], again.lines.count()) == ("0002", 4)


def test_voiding_refuses_without_a_reason() -> None:
    refuse("Say why", void_invoice, row(billing.issued()), "  ")


def test_voiding_refuses_a_draft_and_what_is_void() -> None:
    refuse("A draft is not voided: delete it", void_invoice, row(billing.draft()), "Wrong")
    invoice = billing.issued()
    void_invoice(row(invoice), "Wrong", by=SYSTEM)
    refuse(f"{invoice} is void already", void_invoice, row(invoice), "Wrong")


def test_voiding_refuses_while_payments_stand_until_they_are_refunded() -> None:
    invoice = billing.issued()
    billing.pay(invoice, "60.00")
    refuse(f"USD 60.00 is paid for {invoice}: record a refund", void_invoice, row(invoice), "Wrong")
    record_refund(row(invoice), billing.received("60.00"), by=SYSTEM)
    void_invoice(row(invoice), "Wrong", by=SYSTEM)
    assert state_of(invoice) == "Void"
