"""Drafts of invoices: made over containers, made anew, deleted."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked
from hashmend.domain.billing import events
from hashmend.domain.billing.composing import Composed, bill_to, compose
from hashmend.domain.billing.models import Invoice, InvoiceContainer, InvoiceLine
from hashmend.domain.billing.operations.holding import containers_of, hold, listed
from hashmend.domain.history.recording import record
from hashmend.domain.logistics.models import Container, Direction
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel import money
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused


@transaction.atomic
def create_invoice(containers: QuerySet[Container], *, by: Actor, allow_zero: bool = False) -> Invoice:
    """Make a draft over containers of one order: services done for the machines inside, and fees not billed yet.

    Whole or nothing. Refuses when a container is inbound, not ready for billing or on a live invoice; when they are of
    several orders; when a service done has no price in the scope; and a total of zero unless `allow_zero`.
    """
    order = _order_of(containers)
    batch = locked(containers)
    live = live_invoices(batch.rows)
    _, refusals = batch.split(lambda container: why_not_bill(container, live.get(container.pk)))
    if refusals:
        raise Refused(" ".join(refusal.why for refusal in refusals), refusals)
    composed = _composed(order, batch.rows, allow_zero=allow_zero)
    invoice = Invoice.objects.create(
        work_order=order, customer=order.customer, created_by_id=by.user_id, **_snapshot(order, composed)
    )
    InvoiceContainer.objects.bulk_create(InvoiceContainer(invoice=invoice, container=c) for c in batch)
    _write_lines(invoice, composed)
    record(events.CREATED, [invoice], by=by, data={"total": composed.shown_total, "containers": listed(batch.rows)})
    record(events.INVOICED, batch, by=by, data={"total": composed.shown_total})
    return invoice


@transaction.atomic
def regenerate_invoice(invoice: QuerySet[Invoice], *, by: Actor, allow_zero: bool = False) -> Invoice:
    """Make a draft anew from what holds today: services done, prices, fees, the customer's address and tax.

    Refuses an issued or void invoice, a service done without a price, and a total of zero unless `allow_zero`.
    """
    held = hold(invoice)
    if why := why_not_redraft(held, "regenerated"):
        raise Refused(why)
    containers = containers_of(held)
    before = money.shown(held.total_amount, held.currency)
    held.lines.all().delete()
    composed = _composed(held.work_order, containers, allow_zero=allow_zero)
    Invoice.objects.filter(pk=held.pk).update(**_snapshot(held.work_order, composed))
    _write_lines(held, composed)
    data = {"from": before, "to": composed.shown_total, "containers": listed(containers)}
    record(events.REGENERATED, [held], by=by, data=data)
    held.refresh_from_db()
    return held


@transaction.atomic
def delete_invoice(invoice: QuerySet[Invoice], *, by: Actor) -> None:
    """Delete a draft; its containers are ready for billing again. Refuses an issued or void invoice."""
    held = hold(invoice)
    if why := why_not_redraft(held, "deleted"):
        raise Refused(why)
    containers = containers_of(held)
    total = money.shown(held.total_amount, held.currency)
    record(events.DELETED, [held], by=by, data={"total": total, "containers": listed(containers)})
    record(events.UNINVOICED, containers, by=by, data={"invoice": "the draft", "why": "the draft was deleted"})
    held.delete()


def why_not_bill(container: Container, live: Invoice | None) -> str | None:
    """Return why a container cannot go onto a new invoice, or None; `live` is the invoice it is on."""
    if container.direction != Direction.OUTBOUND:
        return f"{container} is an inbound container: machines are billed by the container they go home in."
    if live:
        made = f"by {live.created_by or 'the system'} on {live.created_at:%-d %b %Y at %H:%M}"
        state = f"invoice {live.number}" if live.number else "a draft invoice"
        return f"{container} is on {state} already, made {made}: open that one."
    if container.ready_at is None:
        return f"{container} is not ready for billing: finish packing it and mark it ready first."
    return None


def why_not_redraft(invoice: Invoice, verb: str) -> str | None:
    """Return why an invoice cannot be regenerated or deleted, or None."""
    if invoice.void_at:
        return f"{invoice} is void and stays as it is: make a new invoice for its containers."
    if invoice.issued_at:
        return f"{invoice} was issued and is never {verb}: void it and make a new one."
    return None


def live_invoices(containers: Sequence[Container]) -> dict[int, Invoice]:
    """Return the live invoice of each container that has one, with one query."""
    links = InvoiceContainer.objects.filter(container__in=containers, is_live=True)
    return {link.container_id: link.invoice for link in links.select_related("invoice__created_by")}


def _order_of(containers: QuerySet[Container]) -> WorkOrder:
    orders = locked(WorkOrder.objects.filter(containers__in=containers), "customer", "repair_request").rows
    if not orders:
        raise Refused("Choose at least one container that is ready for billing.")
    if len(orders) > 1:
        numbers = ", ".join(str(order) for order in orders)
        raise Refused(f"An invoice covers containers of one order, these are of {numbers}: make one for each order.")
    return orders[0]


def _composed(order: WorkOrder, containers: Sequence[Container], *, allow_zero: bool) -> Composed:
    composed = compose(order, containers)
    if composed.unpriced:
        raise Refused(
            " ".join(
                f"{unpriced.service} was done for {unpriced.machines_in_words} but is not in the scope of"
                f" {order.repair_request}: take the container back to packing and move what is inside to an order"
                " whose scope has it."
                for unpriced in composed.unpriced
            )
        )
    if composed.total_amount == 0 and not allow_zero:
        raise Refused(
            f"There is nothing to bill for {listed(containers)}: confirm that an invoice over {composed.shown_total}"
            " is meant, or complete the services first."
        )
    return composed


def _snapshot(order: WorkOrder, composed: Composed) -> dict[str, object]:
    return {
        "bill_to": bill_to(order.customer),
        "currency": composed.currency,
        "tax_percent": composed.tax_percent,
        "net_amount": composed.net_amount,
        "tax_amount": composed.tax_amount,
        "total_amount": composed.total_amount,
    }


def _write_lines(invoice: Invoice, composed: Composed) -> None:
    for line in composed.lines:
        line.invoice = invoice
    InvoiceLine.objects.bulk_create(composed.lines, batch_size=500)
