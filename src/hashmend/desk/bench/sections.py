"""The sections of the panel, in their order. Each fills itself, or is left out where it has nothing to say.

First what is done to the machine or part, then what is known of it: on a wide screen the second stands beside.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hashmend.desk.bench import diagnosis, machine, notes, parts, photos, placing, repairs, stress, warranty
from hashmend.desk.bench.frame import Bench
from hashmend.domain.work_orders.statuses import Status
from hashmend.web.actors import PageRequest

Fill = Callable[[PageRequest, Bench], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Section:
    """One box of the panel: its name (its id in the page), what fills it, and the template that calls that `it`."""

    name: str
    fill: Fill
    template: str
    is_beside: bool = False


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
    Section("services", machine.services, "desk/bench/services.html", is_beside=True),
    Section("notes", notes.panel, "desk/bench/notes.html", is_beside=True),
    Section("photos", photos.panel, "desk/bench/photos.html", is_beside=True),
    Section("identity", machine.identity, "desk/bench/identity.html", is_beside=True),
    Section("warranty", warranty.warranty, "desk/bench/warranty.html", is_beside=True),
    Section("damage", machine.damage, "desk/bench/damage.html", is_beside=True),
    Section("stays", machine.stays, "desk/bench/stays.html", is_beside=True),
    Section("history", machine.history, "desk/bench/history.html", is_beside=True),
)

_TESTED = next(section for section in SECTIONS if section.name == "stress")
_TESTED_FIRST = (*SECTIONS[:4], _TESTED, *(section for section in SECTIONS[4:] if section is not _TESTED))


def filled(
    request: PageRequest, bench: Bench, instead: Mapping[str, dict[str, Any]]
) -> list[tuple[Section, dict[str, Any]]]:
    """Return the sections the panel shows, each with what fills it; `instead` adds to it by the section's name.

    While a machine is in its stress test, that is what people come for: it stands before the diagnosis.
    """
    order = _TESTED_FIRST if bench.job.status == Status.STRESS_TEST else SECTIONS
    return [
        (section, it | instead.get(section.name, {}))
        for section in order
        if (it := section.fill(request, bench)) is not None
    ]
