"""What a scan is answered with: one line, seen and heard."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from hashmend.desk.logistics.words import job_url
from hashmend.domain.bench.warranty import PartBack
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.warranty import words_of
from hashmend.kernel.identifiers import shown_mac
from hashmend.web.actors import PageRequest


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan and what came of it: the job, or why not.

    `former` is the stay whose repair was under warranty still, `parts` are its parts of which the same is true.
    """

    text: str
    why_not: str
    job: Job | None = None
    warnings: tuple[str, ...] = ()
    former: Job | None = None
    parts: Sequence[PartBack] = ()

    @property
    def former_words(self) -> str:
        """Return the repair under warranty still, in words."""
        return words_of(self.former) if self.former else ""

    @property
    def url(self) -> str:
        """Return the address of the machine's page."""
        return job_url(self.job) if self.job else ""

    @property
    def mac(self) -> str:
        """Return the machine's MAC as people write it."""
        return shown_mac(self.job.miner.mac) if self.job else ""


def answer(
    request: PageRequest, scan: Scan, *, count: int | None = None, damage_url: str = "", status: int = 200
) -> HttpResponse:
    """Answer with the line of one scan; `count` is how many machines the container holds now."""
    context = {"scan": scan, "count": count, "damage_url": damage_url, "is_new": True}
    return render(request, "desk/logistics/scan_line.html", context, status=status)
