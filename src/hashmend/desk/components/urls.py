"""URLs of the component page."""

from django.urls import path

from hashmend.desk.components import pages

urlpatterns = [
    path("desk/_components/", pages.components, name="components"),
    path("desk/_components/count/", pages.count, name="components-count"),
]
