"""The list of invoices, one invoice, and its CSV."""

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render

from hashmend.both.history import moments
from hashmend.both.invoices import invoice_state
from hashmend.desk.billing import words
from hashmend.desk.billing.lists import INVOICES
from hashmend.desk.doors import page
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.billing.documents import CSV_HEADER, document_of
from hashmend.domain.billing.models import Invoice, Payment
from hashmend.domain.history.models import Event
from hashmend.web import csv
from hashmend.web.actors import PageRequest
from hashmend.web.pages import one


@page(Permission.VIEW_INVOICES)
def invoices(request: PageRequest) -> HttpResponseBase:
    """List the invoices of all customers."""
    return INVOICES.respond(request, "desk/billing/invoices.html")


@page(Permission.VIEW_INVOICES)
def invoice(request: PageRequest, public_id: str) -> HttpResponse:
    """Show one invoice as a document, with its payments and history; it prints on one sheet after the other."""
    found = the_invoice(request, public_id)
    payments = Payment.objects.visible_to(request.actor).filter(invoice=found).select_related("recorded_by")
    events = Event.objects.visible_to(request.actor).filter(invoice=found)
    document = document_of(found)
    context = {
        "invoice": found,
        "name": words.invoice_name(found),
        "tag": invoice_state(found),
        "document": document,
        "pairs": document.facts,
        "payments": payments.select_related("corrected_by").order_by("pk"),
        "moments": moments(events),
        "status_buttons": words.status_buttons(found, request.actor),
        "buttons": words.header_buttons(found, request.actor),
        "may_edit": request.actor.may(Permission.EDIT_INVOICES),
    }
    return render(request, "desk/billing/invoice.html", context)


@page(Permission.VIEW_INVOICES)
def invoice_csv(request: PageRequest, public_id: str) -> HttpResponseBase:
    """Save one invoice as CSV."""
    document = document_of(the_invoice(request, public_id))
    return csv.download(document.number.replace(" ", "-"), CSV_HEADER, document.csv_rows())


def the_invoice(request: PageRequest, public_id: str) -> Invoice:
    """Return the invoice of the address with its state, order and customer, or 404."""
    heads = ("customer", "work_order__repair_request", "work_order__customer")
    return one(Invoice.objects.visible_to(request.actor).with_state().select_related(*heads), public_id=public_id)
