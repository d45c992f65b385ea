"""Addresses of a customer's work orders."""

from django.urls import path

from hashmend.domain.accounts.permissions import Permission
from hashmend.portal.orders import machines, pages
from hashmend.web.navigation import Entry

_ORDER = "work-orders/<str:number>/"

urlpatterns = [
    path("", pages.work_orders, name="work-orders"),
    path(_ORDER, pages.summary, name="work-order"),
    path(f"{_ORDER}logistics/", pages.logistics, name="work-order-logistics"),
    path(f"{_ORDER}history/", pages.history, name="work-order-history"),
    path(f"{_ORDER}miners/<int:position>/", machines.machine, name="work-order-miner"),
    path("containers/<str:number>/", machines.container, name="container"),
]
NAVIGATION = [Entry("Work orders", "clipboard-list", "portal:work-orders", Permission.VIEW_PORTAL, order=10)]
