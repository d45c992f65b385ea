"""Money received and paid back."""

from datetime import timedelta
from decimal import Decimal

import pytest

from hashmend.domain.batches import row
from hashmend.domain.billing.models import Invoice, Payment
from hashmend.domain.billing.operations import correct_payment, record_payment, record_refund, void_invoice
from hashmend.domain.billing.queries import with_container_state
from hashmend.domain.logistics.models import Container
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests import factories_billing as billing
from tests.domain.billing.world import everything, sentences

pytestmark = pytest.mark.django_db


def seen(invoice: Invoice) -> tuple[str, Decimal, Decimal]:
    fresh = Invoice.objects.with_state().get(pk=invoice.pk)
    return fresh.state.label, fresh.paid_amount, fresh.open_amount  # type: ignore[attr-defined]


def refuse(match: str, operation, *arguments) -> None:  # type: ignore[no-untyped-def]
    before = everything()
    with pytest.raises(Refused, match=match):
        operation(*arguments, by=SYSTEM)
    assert everything() == before


def test_a_part_then_the_rest_is_partly_paid_then_paid() -> None:
    invoice = billing.issued()
    billing.pay(invoice, "0.10")
    billing.pay(invoice, "0.20")
    assert seen(invoice) == ("Partly paid", Decimal("0.30"), Decimal("209.70"))
    billing.pay(invoice, "209.70")
    assert seen(invoice) == ("Paid", Decimal("210.00"), Decimal("0.00"))
    assert with_container_state(Container.objects.outbound()).get().state_code == "paid"
    assert sentences(invoice=invoice)[-1] == (
        f"USD 209.70 received on {factories.today():%-d %b %Y} for {invoice} (Wire 4711); USD 0.00 left."
    )


def test_it_refuses_a_draft_and_a_void_invoice() -> None:
    refuse("A draft cannot be paid: issue it first", record_payment, row(billing.draft()), billing.received())
    invoice = billing.issued()
    void_invoice(row(invoice), "Wrong", by=SYSTEM)
    refuse(f"{invoice} is void", record_payment, row(invoice), billing.received())


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_it_refuses_an_amount_that_is_not_positive(amount: str) -> None:
    refuse("more than zero", record_payment, row(billing.issued()), billing.received(amount))


def test_it_refuses_a_day_in_the_future() -> None:
    tomorrow = factories.today() + timedelta(days=1)
    refuse("in the future", record_payment, row(billing.issued()), billing.received(received_on=tomorrow))


def test_more_than_what_is_open_needs_a_confirmation() -> None:
    invoice = billing.issued()
    refuse(f"USD 210.01 is more than the USD 210.00 open on {invoice}", record_payment, row(invoice),
           billing.received("210.01"))  # fmt: skip
    record_payment(row(invoice), billing.received("210.01", may_overpay=True), by=SYSTEM)
    assert seen(invoice) == ("Paid", Decimal("210.01"), Decimal("-0.01"))


def test_the_same_form_sent_twice_is_one_payment() -> None:
    invoice = billing.issued()
    first = record_payment(row(invoice), billing.received("50.00", key="k1"), by=SYSTEM)
    assert record_payment(row(invoice), billing.received("50.00", key="k1"), by=SYSTEM) == first
    assert Payment.objects.count() == 1


def test_a_refund_is_a_negative_entry_and_no_more_than_was_paid() -> None:
    invoice = billing.paid()
    refuse("Only USD 210.00 was paid", record_refund, row(invoice), billing.received("210.01"))
    record_refund(row(invoice), billing.received("10.00", reference="Goodwill"), by=SYSTEM)
    assert seen(invoice) == ("Partly paid", Decimal("200.00"), Decimal("10.00"))
    assert "USD 10.00 paid back" in sentences(invoice=invoice)[-1]


def test_a_payment_entered_by_mistake_is_taken_back_once_and_stays_visible() -> None:
    invoice = billing.issued()
    payment = billing.pay(invoice)
    refuse("Say why", correct_payment, row(payment), " ")
    correct_payment(row(payment), "Was for another invoice", by=SYSTEM)
    assert seen(invoice) == ("Issued", Decimal("0.00"), Decimal("210.00"))
    assert list(invoice.payments.order_by("pk").values_list("amount", flat=True)) == [
        Decimal("210.00"), Decimal("-210.00"),
    ]  # fmt: skip
    refuse("was taken back already", correct_payment, row(payment), "Again")
    refuse("Only money received", correct_payment, row(invoice.payments.last()), "Again")
    assert sentences(invoice=invoice)[-1].endswith("was taken back: Was for another invoice.")
