"""Spares, and machines whose slots are filled, that tests start from: made by operations."""

from collections.abc import Sequence
from typing import Any

from hashmend.domain.catalogue.models import MinerModel, PartType
from hashmend.domain.customers.models import Customer
from hashmend.domain.parts.entries import SpareEntry
from hashmend.domain.parts.models import Condition, Part
from hashmend.domain.parts.operations import receive_spares
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel.actor import SYSTEM
from tests import factories


def entry(serial: str = "", **values: Any) -> SpareEntry:
    """Return a good hashboard of the repair centre as somebody would type it in."""
    usual = {"part_type": PartType.HASHBOARD, "condition": Condition.GOOD, "source": "Purchase 1"}
    return SpareEntry(serial_typed=serial, **{**usual, **values})


def spares(*serials: str, **values: Any) -> Sequence[Part]:
    """Return spares in the stock with these serial numbers."""
    return receive_spares([entry(serial, **values) for serial in serials or ("",)], by=SYSTEM).done


def spare(serial: str = "", **values: Any) -> Part:
    """Return one spare in the stock."""
    (part,) = spares(serial, **values)
    return part


def bench_jobs(
    number: int = 1, *, of: Customer | None = None, model: MinerModel | None = None, order: WorkOrder | None = None
) -> list[Job]:
    """Return received machines of one model (three hashboards, a control board, a PSU, four fans) in one order."""
    known = model or factories.miner_model()
    entries = [factories.machine(model=known) for _ in range(number)]
    return factories.jobs(order or factories.work_order(of), entries=entries)


def slot(job: Job, part_type: str = "hashboard", position: int = 1) -> Part:
    """Return the part in a slot of the job's machine."""
    return Part.objects.select_related("miner__model").get(miner=job.miner_id, part_type=part_type, position=position)
