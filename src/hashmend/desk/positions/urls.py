"""URLs of the positions of the bench."""

from django.urls import path

from hashmend.desk.positions import pages
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

urlpatterns = [
    path("positions/", pages.position_list, name="positions"),
    path("positions/new/", pages.add, name="positions-add"),
    path("positions/labels/", pages.labels, name="positions-labels"),
    path("positions/print/", pages.print_labels, name="positions-print"),
    path("positions/retire/", pages.retire, name="positions-retire"),
    path("positions/restore/", pages.restore, name="positions-restore"),
    path("positions/<int:pk>/", pages.position, name="position"),
    path("positions/<int:pk>/rename/", pages.rename, name="position-rename"),
]

NAVIGATION = [Entry("Positions", "map-pin", "desk:positions", Permission.VIEW_DESK, order=75, section="Centre")]
