"""Stress tests that run now, by machine, with the time they have left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hashmend.domain.bench.models import StressTest
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Running:
    """A stress test that goes on: its profile says how long it takes."""

    test: StressTest
    now: datetime

    @property
    def ends_at(self) -> datetime:
        """Return when its profile is over."""
        return self.test.started_at + timedelta(minutes=self.test.profile.minutes)

    @property
    def is_over(self) -> bool:
        """Tell whether its time is up: somebody has to end it."""
        return self.now >= self.ends_at

    @property
    def left(self) -> timedelta:
        """Return how long it has to go on, or, when its time is up, for how long that has been so."""
        return abs(self.ends_at - self.now)

    @property
    def percent(self) -> int:
        """Return how much of its time has passed, 100 at most."""
        passed = (self.now - self.test.started_at).total_seconds()
        return max(0, min(100, int(passed * 100 / (self.test.profile.minutes * 60))))


def running_tests(actor: Actor) -> dict[int, Running]:
    """Return the tests that run now, by the key of their job, with one query."""
    found = StressTest.objects.visible_to(actor).filter(verdict=StressTest.Verdict.RUNNING).defer("readings")
    now = clock.now()
    return {test.job_id: Running(test, now) for test in found.select_related("profile")}
