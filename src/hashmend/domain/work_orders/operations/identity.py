"""Correcting what stands on a machine while it stays in an order."""

from dataclasses import replace

from django.db import IntegrityError, transaction

from hashmend.domain.batches import locked_one, row
from hashmend.domain.history.models import Event
from hashmend.domain.history.recording import record
from hashmend.domain.miners.entries import MachineEntry, identity_key
from hashmend.domain.miners.labels import LABEL_WORDS, Labels
from hashmend.domain.miners.models import Miner
from hashmend.domain.miners.operations import correct_labels
from hashmend.domain.parts.operations import fill_slots
from hashmend.domain.work_orders import events
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations.copies import copy_models
from hashmend.domain.work_orders.operations.jobs import lock_orders, why_frozen
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused


class Overtaken(Refused):
    """Somebody else changed the same label meanwhile; `current` is what stands there now."""

    def __init__(self, sentence: str, current: Labels) -> None:
        super().__init__(sentence)
        self.current = current


@transaction.atomic
def edit_identity(job: Job, new: Labels, *, seen: Labels, by: Actor, group: str = "") -> Outcome[Job]:
    """Correct serial number, MAC, asset tag or model of a job's machine. Labels in which `new` equals `seen` stay.

    `group` joins the event to those of another action, such as the swap of its control board.

    Refuses when nothing changes, the machine was shipped or is in a ready or billed container, the order is closed,
    no identity would be left, the identity is in another open order, or the serial number is another machine of the
    customer. Raises `Overtaken` when a label that changes is no longer what the person saw.
    """
    lock_orders(Job.objects.filter(pk=job.pk))
    found = locked_one(row(job), "miner__model", "miner__customer", "work_order", "outbound_container__shipment")
    before = Labels.of(found.miner)
    new, names = _trimmed(new), set(_trimmed(new).differing(_trimmed(seen)))
    _refuse_unfit(found, names)
    _refuse_overtaken(found, before, new, seen, names)
    after = replace(before, **{name: getattr(new, name) for name in names})
    names = set(after.differing(before))
    if not names:
        return Outcome(done=[found])
    _refuse_identity(found, after, by=by)
    _keep(found, after, names, by=by)
    told = [f"{LABEL_WORDS[name]} {before.shown(name)} → {after.shown(name)}" for name in LABEL_WORDS if name in names]
    record(events.IDENTITY_EDITED, [found], by=by, data={"changes": told, "labels": sorted(names)}, group=group)
    return Outcome(done=[found])


def _trimmed(labels: Labels) -> Labels:
    typed = {name: getattr(labels, name) for name in ("serial", "mac", "asset_tag")}
    return replace(labels, **{name: text.replace("\x00", "").strip() for name, text in typed.items()})


def _refuse_unfit(job: Job, names: set[str]) -> None:
    if not names:
        raise Refused(f"Nothing was changed on {job.miner}: type another value, or cancel.")
    if not job.work_order.is_open:
        raise Refused(f"{job.work_order} is {job.work_order.state.label.lower()}: its machines keep their labels.")
    if frozen := why_frozen(job):
        raise Refused(frozen)


def _refuse_overtaken(job: Job, before: Labels, new: Labels, seen: Labels, names: set[str]) -> None:
    for name in LABEL_WORDS:
        current = getattr(before, name)
        if name in names and current not in (getattr(seen, name), getattr(new, name)):
            who, when = _last_change(job, name)
            raise Overtaken(
                f"{who} changed the {LABEL_WORDS[name]} to {before.shown(name)} {when}; you saw {seen.shown(name)} and "
                f"typed {new.shown(name)}. Keep theirs, or save yours again.",
                before,
            )


def _last_change(job: Job, name: str) -> tuple[str, str]:
    """Return who changed a label of this machine last, and how long ago in words."""
    for event in Event.objects.filter(miner=job.miner_id, kind=events.IDENTITY_EDITED.code).newest_first()[:20]:
        if name in event.data.get("labels", ()):
            minutes = int((clock.now() - event.at).total_seconds() // 60)
            return event.actor_label, f"{minutes} min ago" if minutes else "just now"
    return "Somebody", "meanwhile"


def _refuse_identity(job: Job, after: Labels, *, by: Actor) -> None:
    entry = _entry(after)
    if entry.why_unfit:
        raise Refused(entry.why_unfit)
    stays = Job.objects.open().exclude(pk=job.pk).select_related("work_order")
    key = identity_key(entry.serial, entry.mac)
    if key and (other := stays.filter(open_key=key).first()):
        visible = by.sees_customer(other.work_order.customer_id)
        place = f"{other.work_order} as #{other.position}" if visible else "another open order"
        raise Refused(f"{entry} is in {place} already, and in one open order at a time: correct it there first.")
    twin = Miner.objects.filter(customer=job.miner.customer_id, serial=entry.serial).exclude(pk=job.miner_id).first()
    if entry.serial and twin:
        last = Job.objects.filter(miner=twin).select_related("work_order").order_by("-pk").first()
        where = f", last in {last.work_order} as #{last.position}" if last else ""
        raise Refused(f"{entry} is another machine of {job.miner.customer} already{where}: check the label again.")


def _keep(job: Job, after: Labels, names: set[str], *, by: Actor) -> None:
    entry = _entry(after)
    key = None if job.closed_at else identity_key(entry.serial, entry.mac) or None
    try:
        with transaction.atomic():
            correct_labels(job.miner, after, names, by=by)
            Job.objects.filter(pk=job.pk).update(open_key=key, changed_at=clock.now())
            if "model" in names:
                copy_models(Job.objects.filter(miner=job.miner_id))
                fill_slots([Miner.objects.get(pk=job.miner_id)], by=by)
    except IntegrityError as error:
        raise Refused(f"{entry} was given to another machine at this very moment: look it up, try again.") from error


def _entry(labels: Labels) -> MachineEntry:
    return MachineEntry(serial_typed=labels.serial, mac_typed=labels.mac, asset_tag=labels.asset_tag)
