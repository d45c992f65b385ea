"""URLs of the catalogues: `/catalogues/<which>/<code>/`."""

from django.urls import path

from hashmend.desk.catalogue import pages
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

urlpatterns = [
    path("catalogues/", pages.catalogues, name="catalogues"),
    path("catalogues/services/prices/", pages.set_service_prices, name="catalogue-prices-set"),
    path("catalogues/<slug:catalogue>/", pages.catalogue_rows, name="catalogue"),
    path("catalogues/<slug:catalogue>/new/", pages.add_catalogue_row, name="catalogue-row-add"),
    path("catalogues/<slug:catalogue>/retire/", pages.retire_catalogue_rows, name="catalogue-rows-retire"),
    path("catalogues/<slug:catalogue>/<slug:code>/", pages.catalogue_row, name="catalogue-row"),
    path("catalogues/<slug:catalogue>/<slug:code>/edit/", pages.edit_catalogue_row, name="catalogue-row-edit"),
    path("catalogues/<slug:catalogue>/<slug:code>/retire/", pages.retire_catalogue_row, name="catalogue-row-retire"),
    path("catalogues/<slug:catalogue>/<slug:code>/restore/", pages.restore_catalogue_row, name="catalogue-row-restore"),
]

NAVIGATION = [Entry("Catalogues", "list-check", "desk:catalogues", Permission.VIEW_DESK, order=80, section="Centre")]
