"""URLs of the Miner repairs page: the page, verbs of the machine, verbs of one of its parts."""

from django.urls import path

from hashmend.desk.bench import (
    diagnosis,
    finding,
    identity,
    jobs,
    log_verbs,
    notes,
    page,
    part_verbs,
    photos,
    placing,
    repairs,
    slot_verbs,
    stress,
    warranty_verbs,
)
from hashmend.desk.work_orders.urls import JOB

PART = f"{JOB}parts/<int:pk>/"
SLOT = f"{JOB}slots/<slug:slot>/"
TEST = f"{JOB}stress-tests/<slug:test>/"

urlpatterns = [
    path("bench/find/", finding.find, name="bench-find"),
    path(JOB, page.job, name="jobs-detail"),
    path(f"{JOB}identity/", identity.identity, name="jobs-edit-identity"),
    path(f"{JOB}status/", jobs.status, name="jobs-update-status"),
    path(f"{JOB}take/", placing.take, name="jobs-take"),
    path(f"{JOB}give-back/", placing.give_back, name="jobs-give-back"),
    path(f"{JOB}place/", placing.place, name="jobs-place"),
    path(f"{JOB}take-off/", placing.off, name="jobs-take-off"),
    path(f"{JOB}services/", jobs.services, name="jobs-complete-services"),
    path(f"{JOB}oem-warranty/", warranty_verbs.update, name="jobs-update-oem-warranty"),
    path(f"{JOB}open-in-warranty/", warranty_verbs.open_despite, name="jobs-open-in-warranty"),
    path(f"{JOB}diagnose/", diagnosis.diagnose, name="jobs-diagnose"),
    path(f"{JOB}diagnose-all/", diagnosis.diagnose_all, name="jobs-diagnose-all"),
    path(f"{JOB}repeat-diagnosis/", diagnosis.repeat_diagnosis, name="jobs-repeat-diagnosis"),
    path(f"{JOB}failures/<slug:failure>/withdraw/", diagnosis.withdraw_failure, name="failures-withdraw"),
    path(f"{JOB}log/", log_verbs.read, name="jobs-read-log"),
    path(f"{JOB}log/note/", log_verbs.note, name="jobs-note-log"),
    path(f"{JOB}note/", notes.write, name="jobs-write-note"),
    path(f"{JOB}repair/", repairs.repair, name="jobs-repair"),
    path(f"{JOB}repairs/<slug:repair>/withdraw/", repairs.withdraw, name="repairs-withdraw"),
    path(f"{PART}diagnose/", diagnosis.diagnose, name="parts-diagnose"),
    path(f"{PART}repeat-diagnosis/", diagnosis.repeat_diagnosis, name="parts-repeat-diagnosis"),
    path(f"{PART}repair/", repairs.repair, name="parts-repair"),
    path(f"{JOB}set-conditions/", part_verbs.conditions, name="jobs-set-conditions"),
    path(f"{JOB}scan/", slot_verbs.scan, name="jobs-scan"),
    path(f"{PART}set-condition/", part_verbs.condition, name="parts-set-condition"),
    path(f"{PART}read/", part_verbs.read, name="parts-read"),
    path(f"{PART}mark-missing/", part_verbs.missing, name="parts-mark-missing"),
    path(f"{PART}remove-to-stock/", part_verbs.remove, name="parts-remove-to-stock"),
    path(f"{PART}replace/", part_verbs.replace_part, name="parts-replace"),
    path(f"{PART}scan/", slot_verbs.scan, name="parts-scan"),
    path(f"{SLOT}attach/", slot_verbs.attach_spare, name="slots-attach"),
    path(f"{SLOT}add-part/", slot_verbs.enter_part, name="slots-add-part"),
    path(f"{SLOT}find-again/", slot_verbs.find_part, name="slots-find-again"),
    path(f"{SLOT}scan/", slot_verbs.scan, name="slots-scan"),
    path(f"{JOB}photos/", photos.add, name="jobs-photos-add"),
    path(f"{PART}photos/", photos.add, name="parts-photos-add"),
    path(f"{JOB}photos/<slug:token>/remove/", photos.remove, name="jobs-photos-remove"),
    path(f"{JOB}stress-tests/start/", stress.start, name="jobs-start-test"),
    path(TEST, stress.stress_test, name="stress-tests-detail"),
    path(f"{TEST}readings/", stress.read, name="stress-tests-read"),
    path(f"{TEST}import/", stress.import_readings, name="stress-tests-import"),
    path(f"{TEST}end/", stress.end, name="stress-tests-end"),
    path(f"{TEST}stop/", stress.stop, name="stress-tests-stop"),
    path(f"{TEST}download/", stress.download, name="stress-tests-download"),
]
