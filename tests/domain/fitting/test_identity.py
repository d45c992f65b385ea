"""A control board brings another serial number and MAC; the asset tag stays, and the former number is kept."""

from functools import partial

import pytest

from hashmend.domain.fitting.operations import FirmwareIdentity, NewPart, attach, remove_to_stock, replace, undo_parts
from hashmend.domain.history.models import Event
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests.domain.fitting.places import only, refused
from tests.factories_parts import bench_jobs, slot, spare

pytestmark = pytest.mark.django_db
BOARD = FirmwareIdentity("SYNNEWBOARD000001", "02:00:00:00:AA:01")


def labels(job: Job) -> tuple[str, str, str]:
    machine = Miner.objects.get(pk=job.miner_id)
    return machine.serial, machine.mac, machine.asset_tag


def test_a_new_control_board_changes_serial_and_mac_and_keeps_the_tag_and_the_old_number() -> None:
    (job,) = bench_jobs()
    before = labels(job)
    came = replace(slot(job, "control_board"), new=NewPart("CB-9"), identity=BOARD, by=SYSTEM).part
    assert labels(job) == ("SYNNEWBOARD000001", "02000000AA01", before[2])
    assert before[0] in str(Miner.objects.get(pk=job.miner_id).former_serials)
    told = Event.objects.filter(group=Event.objects.filter(part=came).latest("pk").group, job=job)
    assert any("SN" in event.sentence and BOARD.serial in event.sentence for event in told)


def test_undo_gives_the_machine_its_labels_back() -> None:
    (job,) = bench_jobs()
    before = labels(job)
    came = replace(slot(job, "control_board"), spare=spare(part_type="control_board"), identity=BOARD, by=SYSTEM).part
    undo_parts(Event.objects.filter(group=Event.objects.filter(part=came).latest("pk").group), by=SYSTEM)
    assert labels(job) == before


def test_nothing_but_a_control_board_brings_labels() -> None:
    (job,) = bench_jobs()
    remove_to_stock(only(slot(job)), by=SYSTEM)
    why = refused(partial(attach, only(spare()), job.miner, 1, identity=BOARD, by=SYSTEM))
    assert why == "Serial number and MAC change with a control board only: leave them empty."
