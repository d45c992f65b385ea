"""A chapter at the bench: machines of one model that lack parts, so that some can complete others."""

from hashmend.demo.machines import Fleet
from hashmend.demo.stage import Stage, days_ago, slice_of
from hashmend.domain.consolidation.machines import read
from hashmend.domain.consolidation.operations import consolidate
from hashmend.domain.consolidation.plan import Plan, seen_of
from hashmend.domain.consolidation.suggesting import suggest
from hashmend.domain.fitting.operations import mark_missing, read_part, set_condition
from hashmend.domain.miners.models import Miner, OemWarranty
from hashmend.domain.miners.operations import update_oem_warranty
from hashmend.domain.parts.models import Condition, Part
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.statuses import Status

MACHINES = (
    ("BHB42601", "1", "hashboard-2"),
    ("BHB42601", "1", "psu-1"),
    ("BHB42601", "1", "hashboard-1 hashboard-2 fan-3"),
    ("BHB42601", "1", "hashboard-1 hashboard-3"),
    ("BHB42601", "1", ""),
    ("BHB42601", "2", "hashboard-1"),
    ("BHB42801", "1", "hashboard-1 hashboard-2"),
    ("", "", "hashboard-3 control_board-1"),
    ("BHB42601", "2", "hashboard-2"),
    ("BHB42601", "2", "hashboard-1 psu-1 fan-2"),
)
"""Per machine: what its boards are, their bin, and what is broken."""
CONSOLIDATED = (9, 10)
"""The first of these took what it lacked from the second, which was given up."""

_LOST = {3: "fan-3", 4: "hashboard-3"}


def an_order_on_the_bench(stage: Stage, fleet: Fleet) -> WorkOrder:
    """Ten machines whose parts were looked at: some are complete but for one board, two have little left."""
    with days_ago(12):
        order = stage.order(stage.cast.cedar, len(MACHINES), "S19j Pro", due_in=30)
        pallets = stage.announce(order, 1, None)
    with days_ago(10):
        stage.arrive(pallets, fleet.machines(len(MACHINES), ("Antminer S19j Pro",)))
    with days_ago(3):
        stage.work(slice_of(order, 1, len(MACHINES)), Status.IN_DIAGNOSIS, ("SVC_DIAG",))
        miners = Miner.objects.filter(jobs__work_order=order)
        update_oem_warranty(miners, OemWarranty.OUT, by=stage.technician)
        set_condition(Part.objects.filter(miner__in=miners), Condition.GOOD, by=stage.technician)
        for at, (number, hash_bin, broken) in enumerate(MACHINES, 1):
            _look_at(stage, order, at, number, hash_bin, broken.split())
        stage.work(slice_of(order, 1, 4), Status.AWAITING_PARTS)
    with days_ago(2):
        _consolidate(stage, order)
    return order


def _consolidate(stage: Stage, order: WorkOrder) -> None:
    jobs = Job.objects.filter(work_order=order, position__in=CONSOLIDATED)
    machines = read(jobs)
    (proposal,) = suggest(machines)
    donors = frozenset(giver.job.pk for giver in proposal.givers)
    consolidate(jobs, Plan(proposal.moves, seen_of(machines), donors), by=stage.technician)


def _look_at(stage: Stage, order: WorkOrder, at: int, number: str, hash_bin: str, broken: list[str]) -> None:
    parts = {f"{p.part_type}-{p.position}": p for p in Part.objects.filter(miner__jobs__in=slice_of(order, at, at))}
    for key, part in parts.items():
        if number and key.startswith("hashboard"):
            serial = f"SYNHB{at:02d}{part.position}{part.pk:06d}"
            read_part(part, serial_typed=serial, part_number=number, hash_bin=hash_bin, by=stage.technician)
    keys = [parts[key].pk for key in broken]
    set_condition(Part.objects.filter(pk__in=keys), Condition.FAULTY, by=stage.technician)
    if lost := _LOST.get(at):
        mark_missing(Part.objects.filter(pk=parts[lost].pk), by=stage.technician)
