"""The spare stock: bought, sent by a customer, kept for a machine, used, sent back, and less than there should be."""

from hashmend.demo.stage import Stage, days_ago, slice_of
from hashmend.domain.batches import row
from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.fitting.operations import OldPart, replace
from hashmend.domain.parts.entries import SpareEntry
from hashmend.domain.parts.models import Part
from hashmend.domain.parts.operations import receive_spares, reserve_spares, set_stock_level, write_off_spares
from hashmend.domain.work_orders.models import WorkOrder

_SUPPLIES = 8
"""How many power supplies were bought."""


def the_spare_stock(stage: Stage, order: WorkOrder) -> None:
    """Fill the shelves, and let machines that wait for parts of the big order take from them."""
    model = MinerModel.objects.get(name="Antminer S19", variant="")
    with days_ago(30):
        boards = receive_spares([_board(n, model) for n in range(1, 7)], by=stage.technician).or_refuse().done
        supplies = receive_spares([_supply(n) for n in range(1, _SUPPLIES + 1)], by=stage.technician).or_refuse().done
        theirs = [
            SpareEntry(
                part_type="psu", serial_typed=f"SYNPSN{n:05d}", part_number="APW12", condition="good", shelf="N-01",
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
    _used(stage, order, boards[0], supplies)


def _used(stage: Stage, order: WorkOrder, board: Part, supplies: list[Part]) -> None:
    waiting = slice_of(order, 513, 521).select_related("miner__model").order_by("position")
    with days_ago(5):
        broken = Part.objects.filter(miner__jobs__in=waiting, part_type="psu", condition="faulty")
        for old, new in zip(broken.order_by("pk")[:2], supplies, strict=False):
            replace(old, spare=new, old=OldPart(shelf="Q-01"), by=stage.technician)
    with days_ago(2):
        alike = next((job.miner for job in waiting if job.miner.model_id == board.model_id), waiting[0].miner)
        reserve_spares(row(board), alike, by=stage.technician).or_refuse()


def _board(number: int, model: MinerModel) -> SpareEntry:
    return SpareEntry(
        part_type="hashboard", model=model, serial_typed=f"SYNHBS{number:05d}", condition="good", shelf="H-01",
        source="PO 2196",
    )  # fmt: skip


def _supply(number: int) -> SpareEntry:
    return SpareEntry(
        part_type="psu", serial_typed=f"SYNPSU{number:05d}", part_number="APW12", condition="good", shelf="P-02",
        source="PO 2197",
    )  # fmt: skip
