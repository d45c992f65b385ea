"""Machines on the bench, with parts in their slots."""

from hashmend.domain.catalogue import bundled
from hashmend.domain.catalogue.models import FailureType, MinerModel, RepairType
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from tests import factories


def bench_catalogue() -> None:
    """Bring the bundled failure types and repair types, the two catalogues that the bench chooses from."""
    if not FailureType.objects.exists():
        FailureType.objects.bulk_create(FailureType(**values) for values in bundled.rows(FailureType))
        RepairType.objects.bulk_create(RepairType(**values) for values in bundled.rows(RepairType))


def on_the_bench(n: int = 1, *, model: MinerModel | None = None) -> list[Job]:
    """Return jobs whose machines arrived, each slot of the model with a part of unknown condition."""
    bench_catalogue()
    chosen = model or factories.miner_model(chips_per_board=76)
    entries = [factories.machine(model=chosen) for _ in range(n)]
    jobs = factories.jobs(factories.work_order(), entries=entries)
    if not Part.objects.filter(miner=jobs[0].miner).exists():
        Part.objects.bulk_create(
            Part(part_type=s.part_type, owner=j.work_order.customer, place="slot", miner=j.miner, position=s.position)
            for j in jobs
            for s in chosen.slots()
        )
    return jobs


def parts_of(job: Job, part_type: str) -> list[Part]:
    """Return the parts of one kind in the machine, by slot."""
    return list(Part.objects.filter(miner=job.miner, part_type=part_type).order_by("position"))
