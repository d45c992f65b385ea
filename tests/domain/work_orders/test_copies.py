"""What jobs copy for the board: the model of their machine, the services done, who set the status."""

from importlib import import_module

import pytest
from django.apps import apps

from hashmend.domain.accounts.permissions import Role
from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.invariants.checking import broken
from hashmend.domain.invariants.equipment import EQUIPMENT
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.miners.labels import Labels
from hashmend.domain.work_orders.models import Job, between_dots
from hashmend.domain.work_orders.operations import (
    add_jobs,
    close_jobs,
    complete_services,
    edit_identity,
    update_status,
)
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.work_orders.sets import these
from tests.factories_board import an_order_of

pytestmark = pytest.mark.django_db


def a_model(name: str) -> MinerModel:
    return MinerModel.objects.create(code=name.lower(), maker="Maker", name=name)


def test_the_key_names_each_service_once_in_order() -> None:
    assert between_dots([17, 3, 3]) == ".3.17."
    assert between_dots([]) == ""


def test_a_corrected_model_stands_in_every_stay_of_the_machine() -> None:
    first = factories.work_order()
    entry = MachineEntry(serial_typed="SN1", model=a_model("S19"))
    (old,) = add_jobs(first, [entry], container=None, received=True, by=SYSTEM).done
    close_jobs(row(old), by=SYSTEM)
    second = factories.work_order(first.customer)
    (new,) = add_jobs(
        second, [MachineEntry(serial_typed="SN1", model=a_model("S21"))], container=None, received=True, by=SYSTEM
    ).done
    assert set(Job.objects.values_list("model__name", flat=True)) == {"S21"}
    seen = Labels.of(new.miner)
    edit_identity(new, Labels(seen.serial, seen.mac, seen.asset_tag, a_model("T21")), seen=seen, by=SYSTEM)
    assert set(Job.objects.values_list("model__name", flat=True)) == {"T21"}


def test_a_service_done_stands_in_the_job() -> None:
    _, jobs = an_order_of(2)
    complete_services(these(jobs[:1]), by=SYSTEM)
    done = jobs[0].services_done.values_list("service_id", flat=True)
    assert Job.objects.get(pk=jobs[0].pk).services_key == between_dots(done) != ""
    assert Job.objects.get(pk=jobs[1].pk).services_key == ""


def test_the_job_knows_who_set_its_status() -> None:
    ana = factories.staff(Role.TECHNICIAN)
    _, jobs = an_order_of(1)
    update_status(these(jobs), Status.IN_REPAIR, by=ana.as_actor())
    assert Job.objects.get().status_by == ana


def test_jobs_from_before_get_theirs_from_machine_services_and_history() -> None:
    ana = factories.staff(Role.TECHNICIAN)
    _, jobs = an_order_of(3)
    update_status(these(jobs), Status.IN_REPAIR, by=ana.as_actor())
    complete_services(these(jobs[1:]), by=SYSTEM)
    jobs[0].miner.__class__.objects.update(model=a_model("S19"))
    before = {"services_key": "", "model": None, "status_by": None}
    kept = list(Job.objects.values_list("services_key", "status_by").order_by("pk"))
    Job.objects.update(**before)
    import_module("hashmend.domain.migrations.0003_board_of_an_order").fill(apps, None)
    assert list(Job.objects.values_list("services_key", "status_by").order_by("pk")) == kept
    assert set(Job.objects.values_list("model__name", flat=True)) == {"S19"}
    assert broken(EQUIPMENT) == []
