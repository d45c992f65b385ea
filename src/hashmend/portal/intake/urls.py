"""Addresses of a customer's lists."""

from django.urls import path

from hashmend.portal.intake import pages

_LIST = "lists/<str:public_id>/"

urlpatterns = [
    path("containers/<str:number>/import/", pages.upload_list, name="container-import"),
    path(_LIST, pages.preview, name="list-detail"),
    path(f"{_LIST}columns/", pages.columns, name="list-columns"),
    path(f"{_LIST}import/", pages.import_list, name="list-import"),
    path(f"{_LIST}bad-rows/", pages.bad_rows, name="list-bad-rows"),
]
