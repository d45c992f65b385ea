"""Addresses of machines."""

from django.urls import path

from hashmend.desk.miners import pages
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

urlpatterns = [
    path("miners/", pages.miners, name="miners"),
    path("miners/<str:public_id>/", pages.miner, name="miner"),
]
NAVIGATION = [Entry("Miners", "cpu", "desk:miners", Permission.VIEW_DESK, order=30)]
