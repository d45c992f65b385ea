"""Where the machines of an order stand, and what keeps the order from being complete, in sentences."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.statuses import Logistics
from hashmend.kernel.errors import Refusal

L = Logistics
_NAMED = 5


@dataclass(frozen=True, slots=True)
class _Group:
    """Jobs that lack the same thing: its name, what their machines do, and the way out."""

    name: str
    holds: Callable[[Job], bool]
    one: str
    many: str
    way_out: str


_GROUPS = (
    _Group(
        "Not arrived", lambda j: where(j) == L.NOT_ARRIVED,
        "has not arrived", "have not arrived", "receive the container, or move to another order",
    ),
    _Group(
        "Unfinished", lambda j: where(j) == L.AT_RC and not j.is_finished,
        "has no outcome yet", "have no outcome yet", "finish the repair, then pack and ship",
    ),
    _Group(
        "Not packed", lambda j: where(j) == L.AT_RC and j.is_finished,
        "is finished but not packed", "are finished but not packed", "pack into an outbound container and ship",
    ),
    _Group(
        "Not shipped", lambda j: where(j) == L.BOXED,
        "is boxed but not shipped", "are boxed but not shipped",
        "put the container on a shipment and have it picked up",
    ),
    _Group(
        "Not delivered", lambda j: where(j) == L.SHIPPED,
        "is on the way to the customer", "are on the way to the customer", "note the delivery of the shipment",
    ),
)  # fmt: skip


def what_is_missing(jobs: Iterable[Job]) -> list[Refusal]:
    """Return, grouped, what keeps the order of these jobs (from `with_logistics()`) from being complete."""
    return standing_of(list(jobs), set(L) - {L.DELIVERED, L.NOT_RETURNED})


def standing_of(jobs: Sequence[Job], places: Collection[str]) -> list[Refusal]:
    """Return a sentence per group of the jobs that stand in one of the places, naming the machines and the way out."""
    there = [job for job in jobs if where(job) in places]
    return [_told(group, rows) for group in _GROUPS if (rows := [job for job in there if group.holds(job)])]


def _told(group: _Group, jobs: Sequence[Job]) -> Refusal:
    names = ", ".join(_named(job) for job in jobs[:_NAMED])
    more = f" and {len(jobs) - _NAMED:,} more" if len(jobs) > _NAMED else ""
    does = group.one if len(jobs) == 1 else group.many
    count = "1 machine" if len(jobs) == 1 else f"{len(jobs):,} machines"
    return Refusal(thing=group.name, why=f"{count} {does} ({names}{more}): {group.way_out}.")


def _named(job: Job) -> str:
    return f"{job.miner} in {job.outbound_container}" if job.outbound_container else str(job.miner)


def where(job: Job) -> str:
    """Return the annotated logistics of a job."""
    return str(getattr(job, "logistics", ""))
