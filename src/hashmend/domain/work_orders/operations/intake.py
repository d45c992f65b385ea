"""Machines come into an order: announced, or taken in at the dock; and out again when they were noted by mistake."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import PROTECT, F, QuerySet

from hashmend.domain.batches import locked, locked_one, row
from hashmend.domain.history.recording import record
from hashmend.domain.miners.entries import MachineEntry, identity_key
from hashmend.domain.miners.models import Miner
from hashmend.domain.miners.operations import ensure_miners, forget_miners, read_labels
from hashmend.domain.miners.queries import find_miners
from hashmend.domain.parts.operations import fill_slots, forget_parts
from hashmend.domain.scoping import Scoped
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.arrivals import Finding, Verdict, judge
from hashmend.domain.work_orders.models import Job, WorkOrder
from hashmend.domain.work_orders.operations.copies import copy_models
from hashmend.domain.work_orders.operations.jobs import lock_orders, receive_jobs
from hashmend.domain.work_orders.operations.warranty import flag_returns
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refusal, Refused

_TRIES = 3
_RACE = "Somebody else is taking in the same machines at this moment: try again."


@transaction.atomic
def add_jobs(
    work_order: WorkOrder, entries: Sequence[MachineEntry], *, container: Scoped | None, received: bool, by: Actor
) -> Outcome[Job]:
    """Bring machines into an order: *Expected*, or *Received* when `received`; `container` is the one they come in.

    Refuses, per entry (`Refusal.pk` is its index): it names no machine, is given twice, is in this order already, or
    in another open order. Refuses the whole when the order is closed. The caller answers for the container.
    """
    order = locked_one(row(work_order))
    if not order.is_open:
        raise Refused(f"{order} is {order.state.label.lower()}: no machine comes into it any more.")
    for _ in range(_TRIES):
        verdicts = judge(order, entries, by=by)
        new = [entry for entry, v in zip(entries, verdicts, strict=True) if v.finding == Finding.NEW]
        try:
            with transaction.atomic():
                jobs = _add(order, new, container=container, received=received, by=by)
        except IntegrityError:
            continue  # Somebody took one of them in meanwhile: the next verdict names the order that has it.
        return Outcome(done=jobs, refused=_refusals(entries, verdicts))
    raise Refused(_RACE)


def _add(
    order: WorkOrder, entries: Sequence[MachineEntry], *, container: Scoped | None, received: bool, by: Actor
) -> list[Job]:
    now = clock.now()
    status = Status.RECEIVED if received else Status.EXPECTED
    jobs = [
        Job(
            work_order=order,
            position=position,
            miner=miner,
            model_id=miner.model_id,
            status=status,
            status_at=now,
            status_by_id=by.user_id,
            changed_at=now,
            reported_issue=entry.reported_issue,
            received_at=now if received else None,
            open_key=identity_key(miner.serial, miner.mac) or None,
        )
        for position, (entry, miner) in enumerate(
            zip(entries, ensure_miners(order.customer_id, entries, by=by), strict=True), order.last_position + 1
        )
    ]
    for job in jobs:
        job.inbound_container_id = container.pk if container else None
    Job.objects.bulk_create(sorted(jobs, key=lambda job: job.open_key or ""), batch_size=500)
    WorkOrder.objects.filter(pk=order.pk).update(last_position=F("last_position") + len(jobs))
    added = order.jobs.filter(position__gt=order.last_position)
    copy_models(Job.objects.filter(miner__in=added.values("miner")).exclude(work_order=order))
    fill_slots([job.miner for job in jobs], by=by)
    happened = events.JOB_INVENTORIED if received else events.JOB_ANNOUNCED
    place = str(container) if container else "no container"
    record(happened, jobs, by=by, data=lambda job: {"container": place, "position": job.position})
    flag_returns(jobs, by=by)
    return jobs


def _refusals(entries: Sequence[MachineEntry], verdicts: Sequence[Verdict]) -> list[Refusal]:
    return [
        Refusal(thing=str(entry), why=verdict.why, pk=index)
        for index, (entry, verdict) in enumerate(zip(entries, verdicts, strict=True))
        if verdict.finding != Finding.NEW
    ]


@transaction.atomic
def take_in_expected(met: Sequence[tuple[Job, MachineEntry]], *, container: Scoped, by: Actor) -> Outcome[Job]:
    """Receive machines that were announced, with what was read on them now; `container` is the one they came in.

    Refuses, per job: the serial number read on it is in another open order.
    """
    entries = {job.pk: entry for job, entry in met}
    jobs = Job.objects.filter(pk__in=entries)
    lock_orders(jobs)
    batch = locked(jobs, "miner", "work_order")
    keys = {job.pk: _key_after(job, entries[job.pk]) for job in batch}
    open_jobs = Job.objects.open().filter(open_key__in=[key for key in keys.values() if key])
    taken = {stay.open_key: stay for stay in open_jobs}
    may, refused = batch.split(lambda job: _why_not_take_in(job, taken.get(keys[job.pk])))
    try:
        with transaction.atomic():
            _identify(may, entries, keys, container=container, by=by)
    except IntegrityError as error:
        raise Refused(_RACE) from error
    flag_returns(may, by=by)
    receive_jobs(Job.objects.filter(pk__in=[job.pk for job in may]), by=by)
    return Outcome(done=may, refused=refused)


def _identify(
    jobs: Sequence[Job],
    entries: Mapping[int, MachineEntry],
    keys: Mapping[int, str | None],
    *,
    container: Scoped,
    by: Actor,
) -> None:
    """Keep what was read. A machine announced by MAC whose serial number the centre knows becomes that machine."""
    if not jobs:
        return
    read = [entries[job.pk] for job in jobs]
    strangers = []
    for job, known in zip(jobs, find_miners(jobs[0].work_order.customer_id, read), strict=True):
        if known and known.pk != job.miner_id:
            strangers.append(job.miner_id)
            job.miner = known
        job.open_key, job.inbound_container_id = keys[job.pk], container.pk
    read_labels([(job.miner, entries[job.pk]) for job in jobs], by=by)
    Job.objects.bulk_update(jobs, ["miner", "open_key", "inbound_container"], batch_size=200)
    copy_models(Job.objects.filter(miner__in=[job.miner_id for job in jobs]))
    fill_slots([job.miner for job in jobs], by=by)
    _forget(strangers, by=by)


def _key_after(job: Job, entry: MachineEntry) -> str | None:
    return identity_key(entry.serial or job.miner.serial, entry.mac or job.miner.mac) or None


def _why_not_take_in(job: Job, stay: Job | None) -> str | None:
    if stay and stay.pk != job.pk:
        return f"#{job.position} cannot take that serial number: another machine at the repair centre has it."
    return None


@transaction.atomic
def remove_jobs(jobs: QuerySet[Job], *, by: Actor) -> Outcome[Job]:
    """Remove machines that were inventoried by mistake: their jobs are deleted, the order's history names them.

    Refuses, per job: work was done on it, something was noted at the bench, it is packed, or its order is closed.
    """
    lock_orders(jobs)
    batch = locked(jobs, "miner", "work_order", "outbound_container")
    worked_on = set(Job.objects.filter(pk__in=[j.pk for j in batch], services_done__isnull=False).values_list("pk"))
    noted = _noted_on([job.pk for job in batch])
    may, refused = batch.split(lambda job: _why_not_remove(job, (job.pk,) in worked_on, job.pk in noted))
    orders = {job.work_order_id: job.work_order for job in may}
    names = {pk: [str(job.miner) for job in may if job.work_order_id == pk] for pk in orders}
    record(events.JOBS_REMOVED, orders.values(), by=by, data=lambda order: {"machines": names[order.pk]})
    Job.objects.filter(pk__in=[job.pk for job in may]).delete()
    _forget([job.miner_id for job in may], by=by)
    return Outcome(done=may, refused=refused)


def _forget(machines: Sequence[int], *, by: Actor) -> None:
    """Forget those of the machines, by key, that stayed nowhere else, with the parts nobody looked at."""
    strangers = Miner.objects.filter(pk__in=machines, jobs__isnull=True)
    if machines:
        forget_parts(strangers, by=by)
        forget_miners(strangers.exclude(parts__isnull=False), by=by)


def _noted_on(jobs: Sequence[int]) -> set[int]:
    """Return those of the jobs, by key, that rows of higher tables protect: found, done, tested or photographed."""
    kept = [relation.name for relation in Job._meta.related_objects if relation.on_delete is PROTECT]
    found = (
        Job.objects.filter(pk__in=jobs, **{f"{name}__isnull": False}).values_list("pk", flat=True) for name in kept
    )
    return {pk for keys in found for pk in keys}


def _why_not_remove(job: Job, worked_on: bool, noted_on: bool) -> str | None:
    if not job.work_order.is_open:
        return f"{job.work_order} is {job.work_order.state.label.lower()}: its machines stay in it."
    if job.outbound_container:
        return f"{job.miner} is packed in {job.outbound_container}: take it out first."
    if worked_on:
        return f"Services were done on {job.miner}: a machine that was worked on stays in the order."
    if noted_on:
        return f"Something was noted on {job.miner} at the bench: a machine that was looked at stays in the order."
    if job.status not in {Status.EXPECTED, Status.RECEIVED}:
        return f"{job.miner} is {job.get_status_display()}: only a machine nobody worked on is removed."
    return None
