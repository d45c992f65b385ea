"""What an import would do, row by row, before anything is written.

The import judges again under lock with the same function, so that a preview that went stale harms nobody.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from django.conf import settings

from hashmend.domain.catalogue.models import MinerModel
from hashmend.domain.catalogue.queries import HintBook
from hashmend.domain.intake.reading.rows import Choice, ReadList, ReadRow
from hashmend.domain.logistics.models import Container
from hashmend.domain.miners.entries import MachineEntry
from hashmend.domain.work_orders.arrivals import Finding, Verdict, judge
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.warranty import warranted_stays, words_of
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.identifiers import is_valid_mac

_CENT = Decimal("0.01")
_LONGEST_ISSUE, _LONGEST_MODEL = 300, 120
_COMING = frozenset({Finding.NEW, Finding.EXPECTED})


class RowVerdict(StrEnum):
    """What will happen to a row."""

    NEW = "new"
    EXPECTED = "expected"
    HERE = "here"
    REPEATED = "repeated"
    ELSEWHERE = "elsewhere"
    UNKNOWN_MODEL = "unknown-model"
    NO_IDENTITY = "no-identity"
    UNFIT = "unfit"
    OTHER_PALLET = "other-pallet"


LABELS = {
    RowVerdict.NEW: "New",
    RowVerdict.EXPECTED: "Expected, now received",
    RowVerdict.HERE: "Already here",
    RowVerdict.REPEATED: "Twice in the list",
    RowVerdict.ELSEWHERE: "In another order",
    RowVerdict.UNKNOWN_MODEL: "Unknown model",
    RowVerdict.NO_IDENTITY: "No serial, MAC or tag",
    RowVerdict.UNFIT: "Cannot be taken",
    RowVerdict.OTHER_PALLET: "Of another pallet",
}
GOOD = frozenset({RowVerdict.NEW, RowVerdict.EXPECTED})
BAD = frozenset(
    {
        RowVerdict.REPEATED,
        RowVerdict.ELSEWHERE,
        RowVerdict.UNKNOWN_MODEL,
        RowVerdict.NO_IDENTITY,
        RowVerdict.UNFIT,
    }
)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row with what will happen to it: `why` when it is not imported, `notes` for what is odd about it.

    `former` is the repair whose warranty still lasts on the machine that comes back.
    """

    row: ReadRow
    entry: MachineEntry
    verdict: RowVerdict
    why: str = ""
    notes: tuple[str, ...] = ()
    former: Job | None = None

    @property
    def is_good(self) -> bool:
        """Tell whether the row is imported."""
        return self.verdict in GOOD

    @property
    def is_bad(self) -> bool:
        """Tell whether the row needs mending before it can be imported."""
        return self.verdict in BAD

    @property
    def label(self) -> str:
        """Return the verdict in words."""
        return LABELS[self.verdict]

    @property
    def former_words(self) -> str:
        """Return the former repair in words, "" when no warranty lasts."""
        return words_of(self.former) if self.former else ""


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """A list that was read, with the verdict on every row."""

    read: ReadList
    rows: Sequence[PreviewRow]

    @property
    def good(self) -> list[PreviewRow]:
        """Return the rows that are imported."""
        return [row for row in self.rows if row.is_good]

    @property
    def bad(self) -> list[PreviewRow]:
        """Return the rows that need mending."""
        return [row for row in self.rows if row.is_bad]

    def counts(self) -> dict[RowVerdict, int]:
        """Return how many rows have each verdict, in the order of the verdicts, without zeros."""
        counted = Counter(row.verdict for row in self.rows)
        return {verdict: counted[verdict] for verdict in RowVerdict if counted[verdict]}

    def returns(self) -> int:
        """Return how many rows come back within the warranty on their repair."""
        return sum(1 for row in self.rows if row.former)

    def noted(self) -> int:
        """Return how many rows have something odd about them."""
        return sum(1 for row in self.rows if row.notes)


def preview_import(read: ReadList, choice: Choice, container: Container, *, by: Actor) -> ImportPreview:
    """Return what an import of the list into the container would do now, with a constant number of queries."""
    models = {model.code: model for model in MinerModel.objects.active()}
    wanted, others = _on_pallet(read, choice)
    entries = [entry_of(row, models) for row in wanted]
    verdicts = judge(container.work_order, entries, by=by)
    former = _former_repairs(verdicts)
    rows = [
        replace(_verdict(row, entry, found, is_received=container.received_at is not None), former=before)
        for row, entry, found, before in zip(wanted, entries, verdicts, former, strict=True)
    ]
    return _finished(read, choice, [*rows, *others], HintBook.read())


def _former_repairs(verdicts: Sequence[Verdict]) -> list[Job | None]:
    """Return, per verdict, the stay whose repair is under warranty still; None for what does not come in."""
    machines = [found.job.miner_id if found.job else found.miner.pk if found.miner else 0 for found in verdicts]
    coming = [key if found.finding in _COMING else 0 for key, found in zip(machines, verdicts, strict=True)]
    known = warranted_stays(sorted({*coming} - {0}), clock.today(settings.TIME_ZONE))
    return [known.get(key) for key in coming]


def _on_pallet(read: ReadList, choice: Choice) -> tuple[list[ReadRow], list[PreviewRow]]:
    """Return the rows of the pallet that is taken (all without one), and those of the others."""
    if choice.pallet is None:
        return list(read.rows), []
    wanted = [row for row in read.rows if row.container == choice.pallet]
    others = [
        PreviewRow(row, entry_of(row, {}), RowVerdict.OTHER_PALLET, f"It is on {row.container or 'no pallet'}.")
        for row in read.rows
        if row.container != choice.pallet
    ]
    return wanted, others


