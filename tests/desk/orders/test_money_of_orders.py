"""What the list of work orders says about money: right to the cent, and only to those who may see invoices."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from hashmend.domain.batches import row
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.operations import void_invoice
from hashmend.domain.billing.queries import billable_amounts, order_money
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import ScopeLine
from hashmend.kernel.actor import SYSTEM
from tests import factories, factories_billing

URL = "/work-orders/"


def _order(price: str = "10.05", currency: str = "USD", **values: object) -> WorkOrder:
    service = factories.service(price=price)
    return factories.work_order(scope=(ScopeLine(service, Decimal(price)),), currency=currency, **values)


def _lines(client: Client, query: str = "") -> dict[str, tuple[str, str, str]]:
    text = b"".join(client.get(f"{URL}?{query}&export=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return {
        line["Order"]: (line["To bill"], line["Unpaid"], line["Currency"]) for line in csv.DictReader(io.StringIO(text))
    }


def _fresh(invoice: Invoice) -> Invoice:
    return Invoice.objects.get(pk=invoice.pk)


@pytest.mark.parametrize(("role", "sees"), [("admin", True), ("manager", True), ("billing", True),
                                            ("technician", False), ("logistics", False)])  # fmt: skip
def test_money_is_for_those_who_may_see_invoices(signed_in, role: str, sees: bool) -> None:
    factories_billing.issued(order=_order())
    client = signed_in(role)
    page = client.get(URL).content.decode()
    assert ("To bill" in page, "Unpaid" in page, "USD" in page) == (sees, sees, sees)
    assert client.get(f"{URL}?money=unpaid&sort=unpaid").status_code == 200
    head = b"".join(client.get(f"{URL}?export=csv").streaming_content).decode("utf-8-sig").splitlines()[0]  # type: ignore[attr-defined]
    assert ("Unpaid" in head) is sees


def test_it_is_right_to_the_cent_through_the_life_of_an_invoice(signed_in) -> None:
    order, client = _order(fees=(factories.fee(amount="120.10"),)), signed_in("billing")
    assert _lines(client) == {order.number: ("120.10", "0.00", "USD")}
    container = factories_billing.ready_container(order, machines=3)
    assert _lines(client) == {order.number: ("150.25", "0.00", "USD")}
    factories_billing.draft(container)
    assert _lines(client) == {order.number: ("0.00", "0.00", "USD")}
    Invoice.objects.get().delete()
    invoice = factories_billing.issued(container)
    assert _lines(client) == {order.number: ("0.00", "150.25", "USD")}
    factories_billing.pay(invoice, "50.15")
    assert _lines(client) == {order.number: ("0.00", "100.10", "USD")}
    factories_billing.pay(invoice, "100.10")
    assert _lines(client) == {order.number: ("0.00", "0.00", "USD")}


def test_a_void_invoice_is_billable_again(signed_in) -> None:
    order, client = _order("33.33"), signed_in("manager")
    invoice = factories_billing.issued(order=order)
    assert _lines(client) == {order.number: ("0.00", "66.66", "USD")}
    void_invoice(row(invoice), "Wrong price", by=SYSTEM)
    assert _lines(client) == {order.number: ("66.66", "0.00", "USD")}


def test_it_is_what_the_billing_tab_says(db: None) -> None:
    orders = [_order("0.10", fees=(factories.fee(amount="0.20"),)), _order("19.99"), factories.work_order()]
    factories_billing.packed_container(orders[0], machines=3)
    factories_billing.issued(order=orders[1])
    amounts = billable_amounts(orders)
    for order in orders:
        invoices = list(Invoice.objects.filter(work_order=order).with_state())
        assert amounts[order.pk] == order_money(order, invoices).billable
    assert amounts[orders[0].pk] == Decimal("0.50")


def test_each_order_keeps_its_own_currency(signed_in) -> None:
    dollars, euros = _order("10.00"), _order("10.00", "EUR")
    factories_billing.issued(order=dollars)
    factories_billing.issued(order=euros)
    client = signed_in("billing")
    assert _lines(client) == {dollars.number: ("0.00", "20.00", "USD"), euros.number: ("0.00", "20.00", "EUR")}
    page = client.get(URL).content.decode()
    assert "USD 20.00" in page
    assert "EUR 20.00" in page
    assert "40.00" not in page


def test_filters_and_order_by_money(signed_in) -> None:
    to_bill, unpaid, late, settled = (_order() for _ in range(4))
    factories_billing.packed_container(to_bill)
    factories_billing.issued(order=unpaid)
    overdue = factories_billing.issued(factories_billing.ready_container(late, machines=3))
    Invoice.objects.filter(pk=overdue.pk).update(due_on=factories.today() - timedelta(1))
    factories_billing.paid(order=settled)
    client = signed_in("manager")
    assert set(_lines(client, "money=to-bill")) == {to_bill.number}
    assert set(_lines(client, "money=unpaid")) == {unpaid.number, late.number}
    assert set(_lines(client, "money=late")) == {late.number}
    assert set(_lines(client, "money=late&money=to-bill")) == {late.number, to_bill.number}
    assert list(_lines(client, "sort=-unpaid"))[:2] == [late.number, unpaid.number]
    assert "Late</span>" in client.get(URL).content.decode()
