"""Machines made of nothing but what the optimiser and the rules look at: no database, so thousands can be tried."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count

from hashmend.domain.catalogue.bench import BoardNumber
from hashmend.domain.catalogue.models import MinerModel, PartType
from hashmend.domain.consolidation.machines import Machine, Machines, Place
from hashmend.domain.customers.models import Customer
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Condition, Part
from hashmend.domain.parts.models import Place as Where
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.statuses import Status

NUMBERS = {
    "BHB42601": BoardNumber(number="BHB42601", chip_type="BM1362", chips=126, family="04 11"),
    "BHB42603": BoardNumber(number="BHB42603", chip_type="BM1362", chips=126, family="04 11"),
    "BHB42801": BoardNumber(number="BHB42801", chip_type="BM1362", chips=88, family="04 11"),
    "BHB56902": BoardNumber(number="BHB56902", chip_type="BM1366", chips=77, family="05 11"),
}
_CUSTOMER = Customer(pk=1, alias="Northwind")
_ORDER = WorkOrder(pk=1, number="RWO-2026-0001", customer=_CUSTOMER)
_THEN = datetime(2026, 1, 1, tzinfo=UTC)
_keys = count(1)


@dataclass(frozen=True)
class Spec:
    """A machine: one letter per place (g good, u unknown, f faulty, s scrap, - empty), board number, bin, hash power.

    The letters stand for the hashboards first, then for the PSUs.
    """

    places: str
    number: str = ""
    hash_bin: str = ""
    ths: int | None = None
    status: str = Status.IN_DIAGNOSIS


def model(boards: int, psus: int, pk: int = 1) -> MinerModel:
    """Return a model with so many hashboards and PSUs, and nothing else."""
    return MinerModel(pk=pk, name=f"T{pk}", hashboards=boards, psus=psus, control_boards=0, fans=0)


def machines(specs: Sequence[Spec], of: MinerModel) -> Machines:
    """Return these machines, all of one model."""
    made = tuple(_machine(spec, of, at) for at, spec in enumerate(specs, 1))
    return Machines(made, NUMBERS)


def _machine(spec: Spec, of: MinerModel, at: int) -> Machine:
    miner = Miner(pk=at, customer=_CUSTOMER, model=of, serial=f"SN{at}", nominal_ths=spec.ths)
    job = Job(pk=at, miner=miner, work_order=_ORDER, position=at, status=spec.status, received_at=_THEN)
    places = []
    for slot, letter in zip(of.slots(), spec.places, strict=True):
        part = None if letter == "-" else _part(letter, slot.part_type, slot.position, miner, spec)
        usable = part is not None and letter in "gu"
        places.append(Place(slot, part, usable))
    return Machine(job, tuple(places))


def _part(letter: str, part_type: str, position: int, miner: Miner, spec: Spec) -> Part:
    condition = {"g": Condition.GOOD, "u": Condition.UNKNOWN, "f": Condition.FAULTY, "s": Condition.SCRAP}[letter]
    is_board = part_type == PartType.HASHBOARD
    return Part(
        pk=next(_keys), part_type=part_type, owner=miner.customer, model=miner.model, condition=condition,
        place=Where.SLOT, miner=miner, position=position, serial="",
        part_number=spec.number if is_board else "", hash_bin=spec.hash_bin if is_board else "",
    )  # fmt: skip
