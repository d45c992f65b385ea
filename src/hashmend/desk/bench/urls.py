"""URLs of the Miner repairs page: the page, verbs of the machine, verbs of one of its parts."""

from django.urls import path

from hashmend.desk.bench import finding, identity, jobs, page, warranty_verbs
from hashmend.desk.work_orders.urls import JOB

PART = f"{JOB}parts/<int:pk>/"

urlpatterns = [
    path("bench/find/", finding.find, name="bench-find"),
    path(JOB, page.job, name="jobs-detail"),
    path(f"{JOB}identity/", identity.identity, name="jobs-edit-identity"),
    path(f"{JOB}status/", jobs.status, name="jobs-update-status"),
    path(f"{JOB}services/", jobs.services, name="jobs-complete-services"),
    path(f"{JOB}oem-warranty/", warranty_verbs.update, name="jobs-update-oem-warranty"),
    path(f"{JOB}open-in-warranty/", warranty_verbs.open_despite, name="jobs-open-in-warranty"),
]
