"""What a log or an error code makes likely: proposals with the lines they rest on. A person decides.

Bounded, whatever is pasted and whatever pattern somebody wrote: so many lines, so many characters of each, so much time
per pattern and line. A pattern that takes longer is left out and named.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import regex

from hashmend.domain.catalogue.bench import ErrorCode, LogPattern
from hashmend.domain.catalogue.log_rules import Comparison, Decoding, read_rule
from hashmend.domain.catalogue.models import FailureType, MinerModel, PartType

MOST_LINES = 20_000
LONGEST_LINE = 500
MOST_SHOWN = 10
SECONDS_PER_LINE = 0.05
SECONDS_PER_PATTERN = 1.0

MOST_TYPED = 40

_CODE = re.compile(r"[A-Z]\d{0,3}:\d{1,3}|\d{1,6}", re.ASCII)
_SLOT = re.compile(r"^(?:Control board )?[Ss]lot (?P<slot>\d)\b", re.ASCII)
_ZERO_CHIPS, _TOO_FEW_CHIPS = "HB_ZERO_CHIPS", "HB_CHIPS_MISSING"
_FIRST_OF_THE_S9 = 6
"""The boards of the S9 hang on connectors J6 to J8, the first of which is slot 1; all others begin at J1."""
_RANK = {"scrap": 6, "scrap_candidate": 5, "critical": 4, "major": 3, "minor": 2, "cosmetic": 1}


@dataclass
class Proposal:
    """A failure that lines of a log make likely, on a slot of its kind if the lines tell which."""

    failure_type: FailureType
    position: int | None
    why: list[str] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)
    count: int = 0

    @property
    def part_type(self) -> str:
        """Return the kind of part it concerns."""
        return self.failure_type.part_type


@dataclass(frozen=True)
class LogReading:
    """What was read: the proposals, the worst first, and what has to be said about the reading itself."""

    proposals: Sequence[Proposal]
    lines: int
    notes: Sequence[str] = ()


def read_log(text: str, model: MinerModel | None) -> LogReading:
    """Return what the log of a machine of this model makes likely, with three queries.

    Lines that are seen on healthy machines say nothing.

    A line that holds nothing but codes ("530", "J1:4") is looked up among the codes of the model's maker.
    """
    lines = [line[:LONGEST_LINE].rstrip() for line in text.splitlines()]
    notes = [f"Only the first {MOST_LINES:,} of {len(lines):,} lines were read."] if len(lines) > MOST_LINES else []
    lines = lines[:MOST_LINES]
    reader = _Reader(model, notes)
    reader.read(lines)
    ranked = sorted(reader.found.values(), key=lambda p: -_RANK.get(p.failure_type.severity, 0))
    return LogReading(ranked, sum(bool(line) for line in lines), notes)


class _Reader:
    """Reads the lines of one log for one model."""

    def __init__(self, model: MinerModel | None, notes: list[str]) -> None:
        self.model = model
        self.notes = notes
        self.found: dict[tuple[int, int | None], Proposal] = {}
        self.types = {kind.code: kind for kind in FailureType.objects.active()}
        self.codes = list(ErrorCode.objects.active())
        patterns = [p for p in LogPattern.objects.active() if not p.is_benign and (p.failure_code or p.rule)]
        own = [p for p in patterns if model and p.maker == model.maker]
        self.patterns = own or patterns

    def read(self, lines: Sequence[str]) -> None:
        whole = "\n".join(lines)
        for pattern in self.patterns:
            for number, line, groups in self._matches(pattern, whole, lines):
                self._consider(pattern, number, line, groups)
        if len(lines) <= MOST_TYPED:
            for number, line in enumerate(lines, 1):
                self._typed(line, number)

    def _matches(
        self, pattern: LogPattern, whole: str, lines: Sequence[str]
    ) -> Iterator[tuple[int, str, Mapping[str, str | None]]]:
        """Yield the lines a pattern is found in. It is tried on the whole text first: most patterns are not in it."""
        try:
            compiled = regex.compile(pattern.pattern, regex.MULTILINE)
        except regex.error:
            return
        try:
            if not compiled.search(whole, timeout=SECONDS_PER_PATTERN):
                return
        except TimeoutError:
            pass  # Line by line it may still be quick.
        for number, line in enumerate(lines, 1):
            try:
                match = compiled.search(line, timeout=SECONDS_PER_LINE)
            except TimeoutError:
                self.notes.append(f"The pattern {pattern.code} takes too long on line {number}: it was left out there.")
                return
            if match:
                yield number, line, match.groupdict()

    def _consider(self, pattern: LogPattern, number: int, line: str, groups: Mapping[str, str | None]) -> None:
        try:
            asked = read_rule(pattern.rule)
        except ValueError:
            return
        if isinstance(asked, Decoding):
            codes = _bits(groups.get(asked.group)) if asked.is_bitmap else _CODE.findall(groups.get(asked.group) or "")
            for code in codes:
                self._decoded(code, pattern.maker, number, line, is_bit=asked.is_bitmap)
            return
        if isinstance(asked, Comparison) and not asked.holds(groups, self._figures):
            return
        failure = pattern.failure_code
        if failure == _TOO_FEW_CHIPS and (found := groups.get("found")) and not found.strip("0"):
            failure = _ZERO_CHIPS
        why = f"{pattern.explanation} {pattern.suggested_action}"
        self._propose(failure, self._position(groups), why, number, line)

    def _typed(self, line: str, number: int) -> None:
        """Look up codes when a line holds nothing else; what nobody knows is told."""
        codes = [word.strip(".") for word in re.split(r"[\s,;]+", line.upper()) if word.strip(".")]
        if not all(_CODE.fullmatch(code) for code in codes):
            return
        makers = {self.model.maker} if self.model else {code.maker for code in self.codes}
        for code in codes:
            known = [maker for maker in sorted(makers) if self._lookup(code, maker)]
            for maker in known[:1] if len(known) == 1 else ():
                self._decoded(code, maker, number, line)
            if len(known) != 1 and len(self.notes) < MOST_SHOWN:
                who = f"codes of {self.model.maker}" if self.model else "codes of one maker alone"
                self.notes.append(f"{code} is not among the {who}.")

    def _decoded(self, code: str, maker: str, number: int, line: str, *, is_bit: bool = False) -> None:
        row = self._lookup(code, maker, is_bit=is_bit)
        if row is None or not row.failure_code:
            return
        message, position = message_of(row, code), None
        if slot := _SLOT.match(message):
            position = int(slot["slot"]) + 1
        elif len(code) > 2 and code[0] == "J" and code[1].isdigit() and code[1:] not in ("0:6", "0:8"):
            # ":2" counts boards from 0, ":4" names the connector.
            position = int(code[1]) + 1 if code.endswith(":2") else _slot_of_connector(int(code[1]))
        self._propose(row.failure_code, position, f"{maker} {code}: {message}", number, line)

    def _lookup(self, code: str, maker: str, *, is_bit: bool = False) -> ErrorCode | None:
        known = self._by_maker.get((maker, is_bit), {})
        return known.get(code) or next((row for shown, row in known.items() if _fits(shown, code)), None)

    def _propose(self, failure: str, position: int | None, why: str, number: int, line: str) -> None:
        kind = self.types.get(failure)
        if kind is None:
            return
        if position is not None and not 1 <= position <= self._slots.get(kind.part_type, 0):
            position = None
        proposal = self.found.setdefault((kind.pk, position), Proposal(kind, position))
        if why.strip() not in proposal.why:
            proposal.why.append(why.strip())
        proposal.count += 1
        if len(proposal.lines) < MOST_SHOWN and (number, line) not in proposal.lines:
            proposal.lines.append((number, line))

    def _position(self, groups: Mapping[str, str | None]) -> int | None:
        for group in ("chain", "slot", "fan"):
            if (value := groups.get(group)) and value.isdecimal():
                return _slot_of_connector(int(value) + 1) if group == "chain" else int(value) + 1
        value = groups.get("conn")
        return _slot_of_connector(int(value)) if value and value.isdecimal() else None

    @cached_property
    def _figures(self) -> dict[str, int | None]:
        if self.model is None:
            return {}
        return {"chips": self.model.chips_per_board, "fans": self.model.fans}

    @cached_property
    def _slots(self) -> dict[str, int]:
        """Return how many slots there are per kind; where nobody knows, as many as a digit can name."""
        model = self.model
        return {
            PartType.HASHBOARD: (model and model.hashboards) or 10,
            PartType.FAN: (model and model.fans) or 10,
            PartType.PSU: 0,
            PartType.CONTROL_BOARD: 0,
        }

    @cached_property
    def _by_maker(self) -> dict[tuple[str, bool], dict[str, ErrorCode]]:
        """Return the codes by maker and whether they are bits, as shown; why a machine started last is no error."""
        found: dict[tuple[str, bool], dict[str, ErrorCode]] = {}
        for code in self.codes:
            if code.system != "Reason of the last start":
                found.setdefault((code.maker, "bitmap" in code.system), {})[code.shown] = code
        return found


def message_of(row: ErrorCode, code: str) -> str:
    """Return the message of a code with the digits that its wildcards stand for."""
    wild = [digit for mark, digit in zip(row.shown, code, strict=False) if mark == "x"]
    if not wild:
        return row.message
    return row.message.replace("{n}", wild[0]).replace("{c}", "".join(wild[-3:]))


def _fits(shown: str, code: str) -> bool:
    if "x" not in shown or len(shown) != len(code):
        return False
    return all(a == b or (a == "x" and b.isdecimal()) for a, b in zip(shown, code, strict=True))


def _slot_of_connector(connector: int) -> int:
    return connector - _FIRST_OF_THE_S9 + 1 if connector >= _FIRST_OF_THE_S9 else connector


def _bits(value: str | None) -> list[str]:
    number = int(value) if value and value.isdecimal() else 0
    return [str(1 << bit) for bit in range(32) if number >> bit & 1]
