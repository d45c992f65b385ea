"""Addresses of the spare stock."""

from django.urls import path

from hashmend.desk.spare_parts import actions, importing, pages, part
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

urlpatterns = [
    path("spare-parts/", pages.spare_parts, name="spare-parts"),
    path("spare-parts/receive/", pages.receive, name="spare-parts-receive"),
    path("spare-parts/import/", importing.import_spares, name="spare-parts-import"),
    path("spare-parts/levels/", pages.levels, name="spare-parts-levels"),
    path("spare-parts/reserve/", actions.reserve, name="spare-parts-reserve"),
    path("spare-parts/release/", actions.release, name="spare-parts-release"),
    path("spare-parts/correct/", actions.correct, name="spare-parts-correct"),
    path("spare-parts/write-off/", actions.write_off, name="spare-parts-write-off"),
    path("spare-parts/put-back/", actions.put_back, name="spare-parts-put-back"),
    path("spare-parts/<int:pk>/", part.part, name="spare-part"),
    path("spare-parts/<int:pk>/read/", part.read_label, name="spare-parts-read"),
    path("spare-parts/<int:pk>/undo/<str:group>/", part.undo, name="spare-parts-undo"),
]
NAVIGATION = [Entry("Spare parts", "components", "desk:spare-parts", Permission.VIEW_DESK, order=35)]
