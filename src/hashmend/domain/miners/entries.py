"""What somebody typed, scanned or listed about a machine, before it is known which machine it is."""

from dataclasses import dataclass, field
from decimal import Decimal

from hashmend.domain.catalogue.models import MinerModel
from hashmend.kernel.identifiers import normal_mac, normal_serial, shown_mac

_LONGEST = {"serial_typed": 120, "mac_typed": 60, "model_typed": 120, "asset_tag": 60, "reported_issue": 300}
_LONGEST_SERIAL, _LONGEST_MAC, _HIGHEST_THS = 80, 40, Decimal(10) ** 8


@dataclass(frozen=True, slots=True)
class MachineEntry:
    """One machine as announced or found: texts as typed, the model when it is known.

    `serial` and `mac` are the normalised forms, "" when the text is blank or a placeholder.
    """

    serial_typed: str = ""
    mac_typed: str = ""
    model: MinerModel | None = None
    model_typed: str = ""
    asset_tag: str = ""
    nominal_ths: Decimal | None = None
    reported_issue: str = ""
    serial: str = field(init=False)
    mac: str = field(init=False)

    def __post_init__(self) -> None:
        """Drop what no database keeps (NUL) and the blanks and line ends around a scan; normalise."""
        for name in _LONGEST:
            object.__setattr__(self, name, str(getattr(self, name)).replace("\x00", "").strip())
        object.__setattr__(self, "serial", normal_serial(self.serial_typed))
        object.__setattr__(self, "mac", normal_mac(self.mac_typed))

    def __str__(self) -> str:
        return self.serial or self.asset_tag or shown_mac(self.mac) or "A machine without a name"

    @property
    def key(self) -> str:
        """Return the identity by which a stay is open once ("SN:…", "MAC:…"), or ""."""
        return identity_key(self.serial, self.mac)

    @property
    def why_unfit(self) -> str:
        """Return why no machine can be made of this, in a sentence, or ""."""
        if not (self.serial or self.mac or self.asset_tag):
            return "A machine needs a serial number, a MAC address or an asset tag: none was given."
        for name, longest in _LONGEST.items():
            if len(getattr(self, name)) > longest:
                return f"The {_WORDS[name]} of {str(self)[:40]} must be {longest} characters or fewer."
        if len(self.serial) > _LONGEST_SERIAL:
            return f"Serial number {self.serial[:40]}… must be {_LONGEST_SERIAL} characters or fewer."
        if len(self.mac) > _LONGEST_MAC:
            return f"MAC {self.mac[:40]}… must be {_LONGEST_MAC} characters or fewer."
        if self.nominal_ths is not None and not 0 <= self.nominal_ths < _HIGHEST_THS:
            return f"The nominal hashrate of {self} is not a number of TH/s that a machine has."
        return ""


_WORDS = {
    "serial_typed": "serial number",
    "mac_typed": "MAC",
    "model_typed": "model",
    "asset_tag": "asset tag",
    "reported_issue": "reported issue",
}


def identity_key(serial: str, mac: str) -> str:
    """Return the identity of a machine while it stays at the repair centre, or "" when it has none."""
    if serial:
        return f"SN:{serial}"
    return f"MAC:{mac}" if mac else ""
