"""How machines and positions look on a technician's day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from hashmend.both import cells
from hashmend.desk.work_orders.frame import job_url
from hashmend.domain.bench import day
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.needs import Need, Needs
from hashmend.domain.bench.running import Running
from hashmend.domain.work_orders.models import Job
from hashmend.web.components import Tone
from hashmend.web.formats import counted, shown_timer

_A_MINUTE = timedelta(minutes=1)
SHOWN = 25
"""So many machines of a group stand on the page; the list has them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """A machine on somebody's day: where it stands, what it lacks, how its stress test goes."""

    job: Job
    running: Running | None = None
    lacks: Sequence[str] = ()

    @property
    def url(self) -> str:
        """Return the address where one works on it: at the stress test while one is asked for."""
        return job_url(self.job) + ("#stress" if self.job.status == "stress-test" else "")

    @property
    def verb_url(self) -> str:
        """Return what its verbs hang on."""
        return job_url(self.job)

    @property
    def tone(self) -> Tone:
        """Return the tone of its status."""
        return cells.status_tone(self.job.status)

    @property
    def position(self) -> BenchPosition | None:
        """Return where it stands, if it needs a place."""
        place = getattr(self.job, "bench_position", None)
        return place if place and not (self.job.is_finished or self.job.outbound_container_id) else None

    @property
    def timer(self) -> "Timer | None":
        """Return how its stress test goes, if one runs."""
        return Timer(self.running) if self.running else None


@dataclass(frozen=True, slots=True)
class Timer:
    """A running test in words."""

    running: Running

    @property
    def words(self) -> str:
        """Return the time left, or for how long it is up."""
        left, is_over = self.running.left, self.running.is_over
        if left < _A_MINUTE:
            return "its time is up" if is_over else "less than 1 min left"
        return f"overdue by {shown_timer(left)}" if is_over else f"{shown_timer(left)} left"

    @property
    def profile(self) -> str:
        """Return what is asked of the machine."""
        return str(self.running.test.profile)


@dataclass(frozen=True, slots=True)
class Tile:
    """A position of the bench with what stands there."""

    position: BenchPosition
    running: Running | None = None

    @property
    def line(self) -> Line | None:
        """Return the machine that stands there, also a finished one that was not carried away."""
        job = self.position.job
        return Line(job, self.running) if job and (self.position.is_in_use or self.position.is_to_clear) else None

    @property
    def state(self) -> str:
        """Return the word by which tiles differ: free, used, over (a test whose time is up) or clear."""
        if self.position.is_in_use:
            return "over" if self.running and self.running.is_over else "used"
        return "clear" if self.position.is_to_clear else "free"

    @property
    def choose_url(self) -> str:
        """Return the address of the day with this position chosen, as if its label had been scanned."""
        return f"{reverse('desk:my-day')}?{urlencode({'at': self.position.code})}"


@dataclass(frozen=True, slots=True)
class MyGroup:
    """Machines of one person that stand alike: the first ones, how many in all, and the list of all."""

    group: day.Group
    lines: Sequence[Line]
    count: int
    url: str

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.lines)


def my_groups(jobs: Iterable[Job], running: Mapping[int, Running], lacking: Needs, whose: str) -> Iterator[MyGroup]:
    """Yield the groups that hold a machine, in their order; of stress tests the one that is over first stands first."""
    mine = sorted(jobs, key=lambda job: running[job.pk].ends_at.timestamp() if job.pk in running else 0)
    for group in day.GROUPS:
        these = [job for job in mine if job.status in group.statuses]
        if these:
            lines = [Line(job, running.get(job.pk), lacks(job, lacking)) for job in these[:SHOWN]]
            yield MyGroup(group, lines, len(these), work_url(whose=whose, status=group.statuses))


def lacks(job: Job, needs: Needs) -> list[str]:
    """Return in words what a machine lacks and whether the stock has it: "2 × Hashboard, 1 in stock"."""
    return [
        f"{count} × {name}, {'none' if not fitting else 'enough' if fitting >= count else fitting} in stock"
        for name, count, fitting in needs.of(job)
    ]


def need_line(need: Need) -> dict[str, Any]:
    """Return what a line about lacking parts shows, with the lists behind its numbers."""
    stock = urlencode({"place": "stock", "kind": need.part_type, "fits": need.model.code})
    return {
        "need": need,
        "machines": counted(need.machines, "miner"),
        "url": work_url(status=["awaiting-parts"], model=need.kinds),
        "stock_url": f"{reverse('desk:spare-parts')}?{stock}",
    }


def tiles(positions: Iterable[BenchPosition], running: Mapping[int, Running]) -> list[Tile]:
    """Return positions as tiles."""
    return [Tile(one, running.get(one.job_id or 0)) for one in positions]


def work_url(**filters: Any) -> str:
    """Return the address of the list of machines at work under filters."""
    return f"{reverse('desk:work-list')}?{urlencode(filters, doseq=True)}"
