"""Stress tests for tests: a profile, a machine that shows what it should, readings that hold or do not."""

from decimal import Decimal
from typing import Any

from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.operations import add_positions
from hashmend.domain.catalogue.bench import TestProfile
from hashmend.domain.catalogue.operations import add_row
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests import factories


def profile(name: str = "Two hours", **values: Any) -> TestProfile:
    """Return a profile of the catalogue: 120 minutes, the first 30 warm up, 95 % of nominal, at most 90 °C."""
    code = f"test-{name}".lower().replace(" ", "-")
    asks = {"minutes": 120, "warm_up_minutes": 30, "least_share": Decimal(95), "hottest_c": 90}
    return add_row(TestProfile, {"code": code, "name": name} | asks | values, by=SYSTEM)


def a_machine() -> Job:
    """Return the stay of one machine with 3 boards of 100 chips and 4 fans."""
    model = factories.miner_model(chips_per_board=100)
    (job,) = factories.jobs(factories.work_order(), entries=[factories.machine(model=model)], status="in-repair")
    return job


def reading(minute: float, **figures: float) -> dict[str, float]:
    """Return a reading in which everything holds for 100 TH/s, unless told otherwise."""
    return {"minute": minute, "ths": 99, "temp_c": 70, "chips": 300, "fans": 4} | figures


def position(code: str, purpose: str = "bench") -> BenchPosition:
    """Return a new position of the bench."""
    (made,) = add_positions([code], purpose, by=SYSTEM)
    return made
