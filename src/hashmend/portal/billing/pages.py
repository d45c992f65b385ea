"""A customer's invoices: issued ones only, to read, print and download."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hashmend.both.history import moments_for
from hashmend.both.invoices import containers_on, invoice_state
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.billing.documents import CSV_HEADER, document_of
from hashmend.domain.billing.models import Payment
from hashmend.portal.billing.lists import INVOICES, invoice_url, issued_to
from hashmend.portal.doors import page
from hashmend.portal.orders.frame import order_context, the_order
from hashmend.web import csv
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one


@page(Permission.VIEW_INVOICES)
def invoices(request: PageRequest) -> HttpResponseBase:
    """List the invoices of all own orders."""
    return INVOICES.respond(request, "portal/billing/invoices.html")


@page(Permission.VIEW_INVOICES)
def order_billing(request: PageRequest, number: str) -> HttpResponse:
    """Show the issued invoices of one order."""
    order = the_order(request, number)
    found = issued_to(request.actor).filter(work_order=order).prefetch_related("containers__container").order_by("-pk")
    shown = [(invoice, invoice_state(invoice), invoice_url(invoice), containers_on(invoice)) for invoice in found]
    return render(
        request, "portal/billing/order_billing.html", order_context(request, order, "Billing") | {"shown": shown}
    )


@page(Permission.VIEW_INVOICES)
def invoice(request: PageRequest, public_id: str) -> HttpResponse:
    """Show one invoice as a document, with its payments; it prints."""
    found = one(issued_to(request.actor), public_id=public_id)
    document = document_of(found)
    context = {
        "invoice": found,
        "tag": invoice_state(found),
        "document": document,
        "pairs": document.facts,
        "moments": moments_for(request.actor, invoice=found),
        "payments": Payment.objects.visible_to(request.actor).filter(invoice=found).order_by("pk"),
    }
    return render(request, "portal/billing/invoice.html", context)


@page(Permission.VIEW_INVOICES)
def invoice_csv(request: PageRequest, public_id: str) -> HttpResponseBase:
    """Save one invoice as CSV: the same bytes as the repair centre's."""
    document = document_of(one(issued_to(request.actor), public_id=public_id))
    return csv.download(document.number, CSV_HEADER, document.csv_rows())
