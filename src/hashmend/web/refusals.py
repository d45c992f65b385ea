"""Many refusals in few words: those for the same reason are one, with the things it is about."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hashmend.kernel.errors import Refusal, Refused
from hashmend.web.formats import counted

SHOWN_THINGS = 12
TOLD_THINGS, TOLD_REASONS = 3, 2


@dataclass(frozen=True, slots=True)
class Group:
    """Refusals for the same reason: the sentence, how many, and the first things it is about."""

    sentence: str
    things: tuple[str, ...]
    count: int

    @property
    def more(self) -> int:
        """Return how many things are not named."""
        return self.count - len(self.things)


def grouped(refusals: Sequence[Refusal]) -> tuple[Group, ...]:
    """Return refusals by reason, the most frequent first: sentences that differ only in the thing's name are one."""
    things: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in refusals:
        things[refusal.why.replace(refusal.thing, "…") if refusal.thing else refusal.why].append(refusal)
    groups = [
        Group(reason if len(same) > 1 else same[0].why, tuple(one.thing for one in same[:SHOWN_THINGS]), len(same))
        for reason, same in things.items()
    ]
    return tuple(sorted(groups, key=lambda group: -group.count))


def summary(done: str, refused: Sequence[Refusal]) -> str:
    """Return what happened, in a breath: "37 miners set to Repaired. 3 skipped: …"."""
    if not refused:
        return done
    groups = grouped(refused)
    reasons = [_told(group) for group in groups[:TOLD_REASONS]]
    if len(groups) > TOLD_REASONS:
        reasons.append(f"And {counted(len(groups) - TOLD_REASONS, 'other reason')}.")
    return f"{done} {counted(len(refused), 'skipped', 'skipped')}: {' '.join(reasons)}"


def is_long(refused: Sequence[Refusal]) -> bool:
    """Tell whether `summary` leaves anything out."""
    groups = grouped(refused)
    return len(groups) > TOLD_REASONS or any(group.count > TOLD_THINGS for group in groups)


def in_words(refusal: Refused) -> dict[str, Any]:
    """Return what a notice shows of a refusal. Where it is the reasons of many things, they are told in a breath."""
    reasons = list(dict.fromkeys(one.why for one in refusal.refusals))
    if len(reasons) < 2 or refusal.sentence != " ".join(reasons):
        return {"sentence": refusal.sentence, "refusals": refusal.refusals}
    groups = grouped(refusal.refusals) if is_long(refusal.refusals) else ()
    return {"sentence": summary("Nothing was changed.", refusal.refusals), "groups": groups}


def _told(group: Group) -> str:
    if group.count == 1:
        return group.sentence
    more = f" and {counted(group.count - TOLD_THINGS, 'more', 'more')}" if group.count > TOLD_THINGS else ""
    return f"{group.sentence} ({', '.join(group.things[:TOLD_THINGS])}{more})"
