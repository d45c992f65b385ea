"""URLs of a technician's day."""

from django.urls import path

from hashmend.desk.day import pages, scanning
from hashmend.domain.accounts.permissions import Permission
from hashmend.web.navigation import Entry

urlpatterns = [
    path("my-day/", pages.my_day, name="my-day"),
    path("my-day/scan/", scanning.scan, name="my-day-scan"),
    path("work/", pages.work_list, name="work-list"),
    path("work/take/", pages.take, name="work-take"),
    path("work/give-back/", pages.give_back, name="work-give-back"),
]

NAVIGATION = [Entry("My day", "tool", "desk:my-day", Permission.TAKE_JOBS, order=5)]
