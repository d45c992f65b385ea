"""Consolidations among whatever else is done with parts: each stays in one place and its owner's, undo restores all."""

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hashmend.domain.consolidation.machines import read
from hashmend.domain.consolidation.operations import consolidate, undo_consolidation
from hashmend.domain.consolidation.plan import Plan, seen_of
from hashmend.domain.consolidation.rules import judge
from hashmend.domain.consolidation.suggesting import suggest
from hashmend.domain.fitting.operations import Move, undo_parts
from hashmend.domain.history.models import Event
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import SYSTEM
from hashmend.kernel.errors import Refused
from tests.domain.fitting.places import everything
from tests.domain.fitting.test_any_sequence import STEP, Step, a_shop, act, check_places, owners

CHOICE = st.tuples(st.integers(0, 99), st.integers(0, 99), st.booleans())
Choice = tuple[int, int, bool]


def consolidated(jobs: list[Job], choice: Choice) -> None:
    """Carry out what is suggested for the two machines of one customer, or exchange two parts; one may be given up."""
    this, that, gives_up = choice
    rows = Job.objects.filter(pk__in=[job.pk for job in jobs[:2]])
    machines = read(rows)
    moves = [move for proposal in suggest(machines) for move in proposal.moves]
    parts = list(Part.objects.filter(miner__jobs__in=rows).order_by("pk"))
    if not moves and parts:
        one = parts[this % len(parts)]
        alike = [part for part in parts if part.part_type == one.part_type]
        other = alike[that % len(alike)]
        moves = [Move(a.pk, b.miner_id or 0, b.position or 0) for a, b in ((one, other), (other, one))]
    accepted = frozenset(found.token for found in judge(machines, moves))
    donors = frozenset({jobs[that % 2].pk}) if gives_up else frozenset()
    consolidate(rows, Plan(tuple(moves), seen_of(machines), donors, accepted), by=SYSTEM)


def statuses() -> list[object]:
    return list(Job.objects.order_by("pk").values("status", "status_at", "status_by"))


class AnySequence(TestCase):
    """A shop of three machines, up to ten things done in it, some of them consolidations, all taken back at the end."""

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(steps=st.lists(STEP | CHOICE, min_size=3, max_size=10))
    def test_every_part_stays_and_undo_restores_parts_and_statuses(self, steps: list[Step | Choice]) -> None:
        jobs, done = a_shop(), []
        for step in steps:
            before, had, told = (everything(), statuses()), owners(), Event.objects.count()
            is_consolidation = len(step) == 3
            try:
                consolidated(jobs, step) if len(step) == 3 else act(jobs, step)
            except Refused:
                assert (everything(), statuses(), Event.objects.count()) == (*before, told)
                continue
            check_places()
            if is_consolidation:
                event("consolidated")
                assert owners() == had
            if Event.objects.count() > told:
                done.append((Event.objects.latest("pk").group, is_consolidation, before))
        for group, is_consolidation, before in reversed(done):
            undo = undo_consolidation if is_consolidation else undo_parts
            undo(Event.objects.filter(group=group), by=SYSTEM)
            assert (everything(), statuses()) == before
