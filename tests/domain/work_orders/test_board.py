"""The board: whatever the machines and filters, charts count what the table shows."""

from collections import Counter
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.queries import NO_CONTAINER, BoardFilter, Dimension, board_of
from hashmend.domain.work_orders.rows import board_rows, narrowed
from hashmend.domain.work_orders.statuses import NOT_RETURNED, OUTCOMES, Logistics, Status
from hashmend.kernel import clock
from tests import factories
from tests.factories_board import an_order_of, machines, packed

OUTBOUND = ("none", "packing", "shipped", "delivered")
SERIALS = ("AA1", "AB2", "BB3", "BC4")


@dataclass(frozen=True)
class Machine:
    """A machine as drawn: where it stands, in the words of the charts."""

    serial: str
    status: str
    pallet: int
    outbound: str
    has_arrived: bool

    @property
    def logistics(self) -> str:
        if self.status in NOT_RETURNED:
            return Logistics.NOT_RETURNED
        by_box = {"packing": Logistics.BOXED, "shipped": Logistics.SHIPPED, "delivered": Logistics.DELIVERED}
        return by_box.get(self.outbound) or (Logistics.AT_RC if self.has_arrived else Logistics.NOT_ARRIVED)


drawn = st.builds(
    Machine,
    serial=st.sampled_from(SERIALS),
    status=st.sampled_from(Status.values),
    pallet=st.integers(0, 2),
    outbound=st.sampled_from(OUTBOUND),
    has_arrived=st.booleans(),
)
chosen = st.builds(
    lambda status, logistics, pallets, text: (status, logistics, pallets, text),
    st.sets(st.sampled_from(Status.values), max_size=4),
    st.sets(st.sampled_from(Logistics.values), max_size=3),
    st.sets(st.integers(0, 2), max_size=2),
    st.sampled_from(["", "a", "B3", "zz"]),
)


def standing(drawn: list[Machine]) -> tuple[WorkOrder, list[str]]:
    """Put the machines into one order as drawn, past the operations, which would not allow every mix; name pallets."""
    order, now = factories.work_order(), clock.now()
    n = order.pk
    pallets: list[Container | None] = [None] + [
        Container.objects.create(number=f"C-P{n}{i}", work_order=order, direction=Direction.INBOUND) for i in (1, 2)
    ]
    boxes: dict[str, Container | None] = {"none": None}
    for place in OUTBOUND[1:]:
        shipment = None
        if place != "packing":
            shipment = Shipment.objects.create(
                number=f"S-{n}{place}", customer=order.customer, direction=Direction.OUTBOUND, is_by_hand=True,
                picked_up_at=now, delivered_at=now if place == "delivered" else None,
            )  # fmt: skip
        boxes[place] = Container.objects.create(
            number=f"C-O{n}{place}", work_order=order, direction=Direction.OUTBOUND, shipment=shipment
        )
    miners = Miner.objects.bulk_create(
        Miner(customer=order.customer, serial=f"{machine.serial}-{position}")
        for position, machine in enumerate(drawn, 1)
    )
    Job.objects.bulk_create(
        Job(
            work_order=order, position=position, miner=miner, status=machine.status,
            inbound_container=pallets[machine.pallet], outbound_container=boxes[machine.outbound],
            received_at=now if machine.has_arrived else None,
        )
        for position, (machine, miner) in enumerate(zip(drawn, miners, strict=True), 1)
    )  # fmt: skip
    return order, [pallet.number if pallet else NO_CONTAINER for pallet in pallets]


class TestTheBoard(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(drawn, max_size=12), chosen)
    def test_every_chart_counts_what_a_person_would_and_the_table_has_exactly_those_rows(self, drawn, chosen) -> None:
        order, pallets = standing(drawn)
        status, logistics, numbers, text = chosen
        filters = BoardFilter(frozenset(status), frozenset(logistics), frozenset(pallets[n] for n in numbers), text)
        board = board_of(order, filters)
        value = {
            Dimension.STATUS: lambda machine: machine.status,
            Dimension.LOGISTICS: lambda machine: str(machine.logistics),
            Dimension.CONTAINER: lambda machine: pallets[machine.pallet],
        }

        def under(machine: Machine, but: Dimension | None = None) -> bool:
            return text.upper() in machine.serial and all(
                not filters.chosen(d) or value[d](machine) in filters.chosen(d) for d in Dimension if d != but
            )

        for dimension in Dimension:
            counted = Counter(value[dimension](m) for m in drawn if under(m, dimension))
            assert {v: n for v, n in board.counts(dimension).items() if n} == dict(counted)
            assert board.everything(dimension) == Counter(value[dimension](m) for m in drawn)
        rows = narrowed(board_rows(Job.objects.filter(work_order=order)), filters).order_by("position")
        expected = [(n, m.status, m.logistics) for n, m in enumerate(drawn, 1) if under(m)]
        assert [(r["position"], r["status"], r["logistics"]) for r in rows] == expected
        assert (board.total, board.shown) == (len(drawn), len(expected))
        assert board.finished == sum(machine.status in OUTCOMES for machine in drawn)
        assert board.returned == sum(
            machine.logistics in {Logistics.DELIVERED, Logistics.NOT_RETURNED} for machine in drawn
        )


@pytest.mark.django_db
def test_the_board_of_an_empty_order_has_no_bars() -> None:
    board = board_of(factories.work_order())
    assert (board.total, board.shown, board.finished, board.counts(Dimension.STATUS)) == (0, 0, 0, {})


@pytest.mark.django_db
def test_the_search_does_not_change_the_totals_of_the_order() -> None:
    order, jobs = an_order_of(3)
    board = board_of(order, BoardFilter(text=str(jobs[0].miner)))
    assert (board.total, board.shown) == (3, 1)


@pytest.mark.django_db
def test_hundreds_of_machines_are_counted_with_as_many_queries_as_three() -> None:
    order, _ = an_order_of(3)
    with CaptureQueriesContext(connection) as few:
        board_of(order)
    packed(machines(order, 200), shipped=True)
    with CaptureQueriesContext(connection) as many:
        board = board_of(order)
    assert len(few) == len(many) == 2
    assert board.counts(Dimension.LOGISTICS) == {"at-rc": 3, "shipped": 200}


@pytest.mark.django_db
def test_rows_sort_by_the_way_of_a_repair() -> None:
    order, jobs = an_order_of(len(Status))
    for job, status in zip(jobs, reversed(Status), strict=True):
        Job.objects.filter(pk=job.pk).update(status=status)
    rows = board_rows(Job.objects.filter(work_order=order)).order_by("status_rank")
    assert [row["status"] for row in rows] == list(Status)
