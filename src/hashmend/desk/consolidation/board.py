"""The screen as its template shows it: a column per machine, a cell per place, what comes of it, and what to accept."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from hashmend.both.cells import status_tone
from hashmend.both.parts import CONDITION_TONES
from hashmend.desk.consolidation.arranging import field_of
from hashmend.desk.work_orders.frame import job_url
from hashmend.domain.consolidation.machines import Machine, Machines, Place
from hashmend.domain.consolidation.operations.consolidating import givers
from hashmend.domain.consolidation.plan import seen_of
from hashmend.domain.consolidation.rules import judge, machine_findings
from hashmend.domain.fitting.finding import Finding
from hashmend.domain.fitting.operations import Move
from hashmend.domain.parts.models import Part
from hashmend.domain.work_orders.operations.donors import why_not_give_up
from hashmend.web.components import Tone

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A part that may be chosen for a place."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A place as it will be: the part, where it comes from when it moves, and what the rules say about that."""

    machine: Machine
    place: Place
    was: Part | None
    origin: str
    condition: str
    tone: Tone
    choices: Sequence[Choice]
    findings: Sequence[Finding]

    @property
    def field(self) -> str:
        """Return the name of the field that says what the place holds; also its id."""
        return field_of(self.machine.miner.pk, self.place.key)

    @property
    def is_changed(self) -> bool:
        """Tell whether it will hold something else."""
        return self.place.part != self.was

    @property
    def part_words(self) -> str:
        """Return what is in it, for somebody who hears it."""
        if self.place.part is None:
            return "empty"
        origin = f", from {self.origin}" if self.origin else ""
        return f"{self.place.part.serial or 'no serial number'}, {self.condition.lower()}{origin}"


@dataclass(frozen=True, slots=True)
class Column:
    """A machine: as it is, as it will be, and whether it is given up."""

    before: Machine
    after: Machine
    cells: Sequence[Cell]
    findings: Sequence[Finding]
    is_donor: bool
    gives: bool
    why_no_donor: str

    @property
    def url(self) -> str:
        """Return the address of the machine's page."""
        return job_url(self.before.job)

    @property
    def is_given_up(self) -> bool:
        """Tell whether it is not returned anyway: a donor, or scrapped."""
        return self.before.job.is_not_returned

    @property
    def status_tone(self) -> Tone:
        """Return the tone of its repair status."""
        return status_tone(self.before.job.status)

    @property
    def was(self) -> str:
        """Return what it lacks now, in words."""
        return lacking(self.before)

    @property
    def will_be(self) -> str:
        """Return what it will lack, in words."""
        if self.is_stopped:
            return "Does not fit"
        return f"Donor, lacks {len(self.after.lacking)}" if self.is_donor else lacking(self.after)

    @property
    def lacks_then(self) -> str:
        """Return what it will lack, within a sentence."""
        return in_a_sentence(lacking(self.after))

    @property
    def is_stopped(self) -> bool:
        """Tell whether what is planned for it cannot be done."""
        return self.is_changed and any(
            f.is_block for f in (*self.findings, *(f for c in self.cells for f in c.findings))
        )

    @property
    def change(self) -> tuple[str, str]:
        """Return what it lacks now and then, within a sentence."""
        return in_a_sentence(self.was), in_a_sentence(self.will_be)

    @property
    def becomes_complete(self) -> bool:
        """Tell whether it will be complete and is not now."""
        return self.after.is_complete and not self.before.is_complete and not self.is_stopped

    @property
    def is_changed(self) -> bool:
        """Tell whether parts come or go."""
        return any(cell.is_changed for cell in self.cells)


