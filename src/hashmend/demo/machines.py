"""Machines for the demo world: serial numbers of the makers' shapes, made by seeded chance and marked "SYN"."""

import random
from collections.abc import Sequence

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.miners.entries import MachineEntry

ANTMINERS = (
    "Antminer S19",
    "Antminer S19j Pro",
    "Antminer S19 XP",
    "Antminer S19k Pro",
    "Antminer S21",
    "Antminer T21",
)
WHATSMINERS = ("Whatsminer M30S++", "Whatsminer M50", "Whatsminer M60S")
ISSUES = ("", "", "low hashrate", "0 hashrate", "2 of 3 boards", "fan error", "does not boot", "PSU trips the breaker")

_BASE36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTERS = _BASE36[10:]
_DATE = "JABCDEFGHI"


class Fleet:
    """Gives machines no two of which are the same."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.made = 0

    def machines(self, count: int, names: Sequence[str] = ANTMINERS) -> list[MachineEntry]:
        """Return machines of the named models; a few carry no MAC, as on real lists."""
        rows = MinerModel.objects.filter(name__in=names, level=MinerModel.Level.MODEL)
        models = {model.name: model for model in rows}
        return [self._machine(models[self.chance.choice(names)]) for _ in range(count)]

    def _machine(self, model: MinerModel) -> MachineEntry:
        self.made += 1
        serial = self._whatsminer() if model.name.startswith("Whats") else self._antminer()
        mac = f"02{self.chance.getrandbits(24):06X}{self.made:04X}" if self.chance.random() > 0.04 else ""
        return MachineEntry(
            serial_typed=serial, mac_typed=mac, model=model, model_typed=model.name,
            reported_issue=self.chance.choice(ISSUES),
        )  # fmt: skip

    def _antminer(self) -> str:
        day = "".join(
            _DATE[int(digit)] for digit in f"2{self.chance.randint(1, 4)}{self.chance.randint(101, 1228):04d}"
        )
        plant = self.chance.choice(_LETTERS)
        return f"SYN{plant}{self._letters(3)}{day}{self._counter()}"

    def _whatsminer(self) -> str:
        day = f"2{self.chance.randint(1, 4)}{self.chance.randint(1, 12):02d}{self.chance.randint(1, 28):02d}"
        return f"SYM{self._letters(5)}HC{day}{self.chance.randrange(10**13):013d}{self.made:04d}"

    def _letters(self, count: int) -> str:
        return "".join(self.chance.choice(_LETTERS) for _ in range(count))

    def _counter(self) -> str:
        """Return the running number in four base-36 digits: what makes each serial number different."""
        number, digits = self.made, ""
        for _ in range(4):
            number, digit = divmod(number, 36)
            digits = _BASE36[digit] + digits
        return digits
