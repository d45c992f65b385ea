"""The condition and the label of a part."""

from functools import partial

import pytest

from hashmend.domain.fitting.operations import read_part, set_condition
from hashmend.domain.history.models import Event
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import close_jobs
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.domain.fitting.places import last_sentence, only, refused
from tests.domain.work_orders.sets import queries_of
from tests.factories_board import packed
from tests.factories_parts import bench_jobs, slot, spare

pytestmark = pytest.mark.django_db


def test_the_condition_of_a_part_is_kept_and_told_with_its_place() -> None:
    (job,) = bench_jobs()
    outcome = set_condition(only(slot(job)), "faulty", by=SYSTEM)
    assert slot(job).condition == "faulty"
    event = Event.objects.get(group=outcome.group)
    assert event.sentence == f"Hashboard 1 of {job.miner}: Faulty (before: Unknown)."
    assert (event.part_id, event.job_id, event.miner_id, event.work_order_id, event.customer_id) == (
        slot(job).pk, job.pk, job.miner_id, job.work_order_id, job.miner.customer_id
    )  # fmt: skip


def test_it_takes_as_many_statements_for_many_parts() -> None:
    jobs = bench_jobs(10)
    board = only(slot(jobs[0]))
    one = queries_of(lambda: set_condition(board, "good", by=SYSTEM))
    rest = Part.objects.filter(miner__in=[job.miner_id for job in jobs[1:]])
    assert queries_of(lambda: set_condition(rest, "good", by=SYSTEM)) == one


def test_missing_is_no_condition_to_choose() -> None:
    (job,) = bench_jobs()
    act = partial(set_condition, only(slot(job)), "missing", by=SYSTEM)
    assert refused(act) == "Choose unknown, good, faulty or scrap; a part that is not there is reported missing."


def test_it_refuses_what_it_is_already() -> None:
    (job,) = bench_jobs()
    assert "is unknown already" in refused(partial(set_condition, only(slot(job)), "unknown", by=SYSTEM))


def test_it_refuses_a_machine_that_is_billed_or_gone_home() -> None:
    ready, home = bench_jobs(2)
    packed([ready], ready=True)
    assert "is ready for billing or billed" in refused(partial(set_condition, only(slot(ready)), "good", by=SYSTEM))
    close_jobs(Job.objects.filter(pk=home.pk), by=SYSTEM)
    assert "is not at the repair centre" in refused(partial(set_condition, only(slot(home)), "good", by=SYSTEM))


def test_a_label_is_kept_as_typed_and_as_compared() -> None:
    (job,) = bench_jobs()
    read = read_part(slot(job), serial_typed=" hb 123 ", part_number="BHB42601", hash_bin="2", by=SYSTEM)
    assert (read.part.serial, read.part.serial_typed, read.warnings) == ("HB123", "hb 123", [])
    assert last_sentence() == (
        f"Hashboard 1 of {job.miner}: SN unknown → hb 123, part number unknown → BHB42601, bin unknown → 2."
    )


def test_a_serial_number_of_somebody_elses_part_warns_and_is_kept() -> None:
    other, job = bench_jobs()[0], bench_jobs()[0]
    spare("TWIN")
    read_part(slot(other, position=2), serial_typed="TWIN", by=SYSTEM)
    read = read_part(slot(job), serial_typed="twin", by=SYSTEM)
    assert read.warnings == [
        f"TWIN is also on Hashboard 2 of {other.miner}, of {other.miner.customer}: check both labels.",
        "TWIN is also on a Hashboard in spare stock, of the repair centre: check both labels.",
    ]
    assert slot(job).serial == "TWIN"


def test_the_serial_number_of_a_machine_warns() -> None:
    (job,) = bench_jobs()
    read = read_part(slot(job), serial_typed=job.miner.serial, by=SYSTEM)
    assert read.warnings == [f"{job.miner} is the serial number of a machine of {job.miner.customer}, not of a part."]


def test_a_machine_that_has_not_arrived_keeps_its_parts_as_they_are() -> None:
    order, model = factories.work_order(), factories.miner_model()
    (job,) = factories.jobs(order, status="expected", entries=[factories.machine(model=model)])
    assert "has not arrived" in refused(partial(read_part, slot(job), serial_typed="X", by=SYSTEM))
