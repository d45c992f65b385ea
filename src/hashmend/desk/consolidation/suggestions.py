"""Suggest consolidations: a plan for all incomplete machines of an order, accepted one by one."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from hashmend.desk.consolidation.board import Board, board_of
from hashmend.desk.consolidation.frame import MOST, plan_of, screen_url
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import board_context, the_order
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.consolidation.kinds import can_change, group_of
from hashmend.domain.consolidation.machines import Machines, read
from hashmend.domain.consolidation.operations import consolidate
from hashmend.domain.consolidation.suggesting import Proposal, suggest
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.statuses import Status
from hashmend.web import htmx
from hashmend.web.actors import PageRequest

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal as the page shows it: what it would do, and the screen to look at it closely."""

    proposal: Proposal
    board: Board
    screen: str

    @property
    def key(self) -> int:
        """Return what names it in the page: the job that becomes complete."""
        return self.proposal.receiver.job.pk


@page(Permission.CONSOLIDATE)
def suggestions(request: PageRequest, number: str) -> HttpResponse:
    """Show which machines of the order can be completed, by which, and what each takes; computed anew every time."""
    order = the_order(request, number, with_unread=True)
    machines = _machines(request, order)
    proposals = suggest(machines)
    incomplete = [m for m in machines.all if not m.is_complete and m.job.status != Status.DONOR]
    unknown = [machine for machine in incomplete if group_of(machine) is None]
    context = {
        **board_context(request, order, "summary"),
        "lines": [_line(machines, order, proposal) for proposal in proposals[:SHOWN]],
        "count": len(proposals),
        "more": max(0, len(proposals) - SHOWN),
        "parts": sum(proposal.parts_in for proposal in proposals),
        "incomplete": len(incomplete),
        "unknown": len(unknown),
        "untold": sorted({str(machine.model) for machine in unknown if machine.model}),
        "shut": sum(1 for machine in incomplete if group_of(machine) and not can_change(machine)),
        "accept_url": reverse("desk:work-orders-accept-consolidation", args=[number]),
    }
    return htmx.respond(request, "desk/consolidation/suggestions.html", "suggestions", context)


def _machines(request: PageRequest, order: WorkOrder) -> Machines:
    """Return the machines of an order that are here and still worked on, and its donors."""
    jobs = Job.objects.visible_to(request.actor).filter(work_order=order).open().filter(received_at__isnull=False)
    return read(jobs.filter(outbound_container=None).exclude(status=Status.SCRAPPED))


def _line(machines: Machines, order: WorkOrder, proposal: Proposal) -> Line:
    own = Machines(proposal.machines, machines.numbers, machines.broken)
    board = board_of(own, proposal.moves, {giver.job.pk for giver in proposal.givers})
    keys = [machine.job.pk for machine in proposal.machines]
    return Line(proposal, board, f"{screen_url(order, keys)}&suggest=1" if len(keys) <= MOST else "")


@page(Permission.CONSOLIDATE, methods=("POST",))
def accept(request: PageRequest, number: str) -> HttpResponse:
    """Carry out one proposal; the others are computed anew."""
    order = the_order(request, number)
    given = request.POST.getlist("job")
    keys = [int(key) for key in given if key.isascii() and key.isdecimal() and len(key) < 19]
    visible = Job.objects.visible_to(request.actor)
    if not keys or visible.filter(pk__in=keys).count() != len(given):
        raise Http404
    outcome = consolidate(visible.filter(work_order=order, pk__in=keys), plan_of(request.POST), by=request.actor)
    names = ", ".join(str(job.miner) for job in outcome.done)
    complete = [str(machine) for machine in read(visible.filter(pk__in=keys)).all if machine.is_complete]
    sentence = f"Consolidated {names}: {', '.join(complete) or 'none'} complete."
    url = reverse("desk:work-orders-consolidations", args=[number])
    return htmx.done(request, sentence, to=url, events=("order-changed",), undo_url=undo_url(order)(outcome.group))
