"""My day, and the list of all machines at work with what a technician does to many of them."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from hashmend.desk.day import looks
from hashmend.desk.day.lists import NOBODY, WORK
from hashmend.desk.doors import page
from hashmend.domain.accounts.models import User
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench import day
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.bench.needs import needs
from hashmend.domain.bench.running import running_tests
from hashmend.domain.bench.scanned import position_of
from hashmend.domain.work_orders.operations import give_back_jobs, hands, take_jobs
from hashmend.domain.work_orders.statuses import Status
from hashmend.web import bulk
from hashmend.web.actors import PageRequest
from hashmend.web.bulk import Bulk
from hashmend.web.formats import counted

MOST_NEEDS = 8


@page(Permission.TAKE_JOBS)
def my_day(request: PageRequest) -> HttpResponse:
    """Show the person's machines, what waits in the shop, and every position; `?at=` names one that was scanned."""
    at = position_of(request.GET.get("at", ""), request.actor)
    return shown(request, at)


def shown(request: PageRequest, at: BenchPosition | None, *, said: object = None, status: int = 200) -> HttpResponse:
    """Answer with the page; `at` is the position scanned last, `said` what came of a scan without a script."""
    actor = request.actor
    running, lacking = running_tests(actor), needs(actor)
    places = looks.tiles(day.positions(actor), running)
    finished = day.done_today(actor)
    context = {
        "at": at,
        "said": said,
        "groups": list(looks.my_groups(day.my_machines(actor), running, lacking, _me(request))),
        "finished": [looks.Line(job) for job in finished],
        "usual": day.USUAL,
        "percent": min(100, len(finished) * 100 // day.USUAL),
        "benches": [tile for tile in places if tile.position.is_bench],
        "rack": [tile for tile in places if not tile.position.is_bench],
        **_waiting(request, lacking),
    }
    return render(request, "desk/day/my_day.html", context, status=status)


def _waiting(request: PageRequest, lacking: Any) -> dict[str, Any]:
    """Return what waits in the shop: for a technician, parts, approval, a test."""
    actor, counts, none = request.actor, day.queues(request.actor), day.Queue()
    begun = [counts.get(status, none) for status in (Status.IN_DIAGNOSIS, Status.IN_REPAIR)]
    return {
        "to_take": [looks.Line(job) for job in day.next_to_take(actor)],
        "to_take_count": counts.get(Status.RECEIVED, none).free,
        "to_take_url": looks.work_url(status=Status.RECEIVED, whose=NOBODY),
        "begun_count": sum(queue.free for queue in begun),
        "begun_url": looks.work_url(status=[Status.IN_DIAGNOSIS, Status.IN_REPAIR], whose=NOBODY),
        "parts_count": counts.get(Status.AWAITING_PARTS, none).count,
        "parts_url": looks.work_url(status=Status.AWAITING_PARTS),
        "needs": [looks.need_line(need) for need in lacking.together[:MOST_NEEDS]],
        "needs_more": max(0, len(lacking.together) - MOST_NEEDS),
        "needs_unknown": lacking.unknown,
        "approval_count": counts.get(Status.AWAITING_APPROVAL, none).count,
        "approval_url": looks.work_url(status=Status.AWAITING_APPROVAL),
        "approvals": day.approvals(actor),
        "to_test": [looks.Line(job) for job in day.next_to_test(actor)],
        "to_test_count": counts.get(Status.STRESS_TEST, none).untested,
        "to_test_url": looks.work_url(status=Status.STRESS_TEST, untested=1),
    }


def _me(request: PageRequest) -> str:
    return request.user.public_id if isinstance(request.user, User) else ""


@page(Permission.VIEW_DESK)
def work_list(request: PageRequest) -> HttpResponseBase:
    """List every machine at the repair centre that has no outcome yet."""
    return WORK.respond(request, "desk/day/work.html")


@page(Permission.TAKE_JOBS, methods=("POST",))
def take(request: PageRequest) -> HttpResponse:
    """Make the chosen machines the person's own; those of others stay theirs."""
    return _run(
        request, "taken", title="Take miners", verb="Take",
        why_not=lambda job: hands.why_not_take(job, request.actor) or hands.why_not_over(job),
        act=lambda rows, _: take_jobs(rows, by=request.actor),
    )  # fmt: skip


@page(Permission.TAKE_JOBS, methods=("POST",))
def give_back(request: PageRequest) -> HttpResponse:
    """Let the chosen machines be nobody's again."""
    return _run(
        request, "given back", title="Give miners back", verb="Give back", why_not=hands.why_not_give_back,
        act=lambda rows, _: give_back_jobs(rows, by=request.actor),
    )  # fmt: skip


def _run(request: PageRequest, said: str, **action: Any) -> HttpResponse:
    done = {"done": lambda n: f"{counted(n, 'miner')} {said}.", "back": reverse("desk:work-list")}
    return bulk.run(request, WORK, Bulk(**done, events=("order-changed",), **action))
