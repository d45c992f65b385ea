"""URLs of the list of work orders, and of what is done with a whole order."""

from django.urls import path

from hashmend.desk.orders import pages
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

NAVIGATION = [Entry("Work orders", "clipboard-list", "desk:work-orders", Permission.VIEW_DESK, order=10)]

_ONE = "work-orders/<str:number>/"

urlpatterns = [
    path("work-orders/", pages.work_orders, name="work-orders"),
    path(f"{_ONE}complete/", pages.complete, name="work-orders-complete"),
    path(f"{_ONE}cancel/", pages.cancel, name="work-orders-cancel"),
    path(f"{_ONE}hold/", pages.hold, name="work-orders-hold"),
    path(f"{_ONE}resume/", pages.resume, name="work-orders-resume"),
    path(f"{_ONE}due-date/", pages.due, name="work-orders-due-date"),
]
