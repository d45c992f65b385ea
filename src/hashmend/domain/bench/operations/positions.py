"""The positions of the shop: labelled, renamed, retired by an admin."""

import re
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import Batch, locked, locked_one
from hashmend.domain.bench import events
from hashmend.domain.bench.models import BenchPosition
from hashmend.domain.history.recording import record
from hashmend.domain.work_orders.models import Job
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused
from hashmend.kernel.identifiers import clean_scan, folded_code

MOST_AT_ONCE = 200
_CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*", re.ASCII)
_LONGEST = 20


@transaction.atomic
def add_positions(codes: Sequence[str], purpose: str, *, by: Actor) -> list[BenchPosition]:
    """Add positions with these codes; the codes are kept in capitals, blanks become dashes.

    Refuses the whole: no code, more than 200, one that a label cannot hold, one that reads like another position's,
    whatever its dashes, and a purpose that is none.
    """
    if purpose not in BenchPosition.Purpose.values:
        raise Refused("Say what is done there: a bench, or burn-in.")
    if not 1 <= len(codes) <= MOST_AT_ONCE:
        raise Refused(f"Add between 1 and {MOST_AT_ONCE} positions at once.")
    shown = [_shown(code) for code in codes]
    _refuse_taken(shown)
    made = [BenchPosition(code=code, purpose=purpose) for code in shown]
    BenchPosition.objects.bulk_create(made)
    record(events.POSITION_ADDED, made, by=by, data=lambda one: {"purpose": one.get_purpose_display().lower()})
    return made


@transaction.atomic
def rename_position(positions: QuerySet[BenchPosition], code: str, *, by: Actor) -> BenchPosition:
    """Give one position another code; its label has to be printed again. What stands there stays.

    Refuses a code that a label cannot hold, or that reads like another position's.
    """
    position = locked_one(positions)
    before, shown = position.code, _shown(code)
    if before == shown:
        return position
    _refuse_taken([shown], but=position)
    position.code = shown
    position.save(update_fields=["code"])
    record(events.POSITION_RENAMED, [position], by=by, data={"from": before})
    return position


@transaction.atomic
def retire_positions(positions: QuerySet[BenchPosition], *, by: Actor) -> Outcome[BenchPosition]:
    """Let no machine be put there any more. Refuses, per position: it is retired, or a machine stands there."""
    may, refused = lock_positions(positions).split(why_not_retire)
    BenchPosition.objects.filter(pk__in=[one.pk for one in may]).update(is_active=False)
    record(events.POSITION_RETIRED, may, by=by)
    return Outcome(done=may, refused=refused)


@transaction.atomic
def restore_positions(positions: QuerySet[BenchPosition], *, by: Actor) -> Outcome[BenchPosition]:
    """Let machines be put there again. Refuses, per position: it is not retired."""
    may, refused = locked(positions).split(why_not_restore)
    BenchPosition.objects.filter(pk__in=[one.pk for one in may]).update(is_active=True)
    record(events.POSITION_RESTORED, may, by=by)
    return Outcome(done=may, refused=refused)


def lock_positions(positions: QuerySet[BenchPosition]) -> Batch[BenchPosition]:
    """Lock positions, then read which machines stand there: joined, a machine put there meanwhile would not show."""
    batch = locked(positions)
    there = Job.objects.select_related("miner").in_bulk([one.job_id for one in batch if one.job_id])
    for position in batch:
        position.job = there.get(position.job_id or 0)
    return batch


def why_not_retire(position: BenchPosition) -> str | None:
    """Return why a position stays in use, or None."""
    if not position.is_active:
        return f"{position} is retired already."
    if position.is_in_use and position.job:
        return f"{position.job.miner} stands at {position}: take it off first."
    return None


def why_not_restore(position: BenchPosition) -> str | None:
    """Return why a position cannot be restored, or None."""
    return f"{position} is not retired: machines can be put there." if position.is_active else None


def numbered(first: str, count: int) -> list[str]:
    """Return so many codes, the first as given, each with the next number at its end: R1-09, R1-10, …

    Refuses several where the first does not end with a number.
    """
    code = _shown(first)
    digits = re.search(r"\d+$", code)
    if count == 1:
        return [code]
    if not digits:
        raise Refused(f"{code} does not end with a number: call the first one {code}-01, the others follow by number.")
    stem, width = code[: digits.start()], len(digits.group())
    return [f"{stem}{int(digits.group()) + n:0{width}d}" for n in range(count)]


def _shown(typed: str) -> str:
    code = re.sub(r"[\s_-]+", "-", clean_scan(typed)).strip("-").upper()
    if not _CODE.fullmatch(code) or len(code) > _LONGEST:
        raise Refused(
            f"“{typed.strip()[:40]}” cannot be the code of a position: letters and digits with dashes between them,"
            f" {_LONGEST} characters at most, such as B-03."
        )
    return code


def _refuse_taken(codes: Sequence[str], *, but: BenchPosition | None = None) -> None:
    others = BenchPosition.objects.exclude(pk=but.pk) if but else BenchPosition.objects.all()
    known = {folded_code(one.code): one for one in others.order_by("pk")}
    seen: dict[str, str] = {}
    for code in codes:
        label = folded_code(code)
        if label in seen:
            raise Refused(f"{code} and {seen[label]} read alike on a label: give each position a code of its own.")
        if other := known.get(label):
            state = "" if other.is_active else " (retired: restore it instead)"
            raise Refused(f"{code} reads like the label of {other}{state}: choose another code.")
        seen[label] = code
