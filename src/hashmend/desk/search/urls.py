"""Address of the general search."""

from django.urls import path

from hashmend.desk.search import pages

urlpatterns = [path("search/", pages.search, name="search")]
