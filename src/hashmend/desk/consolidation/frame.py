"""What every page of consolidation starts from: the order, its machines, and what was posted about them."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from hashmend.desk.work_orders.frame import order_url
from hashmend.domain.consolidation.machines import Machines, read
from hashmend.domain.consolidation.plan import Plan
from hashmend.domain.fitting.operations import Move
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.web.actors import PageRequest

LEAST, MOST = 2, 3
_LONGEST = 18


class NotThese(Exception):
    """The address names no two or three machines; the text says what is wrong with it."""


def job_keys(data: QueryDict) -> list[int]:
    """Return the jobs an address names; raise `NotThese` unless they are two or three different ones."""
    given = data.getlist("job")
    if not all(key.isascii() and key.isdecimal() and len(key) <= _LONGEST for key in given):
        raise NotThese("The address does not name machines.")
    if len(set(given)) < len(given):
        raise NotThese("The address names a machine twice.")
    if not LEAST <= len(given) <= MOST:
        named = {0: "no machine", 1: "one machine"}.get(len(given), f"{len(given)} machines")
        raise NotThese(f"The address names {named}.")
    return [int(key) for key in given]


def the_machines(request: PageRequest, order: WorkOrder, keys: Sequence[int]) -> Machines:
    """Return machines of the order, or 404: a stranger's, one of another order and one that is gone look the same."""
    machines = read(Job.objects.visible_to(request.actor).filter(work_order=order, pk__in=keys))
    if len(machines.all) != len(keys):
        raise Http404
    return machines


def not_these(request: PageRequest, order: WorkOrder, why: NotThese) -> HttpResponse:
    """Answer an address that names no machines to consolidate: say what is wrong, and where to choose."""
    return render(request, "desk/consolidation/not_these.html", {"order": order, "why": str(why)}, status=400)


def screen_url(order: WorkOrder, keys: Sequence[int], back: str = "") -> str:
    """Return the address of the screen for these jobs; `back` is the query of the table the person came from."""
    query = QueryDict(mutable=True)
    query.setlist("job", [str(key) for key in keys])
    if back:
        query["back"] = back
    return f"{reverse('desk:work-orders-consolidate', args=[order.number])}?{query.urlencode()}"


def back_url(request: PageRequest, order: WorkOrder) -> str:
    """Return the address of the table as the person left it, filters and all."""
    query = QueryDict(request.GET.get("back", "")).urlencode()
    return f"{order_url(order)}?{query}" if query else order_url(order)


def plan_of(data: QueryDict) -> Plan:
    """Return the plan somebody posts: `move`, `seen`, `donor` and `accept`; 404 for what no page of ours posts."""
    try:
        moves = [Move(*map(_number, each.split(":"))) for each in data.getlist("move")]
        seen = {_number(key): mark for key, mark in (each.split(":") for each in data.get("seen", "").split())}
        donors = frozenset(_number(key) for key in data.getlist("donor"))
    except (TypeError, ValueError) as error:
        raise Http404 from error
    return Plan(tuple(moves), seen, donors, accepted_in(data))


def accepted_in(data: QueryDict) -> frozenset[str]:
    """Return the warnings that were accepted, by token."""
    return frozenset(token for each in data.getlist("accept") for token in each.split())


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST):
        raise ValueError(text)
    return int(text)
