"""The consolidation screen: two or three machines side by side; nothing is saved until it is confirmed."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse

from hashmend.desk.consolidation.arranging import arranged, of_moves
from hashmend.desk.consolidation.board import Board, board_of
from hashmend.desk.consolidation.frame import (
    NotThese,
    accepted_in,
    back_url,
    job_keys,
    not_these,
    plan_of,
    screen_url,
    the_machines,
)
from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import the_order
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.consolidation.machines import Machines, read
from hashmend.domain.consolidation.operations import Stale, consolidate
from hashmend.domain.consolidation.suggesting import suggest
from hashmend.domain.fitting.operations import Move
from hashmend.domain.fitting.rules import why_not_change
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel.errors import Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest

TEMPLATE = "desk/consolidation/screen.html"


@page(Permission.CONSOLIDATE, methods=("GET", "POST"))
def consolidate_machines(request: PageRequest, number: str) -> HttpResponse:
    """Show the machines that `?job=` names; a POST arranges parts (`do=check`), asks the optimiser or saves."""
    order = the_order(request, number)
    try:
        keys = job_keys(request.GET)
    except NotThese as why:
        return not_these(request, order, why)
    verb = request.POST.get("do", "suggest" if "suggest" in request.GET else "check")
    if verb == "save":
        return _save(request, order, keys)
    machines = the_machines(request, order, keys)
    _refuse_unchangeable(machines)
    donors = {int(key) for key in request.POST.getlist("donor") if key.isdecimal()}
    if verb == "suggest":
        moves, donors = _suggested(machines, request.POST.get("first", ""))
    elif verb == "clear":
        moves, donors = [], set()
    else:
        moves = arranged(machines, plan_of(request.POST).moves, request.POST)
    sentence = _nothing(machines) if verb == "suggest" and not moves else ""
    return _show(request, order, board_of(machines, moves, donors), sentence=sentence)


def _refuse_unchangeable(machines: Machines) -> None:
    """Refuse before any work is done: a machine that left, or is billed, gives and takes nothing."""
    why = [why for machine in machines.all if (why := why_not_change(machine.miner, machine.job))]
    if why:
        raise Refused(" ".join(why))


def _suggested(machines: Machines, first: str) -> tuple[list[Move], set[int]]:
    proposals = suggest(machines, first=int(first) if first.isdecimal() else None)
    givers = {giver.job.pk for proposal in proposals for giver in proposal.givers}
    return [move for proposal in proposals for move in proposal.moves], givers


def _nothing(machines: Machines) -> str:
    if all(machine.is_complete for machine in machines.all):
        return "These machines are complete already: there is nothing to move."
    return "No move completes another of these machines: parts that fit are missing. You may move parts by hand."


def _save(request: PageRequest, order: WorkOrder, keys: Sequence[int]) -> HttpResponse:
    plan, visible = plan_of(request.POST), Job.objects.visible_to(request.actor).filter(pk__in=keys)
    if visible.count() != len(keys):
        raise Http404
    jobs = visible.filter(work_order=order)
    machines = read(jobs)
    board = board_of(machines, of_moves(machines, plan.moves), plan.donors)
    try:
        outcome = consolidate(jobs, plan, by=request.actor)
    except Stale as stale:
        if len(machines.all) != len(keys):
            raise
        return _show(request, order, board_of(machines, []), status=409, sentence=stale.sentence)
    except Refused as refused:
        return _show(request, order, board, status=409, sentence=refused.sentence)
    sentence = f"Consolidated. {board.said}"
    return htmx.done(request, sentence, to=back_url(request, order), undo_url=undo_url(order)(outcome.group))


def _show(
    request: PageRequest, order: WorkOrder, board: Board, *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    keys = [column.before.job.pk for column in board.columns]
    context: dict[str, Any] = {
        "order": order,
        "board": board,
        "url": screen_url(order, keys, request.GET.get("back", "")),
        "back": back_url(request, order),
        "first": request.POST.get("first", ""),
        "is_accepted": bool(board.tokens) and set(board.tokens.split()) <= accepted_in(request.POST),
        "sentence": sentence,
        "is_conflict": status == 409,
    }
    return htmx.respond(request, TEMPLATE, "consolidation", context, status=status)
