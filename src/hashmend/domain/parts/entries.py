"""Spares as somebody tells of them: at the receiving table, or in a row of a list."""

from dataclasses import dataclass

from hashmend.domain.catalogue.models import MinerModel, PartType
from hashmend.domain.customers.models import Customer
from hashmend.domain.parts.models import Condition, Part, Place
from hashmend.kernel.identifiers import normal_serial


@dataclass(frozen=True, slots=True, kw_only=True)
class SpareEntry:
    """One spare. `owner` None is the repair centre, `model` None any machine; `source` is the purchase it came with."""

    part_type: str
    model: MinerModel | None = None
    serial_typed: str = ""
    part_number: str = ""
    hash_bin: str = ""
    condition: str = Condition.UNKNOWN
    owner: Customer | None = None
    shelf: str = ""
    source: str = ""

    @property
    def serial(self) -> str:
        """Return the serial number as compared, "" without one."""
        return normal_serial(self.serial_typed)

    @property
    def kind_label(self) -> str:
        """Return the kind of part in words."""
        return str(PartType(self.part_type).label)

    @property
    def key(self) -> tuple[str, str]:
        """Return what no two parts should share; without a serial number any may."""
        return (self.part_type, self.serial)

    def as_part(self) -> Part:
        """Return the part in the spare stock, not yet written."""
        return Part(
            part_type=self.part_type, model=self.model, owner=self.owner, serial=self.serial,
            serial_typed=self.serial_typed, part_number=self.part_number, hash_bin=self.hash_bin,
            condition=self.condition, shelf=self.shelf, source=self.source, place=Place.STOCK,
        )  # fmt: skip


def where_is(part: Part) -> str:
    """Say where a part is: "in the spare stock on shelf A3", "in miner SN1, Hashboard 2"."""
    if part.place == Place.STOCK:
        return f"in the spare stock on shelf {part.shelf}" if part.shelf else "in the spare stock"
    if part.place == Place.SLOT:
        return f"in miner {part.miner}, {part.get_part_type_display()} {part.position}"
    return f"gone ({part.gone_reason})" if part.gone_reason else "gone"
