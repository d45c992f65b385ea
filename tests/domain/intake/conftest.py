"""A reader that knows the bundled models, and machines to make lists of."""

import random
import string
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.catalogue.operations import add_row
from hashmend.domain.intake.known_models import bundled_models
from hashmend.domain.intake.reading.matching import KnownModel
from hashmend.domain.intake.reading.reader import read_list
from hashmend.domain.intake.reading.rows import Choice, ReadList
from hashmend.kernel.actor import SYSTEM

MANIFESTS = Path(__file__).parents[2] / "data" / "manifests"


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


@pytest.fixture(scope="session")
def models() -> list[KnownModel]:
    """Return the models that ship with the product."""
    return bundled_models()


@pytest.fixture
def read(models: list[KnownModel]) -> Callable[..., ReadList]:
    """Return a reader of bytes or text."""

    def reader(content: bytes | str, name: str = "list.csv", **choice: object) -> ReadList:
        raw = content.encode() if isinstance(content, str) else content
        return read_list(raw, name, models, Choice(**choice))  # type: ignore[arg-type]

    return reader


@pytest.fixture
def catalogue(db: None, models: list[KnownModel]) -> None:
    """Put the models that made-up lists name into the database, under their bundled codes."""
    wanted = {name for name, _ in _WRITTEN} | {"Antminer S19k Pro", "Whatsminer M60S", "Antminer L7", "Antminer T21"}
    for model in models:
        if model.name in wanted:
            add_row(MinerModel, {"code": model.id, "maker": model.maker, "name": model.name}, by=SYSTEM)
