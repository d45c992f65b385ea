"""Making the draft of an invoice over containers."""

from decimal import Decimal

import pytest

from hashmend.domain.batches import row
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.operations import create_invoice, delete_invoice, void_invoice
from hashmend.domain.billing.queries import billable_amounts, with_container_state
from hashmend.domain.customers.models import Address
from hashmend.domain.logistics.models import Container
from hashmend.domain.work_orders.models import ServiceDone, WorkOrder
from hashmend.domain.work_orders.operations import complete_services, update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests import factories
from tests import factories_billing as billing
from tests import factories_logistics as logistics
from tests.domain.billing.world import everything, sentences

pytestmark = pytest.mark.django_db


def order_at(*prices: str, tax: str = "0.00", fees: tuple[factories.FeeLine, ...] = ()) -> WorkOrder:
    services = [factories.service(f"Service at {price} no. {n}", price=price) for n, price in enumerate(prices)]
    buyer = factories.customer(company_name="Rig Farm Inc.", tax_number="NO 123", tax_percent=Decimal(tax))
    return factories.work_order(buyer, scope=factories.scope(*services), fees=fees)


def create(*containers: Container, **options: bool) -> Invoice:
    return create_invoice(Container.objects.filter(pk__in=[c.pk for c in containers]), by=SYSTEM, **options)


def refuse(match: str, *containers: Container, **options: bool) -> None:
    before = everything()
    with pytest.raises(Refused, match=match):
        create(*containers, **options)
    assert everything() == before


def test_it_bills_every_service_done_in_the_containers_and_the_fees_once() -> None:
    order = order_at("25.00", "80.10", tax="25.00", fees=(factories.fee("Pallet handling", "120.00"),))
    first, second = billing.ready_container(order, 2), billing.ready_container(order, 1)
    invoice = create(first, second)
    assert invoice.is_draft
    assert [(line.description, line.container_number, line.line_amount) for line in invoice.lines.all()][:2] == [
        ("Service at 25.00 no. 0", first.number, Decimal("25.00")),
        ("Service at 25.00 no. 0", first.number, Decimal("25.00")),
    ]
    assert invoice.lines.count() == 7
    assert invoice.lines.last().description == "Pallet handling"
    assert [line.position for line in invoice.lines.order_by("pk")] == list(range(1, 8))
    assert (invoice.net_amount, invoice.tax_amount, invoice.total_amount) == (
        Decimal("435.30"), Decimal("108.83"), Decimal("544.13"),
    )  # fmt: skip
    assert set(with_container_state(Container.objects.outbound()).values_list("state_code", flat=True)) == {"invoiced"}


def test_a_second_invoice_of_the_order_bills_neither_fee_nor_service_again() -> None:
    order = order_at("10.00", fees=(factories.fee(amount="5.00"),))
    first, second = billing.ready_container(order, 1), billing.ready_container(order, 1)
    assert create(first).total_amount == Decimal("15.00")
    assert create(second).total_amount == Decimal("10.00")


def test_it_copies_the_customers_name_address_currency_and_tax() -> None:
    order = order_at("10.00", tax="7.50")
    Address.objects.create(customer=order.customer, use=Address.Use.SHIPPING, lines="Dock 4", country="Norway")
    Address.objects.create(customer=order.customer, use=Address.Use.BILLING, lines="Main St 1\nOslo", country="Norway")
    invoice = create(billing.ready_container(order, 1))
    assert invoice.bill_to == "Rig Farm Inc.\nMain St 1\nOslo\nNorway\nTax number NO 123"
    assert (invoice.currency, invoice.tax_percent) == ("USD", Decimal("7.50"))


def test_an_address_that_begins_with_the_customers_name_is_not_headed_by_it_again() -> None:
    order = order_at("10.00")
    Address.objects.create(customer=order.customer, use=Address.Use.BILLING, lines="RIG FARM Inc.\nMain St 1")
    assert create(billing.ready_container(order, 1)).bill_to.startswith("RIG FARM Inc.\nMain St 1")


