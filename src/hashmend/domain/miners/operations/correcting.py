"""Correcting what stands on a machine."""

from typing import Any

from django.db import transaction

from hashmend.domain.miners.labels import Labels
from hashmend.domain.miners.models import Miner
from hashmend.kernel.actor import Actor
from hashmend.kernel.identifiers import normal_mac, normal_serial


@transaction.atomic
def correct_labels(miner: Miner, labels: Labels, names: set[str], *, by: Actor) -> None:
    """Keep the named labels of a machine, as typed and normalised beside it.

    The caller locked the order the machine stays in, checked the identity and records the change there, so that the
    histories of machine, stay and order tell it once. Raises `IntegrityError` when the serial number was taken.
    """
    Miner.objects.filter(pk=miner.pk).update(**_columns(miner, labels, names))


def _columns(miner: Miner, labels: Labels, names: set[str]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    if "serial" in names:
        serial = normal_serial(labels.serial)
        columns |= {"serial": serial, "serial_typed": labels.serial}
        if serial != miner.serial:
            columns["former_serials"] = f"{miner.serial} {miner.former_serials}".strip()
    if "mac" in names:
        columns |= {"mac": normal_mac(labels.mac), "mac_typed": labels.mac}
    if "asset_tag" in names:
        columns["asset_tag"] = labels.asset_tag
    if "model" in names:
        columns["model"] = labels.model
    return columns
