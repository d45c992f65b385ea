"""The bench: its positions, and a day of two technicians at it."""

from decimal import Decimal

from hashmend.demo.mending import begin_tests, end_tests, profile_of
from hashmend.demo.stage import Stage, days_ago, slice_of
from hashmend.domain.batches import row
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations import add_positions, add_readings, place_job, start_test
from hashmend.domain.bench.operations.positions import numbered
from hashmend.domain.catalogue.bench import TestProfile
from hashmend.domain.fitting.operations import mark_missing, set_condition
from hashmend.domain.parts.entries import SpareEntry
from hashmend.domain.parts.models import Part
from hashmend.domain.parts.operations import receive_spares
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import take_jobs
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel.actor import SYSTEM, Actor

_HOURS_TESTED = (0.3, 1.2, 2.6, 3.9, 4.4, 5.1, 9.0)
"""For how long the machines in the rack have been tested; of two the time is up."""


def the_shop(stage: Stage) -> None:
    """Eight benches and a rack of twelve places for burn-in."""
    with days_ago(170):
        add_positions(numbered("B-01", 8), BenchPosition.Purpose.BENCH, by=SYSTEM)
        add_positions(numbered("R1-01", 12), BenchPosition.Purpose.BURN_IN, by=SYSTEM)


def a_day_at_the_bench(stage: Stage, order: WorkOrder) -> None:
    """Machines on benches, in the rack and in hands; some wait for parts, of which the stock has a few."""
    theo, ines = stage.cast.technician, stage.cast.colleague
    _lacking_parts(stage, order)
    with days_ago(1.2):
        take_jobs(slice_of(order, 513, 515), by=theo).or_refuse()
        take_jobs(slice_of(order, 601, 601), by=theo).or_refuse()
        take_jobs(slice_of(order, 516, 518), by=ines).or_refuse()
    with days_ago(0.2):
        take_jobs(slice_of(order, 612, 615), by=theo).or_refuse()
        take_jobs(slice_of(order, 701, 704), by=theo).or_refuse()
        take_jobs(slice_of(order, 761, 762), by=theo).or_refuse()
        _put(order, 616, "B-02", ines)
        _put(order, 617, "B-05", ines)
    with days_ago(0.3):
        begin_tests(stage, slice_of(order, 611, 614))
    with days_ago(0.08):
        end_tests(stage, slice_of(order, 611, 614), shares=(0.71, 0.99, 0.98, 1.01))
        stage.work(slice_of(order, 612, 614), Status.REPAIRED, ("SVC_HASHBOARD", "SVC_CLEAN", "SVC_STRESS"))
    with days_ago(0.04):
        _put(order, 608, "B-01", theo)
        _put(order, 615, "B-03", theo)
    _the_rack(stage, order)


def _lacking_parts(stage: Stage, order: WorkOrder) -> None:
    """Note what machines that wait for parts lack, and receive a few spares that fit."""
    waiting = list(slice_of(order, 513, 560).select_related("miner__model").order_by("position"))
    machines = [job.miner_id for job in waiting]
    inside = Part.objects.filter(miner__in=machines)
    with days_ago(11):
        set_condition(inside.filter(part_type="hashboard", position=1), "faulty", by=stage.technician).or_refuse()
        set_condition(inside.filter(part_type="psu", miner__in=machines[:9]), "faulty", by=stage.technician).or_refuse()
        mark_missing(
            inside.filter(part_type="fan", position=1, miner__in=machines[20:26]), by=stage.technician
        ).or_refuse()
    models = list({job.miner.model_id: job.miner.model for job in waiting[:4]}.values())
    with days_ago(3):
        boards = [
            SpareEntry(part_type="hashboard", model=model, condition="good", source="PO 2211") for model in models
        ]
        fans = [SpareEntry(part_type="fan", model=waiting[20].miner.model, condition="good", source="PO 2214")] * 4
        receive_spares([*boards, *boards, *fans], by=stage.technician).or_refuse()


def _the_rack(stage: Stage, order: WorkOrder) -> None:
    burn_in = TestProfile.objects.get(code="burn-in-24h")
    for place, hours in enumerate(_HOURS_TESTED, 1):
        job = slice_of(order, 700 + place, 700 + place)
        usual = profile_of(job.select_related("miner__model").get().miner)
        with days_ago(hours / 24):
            _put(order, 700 + place, f"R1-{place:02}", stage.technician)
            profile = burn_in if hours > 6 else usual
            test = start_test(job, profile, nominal_ths=Decimal(100), by=stage.technician)
        minutes = range(0, int(hours * 60), 10)
        read = [{"minute": at, "ths": 97 + (at * 7 % 40) / 10, "temp_c": 58 + min(at, 30) / 2} for at in minutes]
        add_readings(row(test), read, by=stage.technician)
    with days_ago(0.02):
        _put(order, 709, "R1-09", stage.technician)
        _put(order, 710, "R1-10", stage.cast.colleague)
        stage.work(slice_of(order, 709, 709), Status.REPAIRED)


def _put(order: WorkOrder, position: int, code: str, by: Actor) -> None:
    place_job(slice_of(order, position, position), BenchPosition.objects.filter(code=code), by=by)
