"""Machines to make lists of, shared by the tests of reading, importing and the screens."""

import random
import string
from dataclasses import dataclass
from pathlib import Path

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.catalogue.operations import add_row
from hashmend.domain.intake.known_models import bundled_models
from hashmend.kernel.actor import SYSTEM

MANIFESTS = Path(__file__).parent / "data" / "manifests"


@dataclass(frozen=True)
class Machine:
    """One machine of a made-up list."""

    serial: str
    mac: str
    model: str
    written: str
    issue: str = ""


_WRITTEN = [
    ("Antminer S19 Pro", "S19pro"),
    ("Antminer S19j Pro", "ANTMINER S19J PRO 104TH"),
    ("Antminer S19", "Antminer S19 95T"),
    ("Whatsminer M30S++", "WM M30S++ VE40"),
    ("Whatsminer M50", "whatsminer m50"),
    ("Antminer S21", "bitmain antminer s21 200T"),
    ("Antminer S19 XP", "S19XP 140"),
]


def made_up(count: int, seed: int = 7) -> list[Machine]:
    """Return machines with serials of both big makers and locally administered MACs."""
    chance = random.Random(seed)
    letters = string.ascii_uppercase + string.digits
    machines = []
    for number in range(count):
        model, written = _WRITTEN[number % len(_WRITTEN)]
        if model.startswith("Whatsminer"):
            serial = (
                "SYM" + "".join(chance.choices(letters, k=5)) + "HC24" + "".join(chance.choices("0123456789", k=21))
            )
        else:
            serial = "SYNA" + "XYZ" + "BJABBC" + "".join(chance.choices(letters, k=4))
        mac = "02" + "".join(chance.choices("0123456789ABCDEF", k=10))
        issue = ["no power", "läuft nicht", "", "1 board missing; burnt, smell"][number % 4]
        machines.append(Machine(serial, mac, model, written, issue))
    return machines


def known_catalogue() -> None:
    """Put the models that made-up lists and manifests name into the database, under their bundled codes."""
    wanted = {name for name, _ in _WRITTEN} | {
        "Antminer S19k Pro",
        "Whatsminer M50S",
        "Whatsminer M60S",
        "Antminer L7",
        "Antminer T21",
    }
    for model in bundled_models():
        if model.name in wanted:
            add_row(MinerModel, {"code": model.id, "maker": model.maker, "name": model.name}, by=SYSTEM)
