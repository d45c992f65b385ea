"""URLs of the customer's repair requests."""

from django.urls import path

from hashmend.domain.accounts.permissions import Permission
from hashmend.portal.repair_requests import pages
from hashmend.web.navigation import Entry

NAVIGATION = [Entry("Repair requests", "file-description", "portal:repair-requests", Permission.VIEW_PORTAL, order=20)]

urlpatterns = [
    path("repair-requests/", pages.repair_requests, name="repair-requests"),
    path("repair-requests/new/", pages.new, name="repair-requests-new"),
    path("repair-requests/<str:number>/", pages.repair_request, name="repair-request"),
    path("repair-requests/<str:number>/document/", pages.document, name="repair-request-document"),
]
