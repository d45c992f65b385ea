"""Addresses of a customer's invoices."""

from django.urls import path

from hashmend.domain.accounts.permissions import Permission
from hashmend.portal.billing import pages
from hashmend.web.navigation import Entry

urlpatterns = [
    path("work-orders/<str:number>/billing/", pages.order_billing, name="work-order-billing"),
    path("invoices/", pages.invoices, name="invoices"),
    path("invoices/<slug:public_id>/", pages.invoice, name="invoice"),
    path("invoices/<slug:public_id>/csv/", pages.invoice_csv, name="invoice-csv"),
]

NAVIGATION = [Entry("Invoices", "file-invoice", "portal:invoices", Permission.VIEW_INVOICES, order=20)]
