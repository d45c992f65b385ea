"""URLs of the Miner repairs page: the page, verbs of the machine, verbs of one of its parts."""

from django.urls import path

from hashmend.desk.bench import diagnosis, finding, identity, jobs, log_verbs, page, repairs, warranty_verbs
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
    path(f"{JOB}diagnose/", diagnosis.diagnose, name="jobs-diagnose"),
    path(f"{JOB}diagnose-all/", diagnosis.diagnose_all, name="jobs-diagnose-all"),
    path(f"{JOB}repeat-diagnosis/", diagnosis.repeat_diagnosis, name="jobs-repeat-diagnosis"),
    path(f"{JOB}failures/<slug:failure>/withdraw/", diagnosis.withdraw_failure, name="failures-withdraw"),
    path(f"{JOB}log/", log_verbs.read, name="jobs-read-log"),
    path(f"{JOB}log/note/", log_verbs.note, name="jobs-note-log"),
    path(f"{JOB}repair/", repairs.repair, name="jobs-repair"),
    path(f"{JOB}repairs/<slug:repair>/withdraw/", repairs.withdraw, name="repairs-withdraw"),
    path(f"{PART}diagnose/", diagnosis.diagnose, name="parts-diagnose"),
    path(f"{PART}repeat-diagnosis/", diagnosis.repeat_diagnosis, name="parts-repeat-diagnosis"),
    path(f"{PART}repair/", repairs.repair, name="parts-repair"),
]
