"""Machines of one customer that lack parts, in the database."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from django.db.models import QuerySet

from hashmend.domain.consolidation.machines import read
from hashmend.domain.consolidation.plan import Plan, seen_of
from hashmend.domain.consolidation.rules import judge
from hashmend.domain.fitting.operations import Move, set_condition
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from tests.factories_parts import bench_jobs, slot


@dataclass
class Bench:
    """Two machines."""

    jobs: Sequence[Job]

    @property
    def rows(self) -> QuerySet[Job]:
        """Return the query for both jobs."""
        return Job.objects.filter(pk__in=[job.pk for job in self.jobs])

    def swap(self, part_type: str = "hashboard", first: int = 1, second: int = 1) -> tuple[Move, Move]:
        """Return the moves that exchange a part of the first machine and one of the second."""
        mine, theirs = slot(self.jobs[0], part_type, first), slot(self.jobs[1], part_type, second)
        return (Move(theirs.pk, self.jobs[0].miner_id, first), Move(mine.pk, self.jobs[1].miner_id, second))

    def plan(self, *moves: Move, donors: Sequence[Job] = (), accepts: bool = True) -> Plan:
        """Return a plan made now, which accepts its warnings."""
        machines = read(self.rows)
        tokens = frozenset(found.token for found in judge(machines, moves) if not found.is_block) if accepts else ()
        return Plan(moves, seen_of(machines), frozenset(job.pk for job in donors), frozenset(tokens))

    def codes(self, *moves: Move) -> set[str]:
        """Return the rules that have something to say."""
        return {found.code for found in judge(read(self.rows), moves)}


@pytest.fixture
def bench(db: None) -> Bench:
    """Two machines of one model: the first has a bad board, the second two."""
    bench = Bench(bench_jobs(2))
    set_broken(slot(bench.jobs[0]), slot(bench.jobs[1], position=2), slot(bench.jobs[1], position=3))
    return bench


def set_broken(*parts: Part) -> None:
    set_condition(Part.objects.filter(pk__in=[part.pk for part in parts]), "faulty", by=SYSTEM)
