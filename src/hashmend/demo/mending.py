"""What technicians do to single machines: repairs that answer what was found, and stress tests to their verdict."""

from collections.abc import Sequence
from decimal import Decimal

from hashmend.demo.stage import Stage
from hashmend.domain.batches import row
from hashmend.domain.bench.models import Failure, StressTest
from hashmend.domain.bench.operations import Done, add_readings, end_test, record_repair, start_test
from hashmend.domain.catalogue.bench import TestProfile
from hashmend.domain.catalogue.models import RepairType
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import JobQuerySet
from hashmend.kernel import clock

NOMINAL_THS = Decimal(100)
_MINUTES = (25, 40, 70, 15)


def mend(stage: Stage, jobs: JobQuerySet) -> None:
    """Answer every failure noted on these machines with the repair that is usual for it."""
    kinds = {kind.code: kind for kind in RepairType.objects.all()}
    found = Failure.objects.filter(job__in=jobs, answered_by=None).select_related("failure_type", "job")
    for n, failure in enumerate(found.order_by("job__position", "pk")):
        usual = [kinds[code] for code in failure.failure_type.typical_repairs] if failure.failure_type else []
        kind = next(one for one in usual if one.part_type == failure.part_type)
        used = [(name, 1 + n % 3) for name in kind.consumables[:1]]
        done = Done(kind.pk, failure.part_id, _MINUTES[n % len(_MINUTES)], components=used, answers=[failure.pk])
        record_repair(row(failure.job), done, by=stage.technician)


def begin_tests(stage: Stage, jobs: JobQuerySet) -> None:
    """Begin the test of four hours of its maker on each of these machines."""
    for job in jobs.select_related("miner__model").order_by("position"):
        start_test(row(job), profile_of(job.miner), nominal_ths=NOMINAL_THS, by=stage.technician)


def profile_of(miner: Miner) -> TestProfile:
    """Return the test of four hours of the maker of a machine."""
    return TestProfile.objects.get(
        code="microbt-4h" if miner.model and miner.model.maker == "MicroBT" else "bitmain-4h"
    )


def end_tests(stage: Stage, jobs: JobQuerySet, *, shares: Sequence[float]) -> None:
    """Read the running tests every ten minutes and end them; each machine reached its share of what it should hash."""
    running = StressTest.objects.filter(job__in=jobs, ended_at=None).order_by("job__position")
    for test, share in zip(running, shares, strict=True):
        minutes = range(0, int((clock.now() - test.started_at).total_seconds() // 60), 10)
        readings = [
            {"minute": at, "ths": round(share * 100 + (at * 7 % 40) / 20 - 1, 1), "temp_c": 56 + min(at, 60) / 5}
            for at in minutes
        ]
        add_readings(row(test), readings, by=stage.technician)
        end_test(row(test), by=stage.technician).or_refuse()