def test_it_records_on_invoice_order_and_containers() -> None:
    order = order_at("10.00")
    container = billing.ready_container(order, 1)
    invoice = create(container)
    told = f"A draft invoice over USD 10.00 was made for {container}."
    assert sentences(invoice=invoice) == [told]
    assert told in sentences(work_order=order)
    assert sentences(container=container)[-1] == f"{container} went onto an invoice over USD 10.00."


def test_amounts_that_floats_cannot_hold_are_kept_to_the_cent() -> None:
    """0.1 + 0.2 in the database's floats is not 0.3."""
    order = order_at("0.10", "0.07", tax="100.00")
    invoice = create(billing.ready_container(order, 3))
    invoice.refresh_from_db()
    assert (invoice.net_amount, invoice.total_amount) == (Decimal("0.51"), Decimal("1.02"))


def test_it_refuses_without_containers() -> None:
    refuse("Choose at least one container")


def test_it_refuses_an_inbound_container() -> None:
    order = order_at("10.00")
    inbound = logistics.an_inbound_container(order)
    refuse(f"{inbound} is an inbound container", inbound)


def test_it_refuses_a_container_that_is_still_packed_and_names_the_way_out() -> None:
    container = billing.packed_container()
    refuse(f"{container} is not ready for billing: finish packing it and mark it ready first", container)


def test_it_refuses_containers_of_two_orders() -> None:
    refuse("make one for each order", billing.ready_container(), billing.ready_container())


def test_it_refuses_a_container_on_a_live_invoice_and_says_who_made_it() -> None:
    container = billing.ready_container()
    create(container)
    refuse(f"{container} is on a draft invoice already, made by the system on", container)


def test_it_is_whole_or_nothing() -> None:
    order = order_at("10.00")
    refuse("not ready for billing", billing.ready_container(order), billing.packed_container(order))


def test_it_refuses_a_service_outside_the_scope_and_names_it() -> None:
    order = order_at("10.00")
    container = billing.ready_container(order, 1)
    job = container.outbound_jobs.get()
    ServiceDone.objects.create(job=job, service=factories.service("Firmware rescue"))
    refuse(f"Firmware rescue was done for {job.miner} but is not in the scope of {order.repair_request}", container)


def test_it_makes_a_zero_total_only_when_told() -> None:
    container = billing.ready_container(are_services_done=False)
    refuse(f"nothing to bill for {container}", container)
    assert create(container, allow_zero=True).total_amount == 0


@pytest.mark.parametrize("ending", ["deleted", "voided"])
def test_containers_of_an_ended_invoice_can_be_billed_again(ending: str) -> None:
    container = billing.ready_container()
    if ending == "deleted":
        invoice = billing.draft(container)
        delete_invoice(row(invoice), by=SYSTEM)
    else:
        invoice = billing.issued(container)
        void_invoice(row(invoice), "Wrong address", by=SYSTEM)
    assert create(container).total_amount == invoice.total_amount


def test_what_was_done_for_a_machine_that_never_leaves_goes_onto_the_next_invoice_once() -> None:
    order = order_at("25.00")
    scrapped = logistics.finished_jobs(order, "SNSCRAPPED0001")
    complete_services(logistics.these(*scrapped), by=SYSTEM).or_refuse()
    update_status(logistics.these(*scrapped), Status.SCRAPPED, by=SYSTEM, scrap_consent="By phone").or_refuse()
    first = create(billing.ready_container(order, 1))
    assert [(line.serial, line.container_number == "") for line in first.lines.order_by("position")] == [
        ("SNSCRAPPED0001", True),
        (first.lines.exclude(serial="SNSCRAPPED0001").get().serial, False),
    ]
    second = create(billing.ready_container(order, 1))
    assert not second.lines.filter(serial="SNSCRAPPED0001").exists()
    assert billable_amounts([order])[order.pk] == 0
