"""The spare stock: bought, sent by a customer, kept for a machine, used, sent back, and less than there should be."""

from hashmend.demo.stage import Stage, days_ago, slice_of
from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.fitting.operations import OldPart, replace
from hashmend.domain.parts.entries import SpareEntry
from hashmend.domain.parts.models import Part
from hashmend.domain.parts.operations import receive_spares, reserve_spares, set_stock_level, write_off_spares
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.statuses import Status


def the_spare_stock(stage: Stage, order: WorkOrder) -> None:
    """Fill the shelves, and let machines that wait for parts of the big order take from them."""
    model = MinerModel.objects.get(name="Antminer S19", variant="")
    waiting = list(slice_of(order, 513, 521).select_related("miner__model").order_by("position"))
    with days_ago(30):
        boards = receive_spares([_board(n, model) for n in range(1, 7)], by=stage.technician).or_refuse().done
        wanted = [_supply(n, job.miner.model) for n, job in enumerate(waiting, 1)]
        supplies = receive_spares(wanted, by=stage.technician).or_refuse().done
        theirs = [
            SpareEntry(
                part_type="psu", model=model, serial_typed=f"SYNPSN{n:05d}", condition="good", shelf="N-01",
                owner=order.customer, source="Sent by the customer",
            )
            for n in range(1, 4)
        ]  # fmt: skip
        receive_spares(theirs, by=stage.logistics).or_refuse()
        set_stock_level("hashboard", model, 8, by=stage.manager)
        set_stock_level("psu", None, 6, by=stage.manager)
        set_stock_level("fan", None, 12, by=stage.manager)
    with days_ago(20):
        write_off_spares(row(supplies[-1]), "Sent back to the supplier: no output", by=stage.technician).or_refuse()
        write_off_spares(row(boards[-1]), "Burnt in a test", by=stage.technician, is_scrap=True).or_refuse()
    with days_ago(5):
        for job, supply in zip(waiting[:2], supplies, strict=False):
            old = Part.objects.get(miner=job.miner, part_type="psu")
            replace(old, spare=supply, old=OldPart(shelf="Q-01"), by=stage.technician)
        stage.work(slice_of(order, 513, 514), Status.IN_REPAIR)
    with days_ago(2):
        alike = next(job.miner for job in slice_of(order, 513, 600).filter(miner__model=model))
        reserve_spares(row(boards[0]), alike, by=stage.technician).or_refuse()


def _board(number: int, model: MinerModel) -> SpareEntry:
    return SpareEntry(
        part_type="hashboard", model=model, serial_typed=f"SYNHBS{number:05d}", condition="good", shelf="H-01",
        source="PO 2196",
    )  # fmt: skip


def _supply(number: int, model: MinerModel | None) -> SpareEntry:
    return SpareEntry(
        part_type="psu", model=model, serial_typed=f"SYNPSU{number:05d}", condition="good", shelf="P-02",
        source="PO 2197",
    )  # fmt: skip
