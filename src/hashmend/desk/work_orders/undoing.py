"""Undo: which actions on the machines of an order can be taken back, by whom, and the button that does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse

from hashmend.desk.doors import page
from hashmend.desk.work_orders.frame import order_url, the_order
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.bench import events as bench_events
from hashmend.domain.bench.operations import (
    undo_add_bench_photos,
    undo_end_test,
    undo_note_failures,
    undo_record_repair,
    undo_withdraw_failures,
    undo_withdraw_repair,
    withdraw_job_note,
)
from hashmend.domain.consolidation import events as consolidation_events
from hashmend.domain.consolidation.operations import undo_consolidation
from hashmend.domain.fitting import events as fitting_events
from hashmend.domain.fitting.operations import undo_parts
from hashmend.domain.history.models import Event, EventQuerySet
from hashmend.domain.history.undoing import MINUTES, UNDO_FOR, recent, undone_groups
from hashmend.domain.logistics import events as logistics_events
from hashmend.domain.logistics.operations import undo_assign_to_container, undo_assign_to_shipment
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import WorkOrder
from hashmend.domain.work_orders.operations import undo_complete_services, undo_move_jobs, undo_update_status
from hashmend.kernel import clock
from hashmend.kernel.errors import Outcome, Refused
from hashmend.web import htmx
from hashmend.web.actors import PageRequest
from hashmend.web.components import Moment
from hashmend.web.formats import counted
from hashmend.web.pages import way_back


@dataclass(frozen=True, slots=True)
class Undo:
    """How one kind of action is taken back, and who else than its author may; `lasts`: however long ago it was."""

    permission: Permission
    act: Callable[..., Outcome[Any]]
    done: str
    one: str = "miner"
    lasts: bool = False


_STATUS = Undo(Permission.UPDATE_STATUS, undo_update_status, "each has the status again that it had before")
_SERVICES = Undo(Permission.COMPLETE_SERVICES, undo_complete_services, "these services are open again")
_PACKING = Undo(Permission.PACK, undo_assign_to_container, "each is again where it was before")
_MOVE = Undo(Permission.MOVE_JOBS, undo_move_jobs, "each is in the order again that it came from")
_PARTS = Undo(Permission.EDIT_PARTS, undo_parts, "each is as it was before", "part")
_SHIPPING = Undo(Permission.EDIT_SHIPMENTS, undo_assign_to_shipment, "each is out of the shipment again", "container")
_DIAGNOSIS = Undo(Permission.DIAGNOSE, undo_note_failures, "what was noted is withdrawn", "failure")
_REPAIR = Undo(Permission.REPAIR, undo_record_repair, "its failures wait for a repair again", "repair")
_NO_DIAGNOSIS = Undo(Permission.DIAGNOSE, undo_withdraw_failures, "what was withdrawn is noted again", "failure")
_NO_REPAIR = Undo(Permission.REPAIR, undo_withdraw_repair, "what was withdrawn is recorded again", "repair")
_PHOTOS = Undo(Permission.DIAGNOSE, undo_add_bench_photos, "what was added is removed", "photo")
_TEST = Undo(Permission.STRESS_TEST, undo_end_test, "it goes on", "stress test")
_NOTE = Undo(Permission.WRITE_NOTES, withdraw_job_note, "its note is withdrawn", lasts=True)
_CONSOLIDATION = Undo(
    Permission.CONSOLIDATE, undo_consolidation, "each has the parts and the status again that it had before", lasts=True
)

UNDO = {
    events.STATUS_UPDATED.code: _STATUS,
    events.SERVICES_COMPLETED.code: _SERVICES,
    events.BOXED.code: _PACKING,
    events.REBOXED.code: _PACKING,
    events.JOB_MOVED_AWAY.code: _MOVE,
    events.JOB_MOVED_HERE.code: _MOVE,
    logistics_events.JOINED.code: _SHIPPING,
    **{kind.code: _PARTS for kind in fitting_events.UNDOABLE},
    bench_events.FAILURE_NOTED.code: _DIAGNOSIS,
    bench_events.FAILURE_WITHDRAWN.code: _NO_DIAGNOSIS,
    bench_events.REPAIR_RECORDED.code: _REPAIR,
    bench_events.REPAIR_WITHDRAWN.code: _NO_REPAIR,
    bench_events.BENCH_PHOTOS_ADDED.code: _PHOTOS,
    **dict.fromkeys(
        [bench_events.TEST_PASSED.code, bench_events.TEST_FAILED.code, bench_events.TEST_STOPPED.code], _TEST
    ),
    bench_events.JOB_NOTE_WRITTEN.code: _NOTE,
    consolidation_events.PART_CONSOLIDATED.code: _CONSOLIDATION,
    consolidation_events.CONSOLIDATED.code: _CONSOLIDATION,
    events.BECAME_DONOR.code: _CONSOLIDATION,
}
"""The kinds of events that tell, one by one, what an action changed; each with the way back."""


_LASTING = [code for code, way in UNDO.items() if way.lasts]


def undo_url(order: WorkOrder) -> Callable[[str], str]:
    """Return a function that gives the address at which an action of the order is undone, by its group."""
    return lambda group: reverse("desk:work-orders-undo", args=[order.number, group]) if group else ""


@page(Permission.VIEW_DESK, methods=("POST",))
def undo(request: PageRequest, number: str, group: str) -> HttpResponse:
    """Take an action back: whoever did it, and everybody who may do the same."""
    order = the_order(request, number)
    everything = Event.objects.visible_to(request.actor).filter(work_order=order)
    told, anything = recent(everything).filter(group=group), everything.filter(group=group)
    first = _first_of(told, anything)
    way = UNDO[first.kind]
    told = anything if way.lasts else told
    if first.actor_id != request.actor.user_id and not request.actor.may(way.permission):  # type: ignore[attr-defined]
        raise PermissionDenied
    outcome = way.act(told, by=request.actor).or_refuse()
    what = htmx.Told(f"Undone for {counted(len(outcome.done), way.one)}: {way.done}.", outcome.refused)
    if request.htmx and way is not _SHIPPING:
        return htmx.triggering(HttpResponse(what.html(takes_focus=True)), "order-changed")
    return htmx.told(request, what, to=way_back(request, order_url(order)))


def _first_of(told: EventQuerySet, anything: EventQuerySet) -> Event:
    """Return an event of the action that tells what it changed; refuse what is over, 404 for what never was."""
    first = told.filter(kind__in=list(UNDO)).first() or anything.filter(kind__in=_LASTING).first()
    if first is None and anything.filter(kind__in=list(UNDO)).exists():
        raise Refused(f"It is more than {MINUTES} minutes ago: correct it by hand, the history tells what it was.")
    if first is None:
        raise Http404
    return first


def with_undo(request: PageRequest, order: WorkOrder, moments: Sequence[Moment]) -> list[Moment]:
    """Return moments of an order's history with the way to undo those that can be; a query, and only if there are any.

    Of an action that shows as several moments the first has it.
    """
    may = {code for code, way in UNDO.items() if request.actor.may(way.permission)}
    start = clock.now() - UNDO_FOR
    young = {m.group: m for m in reversed(moments) if m.kind in may and (m.at >= start or UNDO[m.kind].lasts)}
    if not young:
        return list(moments)
    everything = Event.objects.visible_to(request.actor).filter(work_order=order)
    undone = undone_groups(recent(everything) if all(m.at >= start for m in young.values()) else everything)
    address = undo_url(order)
    return [
        replace(m, undo_url=address(m.group)) if young.get(m.group) is m and m.group not in undone else m
        for m in moments
    ]
