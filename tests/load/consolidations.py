"""Suggesting consolidations for an order of 500 machines whose parts were looked at."""

import random
from functools import cache

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.fitting.operations import set_condition
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import add_jobs
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_logistics import an_order

MACHINES = 500
READ = (
    "SELECT * FROM hashmend_job j JOIN hashmend_miner m ON m.id = j.miner_id WHERE j.work_order_id = %s",
    "SELECT p.* FROM hashmend_job j JOIN hashmend_part p ON p.miner_id = j.miner_id AND p.place = 'slot'"
    " WHERE j.work_order_id = %s",
)


@cache
def an_order_with_bad_parts() -> WorkOrder:
    """Return an order of 500 machines of one model; a quarter of their parts are faulty."""
    model = MinerModel.objects.filter(name="Antminer S19j Pro", level="model").first() or factories.miner_model()
    order = an_order()
    entries = [factories.machine(f"BENCH{n:08d}", model=model) for n in range(MACHINES)]
    assert len(add_jobs(order, entries, container=None, received=True, by=SYSTEM).done) == MACHINES
    parts = list(Part.objects.filter(miner__jobs__work_order=order).order_by("pk").values_list("pk", flat=True))
    bad = random.Random(7).sample(parts, len(parts) // 4)
    for at in range(0, len(bad), 500):
        set_condition(Part.objects.filter(pk__in=bad[at : at + 500]), "faulty", by=SYSTEM)
    return order
