"""A control board brings the serial number and the MAC of its firmware; the asset tag stays with the machine."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from hashmend.domain.catalogue.models import PartType
from hashmend.domain.fitting.holding import Holding
from hashmend.domain.miners.labels import Labels
from hashmend.domain.miners.models import Miner
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.operations import edit_identity
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class FirmwareIdentity:
    """What a machine says of itself with its new control board, as typed; "" where it is the same as before."""

    serial: str
    mac: str


def take_labels(
    part: Part, machine: Miner, identity: FirmwareIdentity | None, held: Holding, *, by: Actor, group: str
) -> dict[str, Any]:
    """Give a machine the labels its new control board brought; return what the history keeps of it.

    The former serial number stays findable. Refuses labels for another kind of part, and what `edit_identity` refuses.
    """
    if identity is None:
        return {}
    stay = held.stays.get(machine.pk)
    if part.part_type != PartType.CONTROL_BOARD or stay is None:
        raise Refused("Serial number and MAC change with a control board only: leave them empty.")
    before = _labels(machine)
    after = replace(before, serial=identity.serial.strip() or before.serial, mac=identity.mac.strip() or before.mac)
    if after == before:
        return {}
    edit_identity(stay, after, seen=before, by=by, group=group)
    return {"labels_were": _typed(before), "labels_are": _typed(after)}


def give_back_labels(told: Mapping[str, Any], held: Holding, *, by: Actor, group: str) -> None:
    """Take back what `take_labels` did, as an event tells it; refuse when somebody changed a label since."""
    if not (was := told.get("labels_were")):
        return
    machine = held.machines[told["now"]["miner_id"]]
    seen = replace(_labels(machine), **told["labels_are"])
    edit_identity(held.stays[machine.pk], replace(seen, **was), seen=seen, by=by, group=group)


def _labels(machine: Miner) -> Labels:
    return Labels.of(Miner.objects.select_related("model").get(pk=machine.pk))


def _typed(labels: Labels) -> dict[str, Any]:
    return {"serial": labels.serial, "mac": labels.mac}
