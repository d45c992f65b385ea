"""Machines that come back within our warranty, and machines that are in their maker's."""

from datetime import timedelta

from django.conf import settings

from hashmend.demo.machines import ANTMINERS, Fleet
from hashmend.demo.stage import Stage, days_ago, slice_of
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.miners.models import Miner, OemWarranty
from hashmend.domain.miners.operations import update_oem_warranty
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import open_despite_warranty
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock

BACK = (2, 5, 9)
"""Where in the big order the machines were that come back."""


def machines_that_come_back(stage: Stage, fleet: Fleet, before: WorkOrder) -> None:
    """Three machines that were repaired in the order before and are back within the warranty, with one new one."""
    with days_ago(6):
        order = stage.order(before.customer, len(BACK) + 1, "S19, S21", due_in=20)
        pallets = stage.announce(order, 1, None)
    miners = Miner.objects.filter(jobs__work_order=before, jobs__position__in=BACK).select_related("model")
    with days_ago(5):
        stage.arrive(pallets, [*map(_as_sent, miners.order_by("jobs__position")), *fleet.machines(1, ANTMINERS)])
    with days_ago(1):
        stage.work(slice_of(order, 1, 2), Status.IN_DIAGNOSIS)


def in_their_makers_warranty(stage: Stage, order: WorkOrder) -> None:
    """Of the machines that are diagnosed four are in warranty; one may be opened all the same."""
    until = clock.today(settings.TIME_ZONE) + timedelta(200)
    covered = Miner.objects.filter(jobs__work_order=order, jobs__position__in=(761, 763, 770, 771))
    out = Miner.objects.filter(jobs__work_order=order, jobs__position__range=(601, 760))
    with days_ago(0.9):
        update_oem_warranty(covered, OemWarranty.IN, until, by=stage.technician).or_refuse()
        update_oem_warranty(out, OemWarranty.OUT, by=stage.technician).or_refuse()
        why = "The maker declined the repair in writing"
        open_despite_warranty(slice_of(order, 763, 763), why, by=stage.manager).or_refuse()


def _as_sent(miner: Miner) -> MachineEntry:
    return MachineEntry(
        serial_typed=miner.serial, mac_typed=miner.mac, model=miner.model,
        model_typed=miner.model.name if miner.model else "", reported_issue="the same fault again",
    )  # fmt: skip
