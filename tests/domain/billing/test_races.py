"""People who click at the same moment, with real threads on PostgreSQL."""

from functools import partial

import pytest
from django.db import transaction

from hashmend.domain.batches import row
from hashmend.domain.billing.models import Invoice, InvoiceContainer, InvoiceLine, Payment
from hashmend.domain.billing.operations import (
    assign_to_shipment,
    create_invoice,
    delete_invoice,
    issue_invoice,
    record_payment,
    record_refund,
    take_back_to_packing,
    void_invoice,
)
from hashmend.domain.logistics.models import Container
from hashmend.kernel import money
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests import factories_billing as billing
from tests import factories_logistics as logistics
from tests.races import at_once

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_two_invoices_for_one_container_at_once_become_exactly_one() -> None:
    for _ in range(10):
        container = billing.ready_container()
        query = Container.objects.filter(pk=container.pk)
        answers = at_once(*[partial(create_invoice, query, by=SYSTEM) for _ in range(8)])
        assert sum(isinstance(answer, Invoice) for answer in answers) == 1
        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert len(refusals) == 7
        assert all("is on a draft invoice already" in refusal.sentence for refusal in refusals)
        assert InvoiceContainer.objects.filter(container=container, is_live=True).count() == 1


def test_numbers_have_no_gap_under_eight_threads_with_failures_in_between() -> None:
    order = factories.work_order()
    orders = [order, *[factories.work_order(order.customer) for _ in range(7)]]
    drafts = [[billing.draft(order=of) for _ in range(5)] for of in orders]

    def issue_all(own: list[Invoice]) -> list[str]:
        return [number for turn, invoice in enumerate(own) for number in _issued_at_last(invoice, turn)]

    answers = at_once(*[partial(issue_all, own) for own in drafts])
    numbers = [number for answer in answers for number in answer]
    assert sorted(int(number[-4:]) for number in numbers) == list(range(1, 41))


def _issued_at_last(invoice: Invoice, turn: int) -> list[str]:
    """Issue an invoice; every second time it comes to nothing after its number was taken, and is done anew."""
    if turn % 2:
        with transaction.atomic():
            issue_invoice(row(invoice), by=SYSTEM)
            transaction.set_rollback(True)
    return [str(issue_invoice(row(invoice), by=SYSTEM).number)]


def test_one_invoice_issued_by_eight_people_gets_one_number() -> None:
    invoice = billing.draft()
    answers = at_once(*[partial(issue_invoice, row(invoice), by=SYSTEM) for _ in range(8)])
    assert sum(isinstance(answer, Invoice) for answer in answers) == 1
    assert billing.draft().pk
    assert Invoice.objects.issued().get().number.endswith("-0001")


def test_issuing_and_deleting_a_draft_at_once_does_one_of_them() -> None:
    for _ in range(10):
        invoice = billing.draft()
        issued, deleted = at_once(
            partial(issue_invoice, row(invoice), by=SYSTEM), partial(delete_invoice, row(invoice), by=SYSTEM)
        )
        assert isinstance(issued, Refused) != isinstance(deleted, Refused)
        assert Invoice.objects.filter(pk=invoice.pk).exists() == isinstance(deleted, Refused)


def test_payments_at_once_never_exceed_what_is_open() -> None:
    invoice = billing.issued()
    half = billing.received(invoice.total_amount / 2)
    answers = at_once(*[partial(record_payment, row(invoice), half, by=SYSTEM) for _ in range(8)])
    assert sum(isinstance(answer, Payment) for answer in answers) == 2
    assert money.total(Payment.objects.values_list("amount", flat=True)) == invoice.total_amount


def test_voiding_and_paying_at_once_does_one_of_them() -> None:
    for _ in range(10):
        invoice = billing.issued()
        paid, voided = at_once(
            partial(record_payment, row(invoice), billing.received("5.00"), by=SYSTEM),
            partial(void_invoice, row(invoice), "Wrong", by=SYSTEM),
        )
        assert isinstance(paid, Refused) != isinstance(voided, Refused)


def test_one_form_sent_eight_times_at_once_is_one_payment() -> None:
    invoice = billing.issued()
    form = billing.received("10.00", key="form-1")
    answers = at_once(*[partial(record_payment, row(invoice), form, by=SYSTEM) for _ in range(8)])
    assert {answer.pk for answer in answers} == {Payment.objects.get().pk}


def test_refunds_at_once_never_exceed_what_was_paid() -> None:
    invoice = billing.paid()
    answers = at_once(
        *[partial(record_refund, row(invoice), billing.received(invoice.total_amount), by=SYSTEM) for _ in range(4)]
    )
    assert sum(isinstance(answer, Payment) for answer in answers) == 1


def test_taking_back_to_packing_and_billing_at_once_does_one_of_them() -> None:
    for _ in range(10):
        container = billing.ready_container(machines=1)
        query = row(container)
        billed, taken = at_once(
            partial(create_invoice, query, by=SYSTEM), partial(take_back_to_packing, query, by=SYSTEM)
        )
        assert isinstance(billed, Invoice) != bool(taken.done)
        container.refresh_from_db()
        assert (container.ready_at is not None) == isinstance(billed, Invoice)


def test_nothing_leaves_unpaid_when_money_is_paid_back_at_that_moment() -> None:
    for _ in range(10):
        container = billing.ready_container(machines=1)
        invoice = billing.paid(container)
        shipment = logistics.a_shipment(container.work_order.customer, tracking=logistics.BY_HAND)
        joined, refunded = at_once(
            partial(assign_to_shipment, row(container), shipment, by=SYSTEM),
            partial(record_refund, row(invoice), billing.received(invoice.total_amount), by=SYSTEM),
        )
        assert isinstance(joined, Refused) != isinstance(refunded, Refused)


def test_the_fee_of_an_order_is_billed_once_when_two_containers_are_billed_at_once() -> None:
    order = factories.work_order(fees=(factories.fee(),))
    containers = [billing.ready_container(order, 1) for _ in range(4)]
    at_once(*[partial(create_invoice, row(container), by=SYSTEM) for container in containers])
    assert InvoiceLine.objects.filter(fee__isnull=False).count() == 1
    assert InvoiceLine.objects.filter(service_done__isnull=False).count() == 8
