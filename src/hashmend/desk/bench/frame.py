"""What everything on the Miner repairs page starts from: machine, slots, chosen part, and how a verb answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render

from hashmend.desk.work_orders.frame import job_url
from hashmend.desk.work_orders.miners import the_job
from hashmend.domain.bench.models import Failure
from hashmend.domain.catalogue.models import PartType, Slot
from hashmend.domain.customers.models import Customer
from hashmend.domain.fitting.rules import stays_of, why_not_change
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import SLOT_TYPES, Part
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations.jobs import why_frozen
from hashmend.kernel.actor import Actor
from hashmend.web import htmx
from hashmend.web.actors import PageRequest

CHANGED = ("order-changed",)
"""On this the page fetches itself anew and puts in what differs."""


@dataclass(frozen=True, slots=True)
class InSlot:
    """A slot of the machine and the part in it; None when it is empty."""

    slot: Slot
    part: Part | None = None

    @property
    def key(self) -> str:
        """Return the name of the slot in an address: "hashboard-2"."""
        return f"{self.slot.part_type}-{self.slot.position}"


@dataclass(frozen=True)
class Bench:
    """A machine on the bench in one of its stays, with the part or the empty slot that was chosen, if any."""

    actor: Actor
    job: Job
    slots: list[InSlot] = field(default_factory=list)
    part: Part | None = None
    empty: InSlot | None = None

    @property
    def miner(self) -> Miner:
        """Return the machine."""
        return self.job.miner

    @property
    def order(self) -> WorkOrder:
        """Return the order of the stay."""
        return self.job.work_order

    @property
    def customer(self) -> Customer:
        """Return whose machine it is."""
        return self.job.work_order.customer

    @property
    def is_machine(self) -> bool:
        """Tell whether the panel is about the machine, not about a part or a slot of it."""
        return self.part is None and self.empty is None

    @property
    def parts(self) -> list[Part]:
        """Return the parts in the machine, in the order of the index."""
        return [each.part for each in self.slots if each.part]

    @cached_property
    def noted(self) -> list[Failure]:
        """Return the failures of the machine and all its parts in this stay, in the order of the index.

        One query, and one more where a part has left the machine since.
        """
        noted = Failure.objects.visible_to(self.actor).filter(job=self.job.pk).order_by()
        told = list(noted.select_related("failure_type", "found_by", "answered_by__repair_type"))
        here = {part.pk: (at, part) for at, part in enumerate(self.parts)}
        for failure in told:
            if failure.part_id in here:
                failure.part = here[failure.part_id][1]
        prefetch_related_objects([failure for failure in told if failure.part_id not in here], "part")
        nowhere = (-1, None)
        return sorted(told, key=lambda failure: (here.get(failure.part_id or 0, nowhere)[0], failure.pk))

    @cached_property
    def elsewhere(self) -> list[Failure]:
        """Return what waits on the chosen part and was found in a stay of another machine that is not over.

        One query, for a part that was in a machine before.
        """
        if self.part is None or self.part.left_miner_id is None:
            return []
        waiting = Failure.objects.visible_to(self.actor).lasting([self.part.pk], []).waiting().exclude(job=self.job.pk)
        return list(waiting.select_related("failure_type", "job__miner", "job__work_order").order_by("pk"))

    @property
    def failures(self) -> list[Failure]:
        """Return those of the chosen part; of the machine with all its parts when none is chosen."""
        return [one for one in self.noted if self.part is None or one.part_id == self.part.pk]

    @property
    def chosen(self) -> InSlot | None:
        """Return the slot of the part that was chosen, or the empty one."""
        return self.empty or next((each for each in self.slots if self.part and each.part == self.part), None)

    @property
    def in_slot(self) -> str:
        """Return the address of the page at the chosen slot, whichever part is in it."""
        return f"{self.url}?slot={self.chosen.key}" if self.chosen else self.url

    @property
    def url(self) -> str:
        """Return the address of the machine's page."""
        return job_url(self.job)

    @property
    def verb_url(self) -> str:
        """Return what the verbs of the chosen part or slot, or of the machine, hang on."""
        if self.part:
            return f"{self.url}parts/{self.part.pk}/"
        return f"{self.url}slots/{self.empty.key}/" if self.empty else self.url

    @property
    def here(self) -> str:
        """Return the address of the page as it is, with the chosen part or slot."""
        if self.part:
            return f"{self.url}?part={self.part.pk}"
        return f"{self.url}?slot={self.empty.key}" if self.empty else self.url

    @cached_property
    def why_not(self) -> str:
        """Return why nothing may be changed on this machine, or ""."""
        if not self.order.is_open:
            return f"{self.order.number} is {self.order.state.label.lower()}: nothing is changed in it any more."
        return why_frozen(self.job) or ""

    @cached_property
    def stay(self) -> Job | None:
        """Return the stay that counts for the machine's parts: the open one, else the last."""
        return self.job if self.job.closed_at is None else stays_of({self.miner.pk}).get(self.miner.pk)

    @cached_property
    def why_not_parts(self) -> str:
        """Return why the parts are not changed here now, or ""."""
        if self.stay and self.stay != self.job:
            now = f"{self.stay.work_order} as #{self.stay.position}"
            return f"{self.miner} is in {now} now: its parts are changed there."
        return why_not_change(self.miner, self.stay) or ""


