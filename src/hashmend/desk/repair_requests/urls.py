"""URLs about repair requests, and of a work order in one step."""

from django.urls import path

from hashmend.desk.repair_requests import deciding, pages
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

NAVIGATION = [Entry("Repair requests", "file-description", "desk:repair-requests", Permission.VIEW_DESK, order=20)]

_ONE = "repair-requests/<str:number>/"

urlpatterns = [
    path("work-orders/new/", deciding.new_order, name="work-orders-new"),
    path("repair-requests/", pages.repair_requests, name="repair-requests"),
    path("repair-requests/new/", pages.new, name="repair-requests-new"),
    path(_ONE, pages.repair_request, name="repair-request"),
    path(f"{_ONE}edit/", pages.edit, name="repair-request-edit"),
    path(f"{_ONE}approve/", deciding.approve, name="repair-request-approve"),
    path(f"{_ONE}deny/", deciding.deny, name="repair-request-deny"),
    path(f"{_ONE}copy/", deciding.copy, name="repair-request-copy"),
    path(f"{_ONE}attach/", pages.attach, name="repair-request-attach"),
    path(f"{_ONE}document/", pages.document, name="repair-request-document"),
]
