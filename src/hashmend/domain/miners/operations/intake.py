"""Getting to know machines as they arrive or are announced."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.history.recording import record
from hashmend.domain.miners import events
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.miners.models import Miner
from hashmend.domain.miners.queries import find_miners
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor

_COLUMNS = ("serial", "serial_typed", "mac", "mac_typed", "model", "model_typed", "asset_tag", "nominal_ths")
_TOLD = {"serial": "SN", "mac": "MAC", "asset_tag": "asset tag", "model_id": "model", "nominal_ths": "TH/s"}


@transaction.atomic
def ensure_miners(customer_id: int, entries: Sequence[MachineEntry], *, by: Actor) -> list[Miner]:
    """Return the customer's machine for every entry: known ones with what was read now, the others made new.

    A blank in an entry leaves what is known. No two entries may name one machine.
    """
    now = clock.now()
    miners = [m or Miner(customer_id=customer_id, created_at=now) for m in find_miners(customer_id, entries)]
    known = [m.pk is not None for m in miners]
    changes = [_read(miner, entry) for miner, entry in zip(miners, entries, strict=True)]
    new = (m for m, is_known in zip(miners, known, strict=True) if not is_known)
    Miner.objects.bulk_create(sorted(new, key=lambda m: (m.serial, m.mac)), batch_size=500)
    reread = {m.pk: told for m, is_known, told in zip(miners, known, changes, strict=True) if is_known and told}
    _keep([m for m in miners if m.pk in reread], reread, by=by)
    return miners


@transaction.atomic
def read_labels(read: Sequence[tuple[Miner, MachineEntry]], *, by: Actor) -> list[Miner]:
    """Keep what was read on machines now; return those that it changed. The caller holds their orders locked."""
    told = {miner.pk: words for miner, entry in read if (words := _read(miner, entry))}
    changed = [miner for miner, _ in read if miner.pk in told]
    _keep(changed, told, by=by)
    return changed


@transaction.atomic
def forget_miners(miners: QuerySet[Miner], *, by: Actor) -> int:
    """Remove machines that were noted by mistake and never stayed anywhere; return how many.

    The mistake itself is told by the event of the order they were in.
    """
    gone = list(miners.filter(jobs__isnull=True))
    record(events.FORGOTTEN, gone, by=by)
    Miner.objects.filter(pk__in=[m.pk for m in gone]).delete()
    return len(gone)


def _read(miner: Miner, entry: MachineEntry) -> list[str]:
    """Put what the entry knows on the machine; return what changed, in words."""
    told = []
    for name, value in _known(entry).items():
        before = getattr(miner, name)
        if value != before:
            setattr(miner, name, value)
            if name in _TOLD:
                told.append(f"{_TOLD[name]} {before or 'unknown'} → {value}" if name != "model_id" else "model")
    return told


def _known(entry: MachineEntry) -> dict[str, Any]:
    facts: dict[str, Any] = {"asset_tag": entry.asset_tag, "model_typed": entry.model_typed}
    if entry.serial:
        facts |= {"serial": entry.serial, "serial_typed": entry.serial_typed}
    if entry.mac:
        facts |= {"mac": entry.mac, "mac_typed": entry.mac_typed}
    if entry.model:
        facts["model_id"] = entry.model.pk
    facts["nominal_ths"] = entry.nominal_ths
    return {name: value for name, value in facts.items() if value not in ("", None)}


def _keep(miners: Iterable[Miner], told: dict[int, list[str]], *, by: Actor) -> None:
    rows = list(miners)
    if rows:
        Miner.objects.bulk_update(rows, _COLUMNS, batch_size=200)
    record(events.READ_AGAIN, rows, by=by, data=lambda miner: {"changes": told[miner.pk]})
