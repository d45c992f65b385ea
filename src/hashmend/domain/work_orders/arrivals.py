"""What would happen to machines that are announced or taken in: read before anything is written.

`judge` is what the preview of a list shows and what `add_jobs` obeys, so that both say the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db.models import QuerySet

from hashmend.domain.miners.entries import MachineEntry, identity_key
from hashmend.domain.miners.models import Miner
from hashmend.domain.miners.queries import find_miners, in_chunks
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.kernel.actor import Actor

# What a verdict tells of the stay it meets; a list of 20,000 rows meets as many.
_ENOUGH = (
    "position", "closed_at", "received_at", "open_key", "work_order__number", "work_order__customer", "miner__serial",
    "miner__mac", "miner__asset_tag", "miner__public_id",
)  # fmt: skip


class Finding(StrEnum):
    """What an entry turned out to be."""

    NEW = "new"
    EXPECTED = "expected"
    HERE = "here"
    ELSEWHERE = "elsewhere"
    REPEATED = "repeated"
    UNFIT = "unfit"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an entry is and, unless it is new, why it is not added; `job` is the stay it meets in this order.

    `miner` is the machine it means, if the repair centre knows it.
    """

    finding: Finding
    why: str = ""
    job: Job | None = None
    miner: Miner | None = None


def judge(work_order: WorkOrder, entries: Sequence[MachineEntry], *, by: Actor) -> list[Verdict]:
    """Return the verdict on every entry, in their order, with a constant number of queries.

    An order of a customer whom the actor does not see is never named.
    """
    miners = find_miners(work_order.customer_id, entries)
    keys = [_key(entry, miner) for entry, miner in zip(entries, miners, strict=True)]
    stays = _Stays(work_order, entries, keys)
    seen: set[str | int] = set()
    verdicts = []
    for entry, key, miner in zip(entries, keys, miners, strict=True):
        name = key or f"TAG:{entry.asset_tag}"
        verdict = replace(stays.verdict(entry, key, by), miner=miner)
        names: set[str | int] = {name, verdict.job.pk} if verdict.job else {name}
        verdicts.append(_repeated(entry) if names & seen else verdict)
        seen |= names
    return verdicts


def _key(entry: MachineEntry, miner: Miner | None) -> str:
    """Return the identity to stay under: a machine known by its MAC has a serial number of its own."""
    return identity_key(miner.serial, miner.mac or entry.mac) if miner else entry.key


def _repeated(entry: MachineEntry) -> Verdict:
    return Verdict(Finding.REPEATED, f"{entry} was given more than once: the first one counts.")


class _Stays:
    """The stays that entries may meet: of this order, and open ones anywhere."""

    def __init__(self, work_order: WorkOrder, entries: Sequence[MachineEntry], keys: Sequence[str]) -> None:
        self.order = work_order
        macs = {f"MAC:{entry.mac}" for entry in entries if entry.mac}
        anywhere = Job.objects.open().select_related("miner", "work_order").only(*_ENOUGH)
        self.open_by_key = {
            job.open_key: job for job in _fetch(anywhere, "open_key", {*keys, *macs} - {""}) if job.open_key
        }
        here = Job.objects.filter(work_order=work_order).select_related("miner", "work_order").only(*_ENOUGH)
        self.by_serial = {
            job.miner.serial: job for job in _fetch(here, "miner__serial", {e.serial for e in entries} - {""})
        }
        nameless = [entry for entry in entries if not entry.serial]
        self.by_mac: dict[str, list[Job]] = defaultdict(list)
        for job in _fetch(here, "miner__mac", {entry.mac for entry in nameless} - {""}):
            self.by_mac[job.miner.mac].append(job)
        tags = {entry.asset_tag for entry in nameless if not entry.mac} - {""}
        self.by_tag = {job.miner.asset_tag: job for job in _fetch(here, "miner__asset_tag", tags)}

    def verdict(self, entry: MachineEntry, key: str, by: Actor) -> Verdict:
        if entry.why_unfit:
            return Verdict(Finding.UNFIT, entry.why_unfit)
        if job := self._here(entry):
            return _met_here(entry, job)
        job = self.open_by_key.get(key) if key else None
        return _met_elsewhere(entry, job, by) if job else Verdict(Finding.NEW)

    def _here(self, entry: MachineEntry) -> Job | None:
        """Return the stay in this order of the machine meant; one known only by its MAC is met by its MAC."""
        if not (entry.serial or entry.mac):
            return self.by_tag.get(entry.asset_tag)
        nameless = self.open_by_key.get(f"MAC:{entry.mac}")
        by_mac = nameless if nameless and nameless.work_order_id == self.order.pk else None
        if entry.serial:
            return self.by_serial.get(entry.serial) or by_mac
        jobs = self.by_mac.get(entry.mac, [])
        return by_mac or (jobs[0] if len(jobs) == 1 else None)


def _fetch(rows: QuerySet[Job], column: str, values: Iterable[str]) -> Iterable[Job]:
    for chunk in in_chunks(sorted(values)):
        yield from rows.filter(**{f"{column}__in": chunk})


def _met_here(entry: MachineEntry, job: Job) -> Verdict:
    place = f"{entry} is in {job.work_order} already, as #{job.position}"
    if job.closed_at:
        return Verdict(Finding.HERE, f"{place}, and has left: a machine that comes back needs a new order.", job)
    if job.received_at is None:
        return Verdict(Finding.EXPECTED, f"{place}, and is expected.", job)
    return Verdict(Finding.HERE, f"{place}.", job)


def _met_elsewhere(entry: MachineEntry, job: Job, by: Actor) -> Verdict:
    order = job.work_order
    if by.sees_customer(order.customer_id):
        return Verdict(Finding.ELSEWHERE, f"{entry} is in {order} already: finish it there or move it to this order.")
    return Verdict(Finding.ELSEWHERE, f"{entry} is in another open order already: ask the repair centre about it.")
