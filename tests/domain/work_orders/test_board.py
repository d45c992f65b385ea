"""The board: whatever the machines and filters, charts count what the table shows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hashmend.domain.catalogue.models import FailureType, MinerModel, PartType, Service
from hashmend.domain.logistics.models import Container, Direction, Shipment
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.board import NONE, BoardFilter, Dimension
from hashmend.domain.work_orders.models import Job, ServiceDone, WorkOrder, between_dots
from hashmend.domain.work_orders.queries import OrderFacts, board_of, progress_of
from hashmend.domain.work_orders.rows import board_rows, narrowed
from hashmend.domain.work_orders.spans import Age
from hashmend.domain.work_orders.statuses import NOT_RETURNED, OUTCOMES, Logistics, Status
from hashmend.kernel import clock
from tests import factories
from tests.factories_board import an_order_of, machines, packed

D = Dimension
NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
DAYS = {0: Age.UNDER_A_DAY, 2: Age.DAYS, 5: Age.A_WEEK, 9: Age.TWO_WEEKS, 20: Age.FOUR_WEEKS, 40: Age.LONGER}
WEEKS = {40: "2026-W41", 12: "2026-W45", 0: "2026-W47"}
"""Days before `NOW`, and the week they are in: an order of six weeks shows weeks."""
OUTBOUND = ("none", "packing", "shipped", "delivered")
SERIALS = ("AA1", "AB2", "BB3", "BC4")


@dataclass(frozen=True)
class Machine:
    """A machine as drawn; the properties are the words of the charts for it."""

    serial: str
    status: str
    pallet: int
    outbound: str
    model: int
    services: frozenset[int]
    failures: frozenset[int]
    days: int
    arrived: int

    @property
    def has_arrived(self) -> bool:
        return self.status != Status.EXPECTED

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
    model=st.integers(0, 2),
    services=st.frozensets(st.integers(0, 1)),
    failures=st.frozensets(st.integers(0, 2)),
    days=st.sampled_from(list(DAYS)),
    arrived=st.sampled_from(list(WEEKS)),
)
chosen = st.fixed_dictionaries(
    {
        D.STATUS: st.sets(st.sampled_from(Status.values), max_size=4),
        D.LOGISTICS: st.sets(st.sampled_from(Logistics.values), max_size=2),
        D.MODEL: st.sets(st.sampled_from(["none", "code-1", "code-2"]), max_size=1),
        D.SERVICE: st.sets(st.sampled_from(["s0:open", "s0:done", "s1:open", "s1:done"]), max_size=2),
        D.FAILURE: st.sets(st.sampled_from(["f1", "f2", "other", "none"]), max_size=2),
        D.AGE: st.sets(st.sampled_from(Age.values), max_size=2),
        D.CONTAINER: st.sets(st.sampled_from(["none", "C-P1", "C-P2"]), max_size=1),
        D.ARRIVED: st.sets(st.sampled_from([*WEEKS.values(), "2026", "2026-10", "before-2026-11-09"]), max_size=1),
        D.DEPARTED: st.sets(st.sampled_from(["2026-W45", "2026-W46", "2026-11-06"]), max_size=1),
    }
)


class Shop:
    """An order with the pallets, boxes, models and services that drawn machines stand in."""

    def __init__(self) -> None:
        self.order = factories.work_order()
        self.services = [self._service(0), self._service(1)]
        self.order.repair_request.scope.all().delete()
        for position, service in enumerate(self.services):
            self.order.repair_request.scope.create(service=service, price=1, position=position)
        self.models = [None] + [self._model(f"code-{n}") for n in (1, 2)]
        self.failures = [0, self._failure("f1"), self._failure("f2")]
        self.pallets = [None] + [self._container(f"C-P{n}", Direction.INBOUND) for n in (1, 2)]
        self.boxes = {
            "none": None,
            "packing": self._container("C-O1", Direction.OUTBOUND),
            "shipped": self._container("C-O2", Direction.OUTBOUND, left=8),
            "delivered": self._container("C-O3", Direction.OUTBOUND, left=14),
        }

    @staticmethod
    def _service(n: int) -> Service:
        return Service.objects.get_or_create(code=f"s{n}", defaults={"name": f"Service {n}", "position": n})[0]

    @staticmethod
    def _model(code: str) -> MinerModel:
        return MinerModel.objects.get_or_create(code=code, defaults={"maker": "Maker", "name": code})[0]

    @staticmethod
    def _failure(code: str) -> int:
        values = {"name": code, "part_type": PartType.FAN}
        return FailureType.objects.get_or_create(code=code, defaults=values)[0].pk

    def _container(self, number: str, way: Direction, left: int = 0) -> Container:
        shipment = None
        if left:
            shipment = Shipment.objects.create(
                number=f"S-{number}", customer=self.order.customer, direction=way, is_by_hand=True,
                picked_up_at=NOW - timedelta(days=left), delivered_at=NOW if left == 14 else None,
            )  # fmt: skip
        received = NOW - timedelta(days=40) if way == Direction.INBOUND else None
        return Container.objects.create(
            number=number, work_order=self.order, direction=way, shipment=shipment, received_at=received
        )

    def take_in(self, drawn: list[Machine]) -> WorkOrder:
        """Put the machines into the order as drawn, past the operations, which would not allow every mix."""
        miners = Miner.objects.bulk_create(
            Miner(customer=self.order.customer, serial=f"{one.serial}-{n}", model=self.models[one.model])
            for n, one in enumerate(drawn, 1)
        )
        jobs = Job.objects.bulk_create(
            Job(
                work_order=self.order, position=n, miner=miner, status=one.status, model=miner.model,
                inbound_container=self.pallets[one.pallet], outbound_container=self.boxes[one.outbound],
                received_at=NOW - timedelta(days=one.arrived) if one.has_arrived else None,
                status_at=NOW - timedelta(days=one.days),
                services_key=between_dots(self.services[s].pk for s in one.services),
                failures_key=between_dots(self.failures[f] for f in one.failures),
            )
            for n, (one, miner) in enumerate(zip(drawn, miners, strict=True), 1)
        )  # fmt: skip
        ServiceDone.objects.bulk_create(
            ServiceDone(job=job, service=self.services[s])
            for job, one in zip(jobs, drawn, strict=True)
            for s in one.services
        )
        return self.order


def areas_of(one: Machine, dimension: Dimension) -> Iterable[str]:
    """Return, in plain words, the areas of a chart that a machine stands in, at any length of time."""
    left = {"shipped": ("2026-W46", "2026-11"), "delivered": ("2026-W45", "2026-11-06")}
    came = {40: ("2026-10", "before-2026-11-09"), 12: ("before-2026-11-09",), 0: ()}
    return {
        D.STATUS: (one.status,),
        D.LOGISTICS: (str(one.logistics),),
        D.MODEL: ("none" if not one.model else f"code-{one.model}",),
        D.SERVICE: tuple(f"s{s}:{'done' if s in one.services else 'open'}" for s in (0, 1)),
        D.FAILURE: tuple(("other", "f1", "f2")[f] for f in one.failures) or ("none",),
        D.AGE: (DAYS[one.days].value,),
        D.CONTAINER: ("none" if not one.pallet else f"C-P{one.pallet}",),
        D.ARRIVED: (WEEKS[one.arrived], "2026", *came[one.arrived]) if one.has_arrived else (),
        D.DEPARTED: left.get(one.outbound, ()),
    }[dimension]


class TestTheBoard(TestCase):
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(drawn, max_size=14), chosen, st.sampled_from(["", "", "a", "B3", "zz"]))
    def test_every_chart_counts_what_a_person_would_and_the_table_has_exactly_those_rows(
        self, drawn, chosen, text
    ) -> None:
        with clock.standing_at(NOW):
            self.check(drawn, chosen, text)

    def check(self, drawn: list[Machine], chosen: dict[Dimension, set[str]], text: str) -> None:
        order = Shop().take_in(drawn)
        filters = BoardFilter(**{d.value: frozenset(values) for d, values in chosen.items()}, text=text)
        board = board_of(order, filters)

        def under(one: Machine, but: Dimension | None = None) -> bool:
            return text.upper() in one.serial and all(
                not chosen[d] or chosen[d] & set(areas_of(one, d)) for d in D if d != but
            )

        for dimension in D:
            shown = Counter(area for one in drawn if under(one, dimension) for area in areas_of(one, dimension))
            counted = board.counts(dimension)
            offered = {area for area in shown if dimension not in (D.ARRIVED, D.DEPARTED) or "W" in area}
            assert {v: n for v, n in counted.items() if n and (v in offered or v in chosen[dimension])} == {
                v: n for v, n in shown.items() if v in offered or v in chosen[dimension]
            }
            assert board.under_the_others(dimension) == sum(under(one, dimension) for one in drawn)
            everything = board.everything(dimension)
            assert all(everything[v] == sum(v in areas_of(m, dimension) for m in drawn) for v in offered)
        jobs = Job.objects.filter(work_order=order)
        rows = narrowed(board_rows(jobs, OrderFacts(order)), filters).order_by("position")
        expected = [(n, m.status, m.logistics) for n, m in enumerate(drawn, 1) if under(m)]
        assert [(r["position"], r["status"], r["logistics"]) for r in rows] == expected
        assert (board.total, board.shown) == (len(drawn), len(expected))
        assert board.progress.finished == sum(machine.status in OUTCOMES for machine in drawn)
        ended = {Logistics.DELIVERED, Logistics.NOT_RETURNED}
        assert board.progress.returned == sum(machine.logistics in ended for machine in drawn)
        assert board.progress == progress_of(order)


@pytest.mark.django_db
def test_the_board_of_an_empty_order_has_no_bars() -> None:
    board = board_of(factories.work_order())
    assert (board.total, board.shown, board.progress.finished, board.counts(D.STATUS)) == (0, 0, 0, {})


@pytest.mark.django_db
def test_the_search_does_not_change_the_totals_of_the_order() -> None:
    order, jobs = an_order_of(3)
    board = board_of(order, BoardFilter(text=str(jobs[0].miner)))
    assert (board.total, board.shown, board.everything(D.CONTAINER).get(NONE)) == (3, 1, None)


@pytest.mark.django_db
def test_hundreds_of_machines_are_counted_with_as_many_queries_as_three() -> None:
    order, _ = an_order_of(3)

    def count() -> object:
        board = board_of(order)
        return [board.counts(dimension) for dimension in D]

    with CaptureQueriesContext(connection) as few:
        count()
    packed(machines(order, 200), shipped=True)
    with CaptureQueriesContext(connection) as many:
        counted = count()
    assert len(few) == len(many) <= 4
    assert sum("hashmend_job" in query["sql"] for query in many) == 1
    assert counted[1] == {"at-rc": 3, "shipped": 200}


@pytest.mark.django_db
def test_rows_sort_by_the_way_of_a_repair() -> None:
    order, jobs = an_order_of(len(Status))
    for job, status in zip(jobs, reversed(Status), strict=True):
        Job.objects.filter(pk=job.pk).update(status=status)
    rows = board_rows(Job.objects.filter(work_order=order), OrderFacts(order)).order_by("status_rank")
    assert [row["status"] for row in rows] == list(Status)