@dataclass(frozen=True)
class Board:
    """All that the screen shows of an arrangement."""

    columns: Sequence[Column]
    moves: Sequence[Move]
    seen: str
    findings: Sequence[Finding] = field(default=())

    @cached_property
    def blocks(self) -> Sequence[str]:
        """Return why it cannot be done, each reason once."""
        return list(dict.fromkeys(found.sentence for found in self.findings if found.is_block))

    @cached_property
    def warnings(self) -> Sequence[str]:
        """Return what has to be accepted, each once."""
        return list(dict.fromkeys(found.sentence for found in self.findings if not found.is_block))

    @property
    def tokens(self) -> str:
        """Return the names of all warnings, as accepting them posts it."""
        return " ".join(sorted(found.token for found in self.findings if not found.is_block))

    @property
    def completed(self) -> Sequence[Column]:
        """Return the machines that become complete."""
        return [column for column in self.columns if column.becomes_complete]

    @property
    def changed(self) -> Sequence[Column]:
        """Return the machines whose parts come or go."""
        return [column for column in self.columns if column.is_changed]

    @property
    def effects(self) -> Sequence[str]:
        """Return what comes of it, a sentence per machine."""
        return [_effect(column) for column in self.changed]

    @property
    def said(self) -> str:
        """Return what comes of it in a breath."""
        return " ".join(self.effects) or "Nothing is moved yet."


def _effect(column: Column) -> str:
    name, after = str(column.before), in_a_sentence(lacking(column.after))
    if column.is_stopped:
        return f"{name}: what is planned does not fit."
    if column.becomes_complete:
        return f"{name} becomes complete."
    if column.is_donor:
        return f"{name} becomes a donor ({after})."
    return f"{name} stays complete." if column.after.is_complete else f"{name} {after} then."


def lacking(machine: Machine) -> str:
    """Return what a machine lacks: "Complete", or "Lacks 2: Hashboard 1, PSU"."""
    if not machine.is_known:
        return "Its model does not tell what it needs"
    if not machine.lacking:
        return "Complete"
    names = [place.slot.label for place in machine.lacking]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"Lacks {len(names)}: {', '.join(names[:MOST_NAMED])}{more}"


def in_a_sentence(words: str) -> str:
    """Return words as they stand within a sentence."""
    return words[:1].lower() + words[1:]


def board_of(machines: Machines, moves: Sequence[Move], donors: Collection[int] = ()) -> Board:
    """Return the screen of these machines after the moves, with the jobs in `donors` given up."""
    after, findings = machines.after(moves), judge(machines, moves)
    touched = {found.miner for found in findings}
    quiet = [f for m in machines.all if m.miner.pk not in touched for f in machine_findings(m) if f.is_block]
    giving = givers(machines, moves)
    columns = []
    for machine in machines.all:
        will_be = after.by_miner[machine.miner.pk]
        gives = machine.miner.pk in giving and not will_be.is_complete
        why_not = why_not_give_up(machine.job) or ""
        own = [found for found in (*findings, *quiet) if found.miner == machine.miner.pk]
        cells = [_cell(machines, machine, will_be, at, own) for at in range(len(machine.places))]
        is_donor = gives and not why_not and machine.job.pk in donors
        here = [found for found in own if not found.place]
        columns.append(Column(machine, will_be, cells, here, is_donor, gives, why_not))
    seen = " ".join(f"{key}:{mark}" for key, mark in seen_of(machines).items())
    return Board(columns, moves, seen, findings)


def _cell(machines: Machines, machine: Machine, after: Machine, at: int, own: Sequence[Finding]) -> Cell:
    was, place = machine.places[at].part, after.places[at]
    part = place.part
    condition, tone = _condition(machines, part)
    origin = _origin(machines, part) if part and part != was else ""
    findings = [found for found in own if found.place == place.key]
    return Cell(machine, place, was, origin, condition, tone, _choices(machines, place), findings)


def _condition(machines: Machines, part: Part | None) -> tuple[str, Tone]:
    if part is None:
        return "Empty", "warning"
    if part.pk in machines.broken:
        return "Open failure", "danger"
    return part.get_condition_display(), CONDITION_TONES[part.condition]


def _origin(machines: Machines, part: Part) -> str:
    giver = machines.by_miner[part.miner_id or 0]
    slot = next(p.slot.label for p in giver.places if p.part == part)
    return f"{giver}, {slot}"


def _choices(machines: Machines, here: Place) -> list[Choice]:
    """Return every part that may be chosen for a place: all of its type in these machines."""
    choices = [] if here.part else [Choice("", "Empty", is_chosen=True)]
    for machine in machines.all:
        for place in machine.places:
            if place.part and place.slot.part_type == here.slot.part_type:
                words = [str(machine), place.slot.label, place.part.serial, _condition(machines, place.part)[0].lower()]
                label = " · ".join(word for word in words if word)
                choices.append(Choice(str(place.part.pk), label, place.part == here.part))
    return choices
