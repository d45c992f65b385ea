"""Machines that can complete each other, and the addresses of their pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest

from hashmend.domain.fitting.operations import set_condition
from hashmend.domain.miners.models import Miner
from hashmend.domain.miners.operations import update_oem_warranty
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel.actor import SYSTEM
from tests import factories
from tests.factories_parts import bench_jobs, slot


@dataclass
class Order:
    """An order with machines of one model, and what its pages are called."""

    order: WorkOrder
    jobs: Sequence[Job]

    @property
    def url(self) -> str:
        """Return the address of the order."""
        return f"/work-orders/{self.order.number}/"

    def screen(self, *jobs: Job, more: str = "") -> str:
        """Return the address of the screen for these jobs, or for the first two."""
        keys = "&".join(f"job={job.pk}" for job in jobs or self.jobs[:2])
        return f"{self.url}consolidate/?{keys}{more}"


def lacking(number: int = 2) -> Order:
    """Return an order whose first machine has one bad board, the second two, the others none."""
    order = factories.work_order()
    jobs = bench_jobs(number, order=order)
    bad = [slot(jobs[0]), slot(jobs[1], position=2), slot(jobs[1], position=3)]
    parts = Part.objects.filter(miner__jobs__in=jobs)
    set_condition(parts, "good", by=SYSTEM)
    set_condition(Part.objects.filter(pk__in=[part.pk for part in bad]), "faulty", by=SYSTEM)
    update_oem_warranty(Miner.objects.filter(jobs__in=jobs), "out", by=SYSTEM)
    return Order(order, jobs)


def posted(content: bytes) -> dict[str, Any]:
    """Return what the form of a page would post, with every warning accepted."""
    fields: dict[str, list[str]] = {}

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            name = given.get("name") or ""
            if tag == "input" and name in {"move", "seen", "accept"}:
                fields.setdefault(name, []).append(given.get("value") or "")
            if tag == "input" and name == "donor" and "checked" in given:
                fields.setdefault(name, []).append(given.get("value") or "")

    Reader().feed(content.decode())
    return fields


@pytest.fixture
def order(db: None) -> Order:
    return lacking()
