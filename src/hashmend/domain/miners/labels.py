"""What a person corrects on a machine: its serial number, MAC, asset tag and model."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.miners.models import Miner

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
