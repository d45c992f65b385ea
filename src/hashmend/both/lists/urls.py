"""URLs of what people keep of lists."""

from django.urls import path

from hashmend.both.lists import pages

urlpatterns = [
    path("account/lists/<slug:key>/columns/", pages.columns, name="list-columns"),
    path("account/lists/<slug:key>/filters/", pages.saved_filters, name="list-filters"),
    path("account/lists/<slug:key>/filters/save/", pages.keep, name="list-filters-save"),
    path("account/lists/<slug:key>/filters/<int:pk>/rename/", pages.rename, name="list-filters-rename"),
    path("account/lists/<slug:key>/filters/<int:pk>/replace/", pages.replace, name="list-filters-replace"),
    path("account/lists/<slug:key>/filters/<int:pk>/delete/", pages.forget, name="list-filters-delete"),
]