def the_bench(
    request: PageRequest,
    number: str,
    position: int,
    part: int | None = None,
    slot: str | None = None,
    *,
    else_machine: bool = False,
) -> Bench:
    """Return the machine of the address with its slots, the part by its key or the slot by its name.

    404 for a part that is not in it and a slot that it has not, or the machine itself if `else_machine`; in a slot that
    is not empty the part is chosen.
    """
    job = the_job(request, number, position)
    slots = _slots(job.miner, _inside(request.actor, job))
    chosen = next((each.part for each in slots if each.part and each.part.pk == part), None)
    named = next((each for each in slots if each.key == slot), None)
    if not else_machine and ((part is not None and chosen is None) or (slot is not None and named is None)):
        raise Http404
    return Bench(
        request.actor, job, slots, named.part if named else chosen, named if named and not named.part else None
    )


def _inside(actor: Actor, job: Job) -> list[Part]:
    """Return the parts in the machine; its owner is read already, and most of them are the owner's."""
    inside = list(Part.objects.visible_to(actor).in_slots().filter(miner=job.miner_id).order_by("pk"))
    for part in inside:
        if part.owner_id == job.work_order.customer_id:
            part.owner = job.work_order.customer
    return inside


def _slots(miner: Miner, parts: list[Part]) -> list[InSlot]:
    """Return the slots the model tells, each with its part, and those of parts that it does not tell."""
    held = {(part.part_type, part.position): part for part in parts}
    told = [InSlot(slot, held.pop((slot.part_type, slot.position), None)) for slot in _told(miner)]
    more = [InSlot(Slot(PartType(kind), int(position or 0)), part) for (kind, position), part in held.items()]
    order = {kind: at for at, kind in enumerate(SLOT_TYPES)}
    return sorted([*told, *more], key=lambda each: (order[each.slot.part_type], each.slot.position))


def _told(miner: Miner) -> list[Slot]:
    return miner.model.slots() if miner.model else []


def done(
    request: PageRequest,
    bench: Bench,
    sentence: str,
    *,
    at: str = "",
    undo_url: str = "",
    warnings: Sequence[str] = (),
    here: str = "",
) -> HttpResponse:
    """Answer a verb that worked: say so, and the page follows; without a script, the page again at section `at`.

    `here` is the address at which the page goes on, where it is another than it was.
    """
    to = here or bench.here
    response = htmx.done(
        request,
        " ".join([sentence, *warnings]),
        to=f"{to}#{at}" if at else to,
        events=CHANGED,
        undo_url=undo_url,
        tone="warning" if warnings else "success",
    )
    if request.htmx:
        response.headers["HX-Reswap"] = "none"
        if here:
            response.headers["HX-Replace-Url"] = here
    return response


def section(
    request: PageRequest, bench: Bench, template: str, it: Mapping[str, Any], *, status: int = 422
) -> HttpResponse:
    """Answer htmx with one section of the panel alone, as `it` fills it."""
    return render(request, template, subject(bench) | {"it": it}, status=status)


def subject(bench: Bench) -> dict[str, Any]:
    """Return the names by which every section finds what the page is about."""
    return {
        "bench": bench,
        "job": bench.job,
        "miner": bench.miner,
        "order": bench.order,
        "part": bench.part,
        "url": bench.url,
    }
