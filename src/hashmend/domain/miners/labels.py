"""What a person corrects on a machine: its serial number, MAC, asset tag and model."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.miners.models import Miner
from hashmend.kernel.identifiers import normal_mac, normal_serial

LABEL_WORDS = {"serial": "serial number", "mac": "MAC", "asset_tag": "asset tag", "model": "model"}


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands on a machine, as typed."""

    serial: str = ""
    mac: str = ""
    asset_tag: str = ""
    model: MinerModel | None = None

    @classmethod
    def of(cls, miner: Miner) -> "Labels":
        """Return what is known of a machine now."""
        return cls(miner.serial_typed or miner.serial, miner.mac_typed or miner.mac, miner.asset_tag, miner.model)

    def differing(self, other: "Labels") -> Iterator[str]:
        """Yield the names of the labels in which two readings differ."""
        return (field.name for field in fields(self) if getattr(self, field.name) != getattr(other, field.name))

    def shown(self, name: str) -> str:
        """Return one label in words."""
        return str(getattr(self, name) or "nothing")


def columns_of(labels: Labels, names: set[str]) -> dict[str, Any]:
    """Return the columns that keep the named labels: as typed, and normalised beside it."""
    columns: dict[str, Any] = {}
    if "serial" in names:
        columns |= {"serial": normal_serial(labels.serial), "serial_typed": labels.serial}
    if "mac" in names:
        columns |= {"mac": normal_mac(labels.mac), "mac_typed": labels.mac}
    if "asset_tag" in names:
        columns["asset_tag"] = labels.asset_tag
    if "model" in names:
        columns["model"] = labels.model
    return columns
