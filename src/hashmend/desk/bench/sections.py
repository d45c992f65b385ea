"""The sections of the panel, in their order. Each fills itself, or is left out where it has nothing to say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hashmend.desk.bench import diagnosis, machine, parts, photos, placing, repairs, stress, warranty
from hashmend.desk.bench.frame import Bench
from hashmend.web.actors import PageRequest

Fill = Callable[[PageRequest, Bench], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Section:
    """One box of the panel: its name (its id in the page), what fills it, and the template that calls that `it`."""

    name: str
    fill: Fill
    template: str


SECTIONS = (
    Section("status", machine.status, "desk/bench/status.html"),
    Section("place", placing.panel, "desk/bench/place.html"),
    Section("part", parts.part, "desk/bench/part.html"),
    Section("slot", parts.slot, "desk/bench/slot.html"),
    Section("diagnosis", diagnosis.fill, "desk/bench/diagnosis.html"),
    Section("log", diagnosis.fill_log, "desk/bench/log.html"),
    Section("repairs", repairs.fill, "desk/bench/repairs.html"),
    Section("change", parts.change, "desk/bench/change.html"),
    Section("stress", stress.panel, "desk/bench/stress.html"),
    Section("photos", photos.panel, "desk/bench/photos.html"),
    Section("identity", machine.identity, "desk/bench/identity.html"),
    Section("services", machine.services, "desk/bench/services.html"),
    Section("warranty", warranty.warranty, "desk/bench/warranty.html"),
    Section("damage", machine.damage, "desk/bench/damage.html"),
    Section("stays", machine.stays, "desk/bench/stays.html"),
    Section("history", machine.history, "desk/bench/history.html"),
)


def filled(
    request: PageRequest, bench: Bench, instead: Mapping[str, dict[str, Any]]
) -> list[tuple[Section, dict[str, Any]]]:
    """Return the sections the panel shows, each with what fills it; `instead` adds to it by the section's name."""
    return [
        (section, it | instead.get(section.name, {}))
        for section in SECTIONS
        if (it := section.fill(request, bench)) is not None
    ]
