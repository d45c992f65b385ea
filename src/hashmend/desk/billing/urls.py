"""Addresses of billing."""

from django.urls import path

from hashmend.desk.billing import invoices, tab, verbs
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

_INVOICE = "invoices/<slug:public_id>/"

urlpatterns = [
    path("work-orders/<str:number>/billing/", tab.billing, name="work-orders-billing"),
    path("work-orders/<str:number>/billing/new/", tab.new_invoice, name="work-orders-billing-new"),
    path("containers/<str:number>/release/", verbs.release, name="container-release"),
    path("invoices/", invoices.invoices, name="invoices"),
    path(_INVOICE, invoices.invoice, name="invoice"),
    path(f"{_INVOICE}csv/", invoices.invoice_csv, name="invoice-csv"),
    path(f"{_INVOICE}issue/", verbs.issue, name="invoice-issue"),
    path(f"{_INVOICE}payment/", verbs.payment, name="invoice-payment"),
    path(f"{_INVOICE}refund/", verbs.refund, name="invoice-refund"),
    path(f"{_INVOICE}payments/<int:payment_id>/take-back/", verbs.take_back_payment, name="invoice-take-back-payment"),
    path(f"{_INVOICE}void/", verbs.void, name="invoice-void"),
    path(f"{_INVOICE}regenerate/", verbs.regenerate, name="invoice-regenerate"),
    path(f"{_INVOICE}delete/", verbs.delete_draft, name="invoice-delete"),
]

NAVIGATION = [Entry("Invoices", "file-invoice", "desk:invoices", Permission.VIEW_INVOICES, order=40)]
