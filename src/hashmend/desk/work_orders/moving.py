"""Machines of an order move to another one of their customer, behind a dialog that says first what goes along."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse

from hashmend.both.board import scope_of
from hashmend.desk.doors import page
from hashmend.desk.work_orders.bulk_actions import CHANGED, back_to
from hashmend.desk.work_orders.frame import the_order
from hashmend.desk.work_orders.lists import JOBS
from hashmend.desk.work_orders.move_form import ADD, LEAVE, NEW, Lacking, MoveForm, direction_of, shown_order
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.catalogue.models import Service
from hashmend.domain.customers.queries import active_agreement
from hashmend.domain.logistics.models import Damage
from hashmend.domain.work_orders.models import Job, ScopeItem, ServiceDone, WorkOrder
from hashmend.domain.work_orders.operations import move_jobs, move_jobs_to_new_order
from hashmend.domain.work_orders.operations.moving import jobs_billed, services_missing, why_not_move
from hashmend.kernel.errors import Outcome
from hashmend.web import bulk
from hashmend.web.actors import PageRequest
from hashmend.web.bulk import Bulk, Weighed
from hashmend.web.formats import counted


@page(Permission.MOVE_JOBS, methods=("POST",))
def move_to_order(request: PageRequest, number: str) -> HttpResponse:
    """Move the chosen machines to another open order of their customer, or to a new one."""
    order = the_order(request, number)
    move = _Move(request, order)
    action = Bulk(
        title="Move to another work order",
        verb="Move",
        back=back_to(request, order),
        weigh=move.weigh,
        make_form=move.form,
        act=move.act,
        done=lambda n: f"{counted(n, 'miner')} moved to {move.went_to}.",
        undo=undo_url(order),
        events=CHANGED,
    )
    return bulk.run(request, JOBS, action, **scope_of(order))


@dataclass
class _Move:
    """One request to move machines of an order, as far as it is decided."""

    request: PageRequest
    order: WorkOrder
    went_to: WorkOrder | None = None

    @cached_property
    def targets(self) -> QuerySet[WorkOrder]:
        """Return the orders they may go to."""
        orders = WorkOrder.objects.visible_to(self.request.actor).open().filter(customer=self.order.customer_id)
        return orders.exclude(pk=self.order.pk).select_related("customer", "repair_request").order_by("-pk")

    @cached_property
    def target(self) -> WorkOrder | None:
        """Return the order chosen, by its label or a part of it that fits no other."""
        given = self.request.POST.get("target", "").strip().casefold()
        if not given or direction_of(self.request.POST) == NEW:
            return None
        fitting = [order for order in self.targets if given in shown_order(order).casefold()]
        return fitting[0] if len(fitting) == 1 else None

    def missing(self, jobs: Sequence[Job]) -> dict[int, list[Service]]:
        """Return, per job, the services done for it that the order chosen lacks."""
        return services_missing(self.target, jobs) if self.target else {}

    def form(self, data: Any, rows: QuerySet[Job]) -> MoveForm:
        """Return the questions: which order and, for each service its scope lacks, what becomes of it."""
        return MoveForm(
            data,
            source=self.order,
            targets=self.targets,
            may_open=self.request.actor.may(Permission.OPEN_ORDERS),
            lacking=self._lacking(list(rows)),
            chosen=self.request.POST,
        )

    def _lacking(self, jobs: Sequence[Job]) -> list[Lacking]:
        missing, billed = self.missing(jobs), jobs_billed(jobs) if self.target else set()
        movable = {j.pk for j in jobs if why_not_move(j, self.target, (), is_billed=j.pk in billed) is None}
        counts = Counter(service for pk, services in missing.items() if pk in movable for service in services)
        prices: dict[int, Any] = {}
        if counts and self.target and self.target.repair_request.currency == self.order.repair_request.currency:
            items = ScopeItem.objects.visible_to(self.request.actor)
            prices = dict(items.filter(repair_request=self.order.repair_request_id).values_list("service", "price"))
        return [Lacking(service, number, prices.get(service.pk)) for service, number in counts.items()]

    def weigh(self, jobs: Sequence[Job]) -> Weighed:
        """Say which machines stay and why, and what goes along with the others."""
        post = self.request.POST
        if direction_of(post) == NEW and (why := self._why_not_open()):
            return Weighed(dict.fromkeys([job.pk for job in jobs], why))
        missing, billed = self.missing(jobs), jobs_billed(jobs)
        left = {s for services in missing.values() for s in services if post.get(f"decide_{s.pk}") == LEAVE}
        why = {
            job.pk: reason
            for job in jobs
            if (
                reason := why_not_move(
                    job, self.target, [s for s in missing.get(job.pk, ()) if s in left], is_billed=job.pk in billed
                )
            )
        }
        may = [job for job in jobs if job.pk not in why]
        return Weighed(why, self._effects(may, missing) if direction_of(post) else ())

    def _why_not_open(self) -> str:
        customer = self.order.customer
        if active_agreement(customer):
            return ""
        return f"{customer} has no repair service agreement in term today: no order can be opened. Upload it first."

    def _effects(self, jobs: Sequence[Job], missing: dict[int, list[Service]]) -> list[str]:
        goal = str(self.target) if self.target else "the new order"
        told = []
        if direction_of(self.request.POST) == NEW:
            told.append(
                f"A new order is opened for {self.order.customer}; the fees of {self.order} stay where they are."
            )
        added = {
            s for job in jobs for s in missing.get(job.pk, ()) if self.request.POST.get(f"decide_{s.pk}") == ADD
        }  # fmt: skip
        told += [
            f"{service} comes into the scope of {goal}, where it is open on all other miners." for service in added
        ]
        told += self._what_goes_along(jobs, goal)
        came_in = sorted({str(job.inbound_container) for job in jobs if job.inbound_container})
        if came_in:
            named = ", ".join(came_in[:3]) + (f" and {len(came_in) - 3} more" if len(came_in) > 3 else "")
            told.append(f"They leave {named}, in which they came; the history keeps it.")
        return [*told, f"Messages stay with {self.order}."]

    def _what_goes_along(self, jobs: Sequence[Job], goal: str) -> list[str]:
        done = Counter(
            ServiceDone.objects.visible_to(self.request.actor)
            .filter(job__in=jobs).order_by("service__position", "pk").values_list("service__name", flat=True)
        )  # fmt: skip
        damages = Damage.objects.visible_to(self.request.actor).filter(job__in=jobs).count()
        told = []
        if done:
            named = ", ".join(f"{name} {number}" for name, number in done.items())
            services = counted(done.total(), "service done goes", "services done go")
            told.append(f"{services} along ({named}); {goal} bills them at its prices.")
        if damages:
            told.append(f"{counted(damages, 'note', 'notes')} of damage with photos go along.")
        return told

    def act(self, jobs: QuerySet[Job], values: dict[str, Any]) -> Outcome[Job]:
        """Move them."""
        if values["to"] == NEW:
            self.went_to, outcome = move_jobs_to_new_order(jobs, self.order, by=self.request.actor)
            return outcome
        self.went_to = values["target"]
        return move_jobs(jobs, values["target"], by=self.request.actor, add=values["add"])
