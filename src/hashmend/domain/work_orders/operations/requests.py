"""From a customer's wish to an open work order."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked, locked_one
from hashmend.domain.customers.models import Customer
from hashmend.domain.customers.queries import active_agreement
from hashmend.domain.files import forget, forgotten_on_failure, safe_name, store_pdf
from hashmend.domain.history.changes import set_columns
from hashmend.domain.history.recording import record
from hashmend.domain.numbering.operations import next_number
from hashmend.domain.scoping import file_token
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import RepairRequest, ScopeItem, WorkOrder
from hashmend.domain.work_orders.operations.scope import (
    RequestDetails,
    check_details,
    details_of,
    told,
    write_scope,
)
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

S = RepairRequest.State


@transaction.atomic
def create_repair_request(
    customers: QuerySet[Customer], details: RequestDetails, *, by: Actor, known: Iterable[int] = ()
) -> RepairRequest:
    """Note what the one customer of the query asks for; somebody decides on it later.

    Refuses a retired customer, a quantity below 1, a retired service (but those in `known`, by key), a negative price.
    """
    check_details(details, known)
    request = _new_request(locked_one(customers), details, by)
    machines = "1 machine" if details.quantity == 1 else f"{details.quantity:,} machines"
    services = [str(line.service) for line in details.scope]
    record(events.REQUEST_CREATED, [request], by=by, data={"machines": machines, "services": services})
    return request


def _new_request(customer: Customer, details: RequestDetails, by: Actor) -> RepairRequest:
    if not customer.is_active:
        raise Refused(f"{customer} is retired: the repair centre has to restore the customer first.")
    request = RepairRequest.objects.create(
        number=next_number("RR"),
        customer=customer,
        quantity=details.quantity,
        families=details.families.strip(),
        description=details.description.strip(),
        currency=details.currency or customer.currency,
        created_by_id=by.user_id,
    )
    write_scope(request, details)
    return request


@transaction.atomic
def change_repair_request(
    requests: QuerySet[RepairRequest], details: RequestDetails, *, by: Actor, seen_version: int | None = None
) -> RepairRequest:
    """Change the one request of the query; a change that changes nothing leaves no trace.

    Refuses a request that is decided, one that somebody changed after the version the person saw, and what
    `create_repair_request` refuses.
    """
    request = locked_one(requests)
    _need_review(request, "changed")
    if seen_version is not None and seen_version != request.version:
        raise Refused(
            f"Somebody else changed {request} after you opened it: open it again, look at what changed and then make"
            " your change."
        )
    before = details_of(request)
    check_details(details, known=[line.service.pk for line in before.scope])
    details = replace(details, currency=details.currency or request.currency)
    columns = {name: getattr(details, name) for name in ("quantity", "families", "description", "currency")}
    changes = set_columns(request, columns) + _scope_changes(before, details)
    if changes:
        request.version += 1
        request.save()
        write_scope(request, details)
        record(events.REQUEST_CHANGED, [request], by=by, data={"changes": changes})
    return request


def _scope_changes(before: RequestDetails, after: RequestDetails) -> list[str]:
    old, new = told(before), told(after)
    return [f"{name} now {', '.join(new[name]) or 'none'}" for name in ("services", "fees") if old[name] != new[name]]


def attach_document(requests: QuerySet[RepairRequest], pdf: "File[Any]", *, by: Actor) -> RepairRequest:
    """Keep a PDF with the one request of the query, while it is under review in place of the one before.

    Refuses a request that is denied or closed, an approved one that has its document, and a file that is no PDF, is
    empty or too large.
    """
    stored = store_pdf("requests", pdf)
    with forgotten_on_failure(stored), transaction.atomic():
        request = locked_one(requests)
        if request.state != S.APPROVED or request.document_name:
            _need_review(request, "given another document")
        if former := request.document_name:
            transaction.on_commit(lambda: forget(former))
        request.document_name = stored.name
        request.document_original = safe_name(pdf.name, "document.pdf")
        request.document_token = file_token()
        request.version += 1
        request.save()
        record(events.DOCUMENT_ATTACHED, [request], by=by, data={"file": request.document_original})
    return request


@transaction.atomic
def approve_repair_request(
    requests: QuerySet[RepairRequest], *, by: Actor, due_on: date | None = None, seen_version: int | None = None
) -> WorkOrder:
    """Approve the one request of the query, which opens its work order; return the order.

    Refuses a request that is decided or changed since the person saw it, whose scope is empty or has a service without
    a price, or whose customer has no agreement in term.
    """
    customer = locked_one(Customer.objects.filter(repair_requests__in=requests))
    request = locked_one(requests)
    _need_review(request, "approved")
    if seen_version is not None and seen_version != request.version:
        raise Refused(f"Somebody changed {request} after you opened it: read it again, then approve it.")
    return _approve(request, customer, due_on, by, called=str(request))


def _approve(request: RepairRequest, customer: Customer, due_on: date | None, by: Actor, *, called: str) -> WorkOrder:
    """Approve a request and open its order; refusals call it as people know it at that moment."""
    _need_scope(request, called)
    agreement = active_agreement(customer)
    if agreement is None:
        raise Refused(
            f"{customer} has no repair service agreement in term today: upload the signed agreement on the customer's"
            " page first."
        )
    request.agreement, request.approved_at, request.approved_by_id = agreement, clock.now(), by.user_id
    request.save()
    record(events.REQUEST_APPROVED, [request], by=by)
    return _open_order(request, customer, due_on, by)


def _need_scope(request: RepairRequest, called: str) -> None:
    items = ScopeItem.objects.filter(repair_request=request).select_related("service").order_by("position", "pk")
    if not items:
        raise Refused(f"{called} has no service in its scope: choose at least one first.")
    if unpriced := [str(item.service) for item in items if item.price is None]:
        raise Refused(f"{called} has services without a price: {', '.join(unpriced)}. Fill in the prices first.")


def _open_order(request: RepairRequest, customer: Customer, due_on: date | None, by: Actor) -> WorkOrder:
    order = WorkOrder.objects.create(
        number=next_number("RWO"),
        repair_request=request,
        customer=customer,
        due_on=due_on,
        opened_at=request.approved_at or clock.now(),
        opened_by_id=by.user_id,
    )
    record(events.ORDER_OPENED, [order], by=by, data={"request": request.number})
    return order


@transaction.atomic
def deny_repair_requests(requests: QuerySet[RepairRequest], reason: str, *, by: Actor) -> Outcome[RepairRequest]:
    """Deny requests, for good. Refuses, per request, one that is decided; the whole without a reason."""
    if not reason.strip():
        raise Refused("Denying is final and the customer reads why: give a reason.")
    denied, refused = locked(requests).split(lambda request: _why_decided(request, "denied"))
    RepairRequest.objects.filter(pk__in=[r.pk for r in denied]).update(
        denied_at=clock.now(), denied_by=by.user_id, denied_reason=reason.strip()
    )
    record(events.REQUEST_DENIED, denied, by=by, data={"reason": reason.strip().rstrip(".")})
    return Outcome(done=denied, refused=refused)


@transaction.atomic
def copy_to_new_request(requests: QuerySet[RepairRequest], *, by: Actor) -> RepairRequest:
    """Make a new request under review with what the one request of the query asked for.

    The document stays with the original; services that the catalogue retired since are left out.
    """
    original = locked_one(requests, "customer")
    details = details_of(original)
    details = replace(details, scope=tuple(line for line in details.scope if line.service.is_active))
    request = _new_request(original.customer, details, by)
    record(events.REQUEST_COPIED, [request], by=by, data={"original": original.number})
    return request


@transaction.atomic
def open_work_order(
    customers: QuerySet[Customer],
    details: RequestDetails,
    *,
    by: Actor,
    due_on: date | None = None,
    known: Iterable[int] = (),
) -> WorkOrder:
    """Make a request and approve it in one step. Refuses what both of them refuse, and then leaves neither.

    Services in `known`, by key, may be in its scope although the catalogue retired them.
    """
    request = create_repair_request(customers, details, by=by, known=known)
    return _approve(request, locked_one(customers), due_on, by, called="The new order")


def _need_review(request: RepairRequest, done: str) -> None:
    if why := _why_decided(request, done):
        raise Refused(why)


def _why_decided(request: RepairRequest, done: str) -> str | None:
    if request.state == S.UNDER_REVIEW:
        return None
    return (
        f"{request} is {request.state.label.lower()} and can no longer be {done}: copy it to a new request if something"
        " else is wanted."
    )
