"""What money lets out of the house: releasing containers, assigning them to shipments, taking them back to packing."""

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import locked, row
from hashmend.domain.billing.models import Invoice
from hashmend.domain.billing.operations.drafting import live_invoices
from hashmend.domain.logistics.models import Container, Shipment
from hashmend.domain.logistics.operations import put_into_shipment
from hashmend.domain.logistics.operations.handing_over import note_release, reopen_packing
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.kernel import money
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


@transaction.atomic
def release_containers(containers: QuerySet[Container], reason: str, *, by: Actor) -> Outcome[Container]:
    """Let outbound containers ship although they are not paid, with the reason.

    Refuses without a reason, without the right to release, and, per container: it is inbound, still being packed, or
    released already. One that is paid or has left can be released, too: then its invoice may be voided.
    """
    _check_override(reason, by)
    locked(WorkOrder.objects.filter(containers__in=containers))
    batch = locked(containers, "shipment", "work_order__customer")
    may, refused = batch.split(_why_not_release)
    note_release(may, reason.strip(), by=by)
    return Outcome(done=may, refused=refused)


@transaction.atomic
def assign_to_shipment(
    containers: QuerySet[Container], shipment: Shipment, *, by: Actor, override_reason: str = ""
) -> Outcome[Container]:
    """Put containers into a shipment of their direction. Whole or nothing, with every refusal by name.

    An outbound container goes in when its invoice is paid, when it was released, or when it is invoiced and the
    customer has credit terms. An `override_reason` of somebody who may release lets the others in, too, and is kept.
    """
    locked(WorkOrder.objects.filter(containers__in=containers))
    locked(row(shipment))
    batch = locked(containers, "shipment", "work_order__customer")
    owed = _owed_invoices(batch.rows)
    _, unpaid = batch.split(lambda container: _why_unpaid(container, owed.get(container.pk)))
    if unpaid and override_reason.strip():
        keys = [refusal.pk for refusal in unpaid]
        unpaid = list(release_containers(containers.filter(pk__in=keys), override_reason, by=by).refused)
    if unpaid:
        raise Refused(" ".join(dict.fromkeys(refusal.why for refusal in unpaid)), unpaid)
    return put_into_shipment(containers, shipment, by=by)


@transaction.atomic
def take_back_to_packing(containers: QuerySet[Container], *, by: Actor) -> Outcome[Container]:
    """Open containers that were ready for billing for packing again; a release ends with it.

    Refuses, per container: it is not ready for billing, on a live invoice, in a shipment, or its order is closed.
    """
    locked(WorkOrder.objects.filter(containers__in=containers))
    batch = locked(containers, "shipment")
    live = live_invoices(batch.rows)
    may, refused = batch.split(lambda container: _why_not_reopen(container, live.get(container.pk)))
    reopen_packing(may, by=by)
    return Outcome(done=may, refused=refused)


def _check_override(reason: str, by: Actor) -> None:
    if not by.may(Permission.RELEASE_UNPAID):
        raise Refused("Only managers, billing and administrators release unpaid containers: ask one of them.")
    if not reason.strip():
        raise Refused("Say why the container may leave unpaid: the reason stays in the history.")


def _owed_invoices(containers: list[Container]) -> dict[int, Invoice]:
    """Return the live invoice of each container, with its state."""
    links = live_invoices(containers)
    states = Invoice.objects.with_state().in_bulk({invoice.pk for invoice in links.values()})
    return {key: states[invoice.pk] for key, invoice in links.items()}


def _why_not_release(container: Container) -> str | None:
    if container.is_inbound:
        return f"{container} is an inbound container: only what leaves is released."
    if container.ready_at is None:
        return f"{container} is still being packed: mark it ready for billing first."
    if container.released_at:
        return f"{container} was already released on {container.released_at:%-d %b %Y}: {container.released_reason}"
    return None


def _why_unpaid(container: Container, invoice: Invoice | None) -> str | None:
    if container.is_inbound or container.released_at:
        return None
    if container.ready_at is None:
        return f"{container} is still being packed: mark it ready for billing and have it invoiced first."
    if invoice is None:
        return f"{container} is not invoiced: make its invoice in Billing, or release it with a reason."
    if invoice.is_draft:
        return f"The invoice of {container} is still a draft: issue it in Billing, or release it with a reason."
    if invoice.state == Invoice.State.PAID or container.work_order.customer.has_credit_terms:
        return None
    return (
        f"{container} is not paid: {_left(invoice)} of {invoice} is open. Record the payment, or release the container"
        " with a reason."
    )


def _left(invoice: Invoice) -> str:
    left: Decimal = invoice.open_amount  # type: ignore[attr-defined]
    return money.shown(left, invoice.currency)


def _why_not_reopen(container: Container, invoice: Invoice | None) -> str | None:
    if container.ready_at is None:
        return f"{container} is not ready for billing: it is open for packing as it is."
    if container.shipment:
        return f"{container} is in {container.shipment}: take it out of the shipment first."
    if invoice and invoice.is_draft:
        return f"{container} is on a draft invoice: delete the draft first."
    if invoice:
        return f"{container} is on {invoice}: void the invoice first."
    if not container.work_order.is_open:
        return f"{container.work_order} is {container.work_order.state.label.lower()}: its containers stay as they are."
    return None