def preview_alone(read: ReadList, choice: Choice) -> ImportPreview:
    """Return what can be said about the rows without an order to import them into, and without a database."""
    seen: set[str] = set()
    wanted, others = _on_pallet(read, choice)
    rows = []
    for row in wanted:
        entry = entry_of(row, {})
        name = entry.key or entry.asset_tag
        found = Verdict(Finding.REPEATED if name and name in seen else Finding.NEW)
        found = Verdict(Finding.UNFIT, entry.why_unfit) if entry.why_unfit else found
        seen.add(name)
        rows.append(_verdict(row, entry, found, is_received=True))
    return _finished(read, choice, [*rows, *others], HintBook())


def entry_of(row: ReadRow, models: dict[str, MinerModel]) -> MachineEntry:
    """Return a row as the machine it names; what the list says beside that goes into the reported issue."""
    known = row.match.model if row.match.is_sure else None
    codes = f"error codes {', '.join(row.error_codes)}" if row.error_codes else ""
    issue = "; ".join(" ".join(text.split()) for text in (row.reported_issue, row.remark, codes) if text)
    return MachineEntry(
        serial_typed=row.serial,
        mac_typed=row.mac,
        model=models.get(known.id) if known else None,
        model_typed=row.model[:_LONGEST_MODEL],
        asset_tag=row.asset_tag,
        nominal_ths=row.nominal_ths.quantize(_CENT) if row.nominal_ths is not None else None,
        reported_issue=issue if len(issue) <= _LONGEST_ISSUE else f"{issue[: _LONGEST_ISSUE - 1]}…",
    )


def _verdict(row: ReadRow, entry: MachineEntry, found: Verdict, *, is_received: bool) -> PreviewRow:
    if not (entry.serial or entry.mac or entry.asset_tag):
        why = "It has no serial number, MAC address or asset tag: fill one in."
        return PreviewRow(row, entry, RowVerdict.NO_IDENTITY, why)
    by_finding = {
        Finding.NEW: RowVerdict.NEW,
        Finding.EXPECTED: RowVerdict.EXPECTED if is_received else RowVerdict.HERE,
        Finding.HERE: RowVerdict.HERE,
        Finding.ELSEWHERE: RowVerdict.ELSEWHERE,
        Finding.REPEATED: RowVerdict.REPEATED,
        Finding.UNFIT: RowVerdict.UNFIT,
    }
    verdict = by_finding[found.finding]
    return PreviewRow(row, entry, verdict, "" if verdict in GOOD else found.why)


def _finished(read: ReadList, choice: Choice, rows: Iterable[PreviewRow], hints: HintBook) -> ImportPreview:
    """Add what the list says about itself: pallets, models nobody knows, repeats by row number, and what is odd."""
    left_unknown = {" ".join(text.split()).casefold() for text, code in choice.models.items() if not code}
    first = _FirstRows()
    finished = []
    for each in rows:
        verdict, why = each.verdict, each.why
        if verdict is RowVerdict.OTHER_PALLET:
            finished.append(each)
            continue
        if verdict is RowVerdict.REPEATED:
            why = f"{each.entry} is in row {first.row_of(each.entry)} already: that row counts."
        elif each.is_good and (unknown := _unknown_model(each.row, left_unknown)):
            verdict, why = RowVerdict.UNKNOWN_MODEL, unknown
        notes = _notes(each, first, hints)
        finished.append(replace(each, verdict=verdict, why=why, notes=notes))
        first.add(each)
    return ImportPreview(read, sorted(finished, key=lambda each: each.row.line))


def _unknown_model(row: ReadRow, left_unknown: set[str]) -> str:
    if not row.model or row.match.is_sure or " ".join(row.model.split()).casefold() in left_unknown:
        return ""
    if row.match.model:
        return f"“{row.model}” is no model of the catalogue: {row.match.model.name} is meant perhaps, choose it."
    return f"“{row.model}” is no model of the catalogue: choose one, or leave it unknown."


def _notes(each: PreviewRow, first: "_FirstRows", hints: HintBook) -> tuple[str, ...]:
    row, entry = each.row, each.entry
    notes = [oddity.sentence for oddity in row.oddities]
    if each.verdict is RowVerdict.NO_IDENTITY:
        return tuple(notes)
    if not entry.serial:
        notes.append("It has no serial number: it is known by its " + ("MAC." if entry.mac else "asset tag."))
    if is_valid_mac(entry.mac) and (line := first.row_of_mac(entry)):
        notes.append(f"Row {line} has the same MAC.")
    if not row.model and not row.match.model:
        notes.append("The list names no model.")
    maker = row.match.model.maker if row.match.model and row.match.is_sure else ""
    if maker:
        notes += [hint for hint in (hints.serial(entry.serial, maker), hints.mac(entry.mac, maker)) if hint]
    return tuple(notes)


class _FirstRows:
    """Where each identity stands first in the list."""

    def __init__(self) -> None:
        self._by_name: dict[str, int] = {}
        self._by_mac: dict[str, tuple[int, str]] = {}

    def add(self, each: PreviewRow) -> None:
        entry, line = each.entry, each.row.line
        for name in (entry.key, f"TAG:{entry.asset_tag}" if entry.asset_tag else ""):
            if name:
                self._by_name.setdefault(name, line)
        if entry.mac:
            self._by_mac.setdefault(entry.mac, (line, entry.serial))

    def row_of(self, entry: MachineEntry) -> int | str:
        found = self._by_name.get(entry.key) or self._by_name.get(f"TAG:{entry.asset_tag}")
        return found or self._by_mac.get(entry.mac, ("another", ""))[0]

    def row_of_mac(self, entry: MachineEntry) -> int | None:
        found = self._by_mac.get(entry.mac)
        return found[0] if found and found[1] != entry.serial else None
