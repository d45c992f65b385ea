"""The verdict on a stress test: what its profile asks, figure by figure, with the reason in a sentence.

Pure: figures in, words out. What cannot be judged is said and decides nothing; only the hashrate, where it is
asked for, must have been judged before a test is passed. The window is what was read after the warm-up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

Figures = Mapping[str, float]
"""One reading: its `minute` and what was read then, of `ths`, `temp_c`, `chips`, `fans` and `errors` (percent)."""

WHOLE = 0.98
"""A run is whole when its last reading is this share of the profile's time or later: loggers stop a bit short."""


class Limits(Protocol):
    """What a profile asks for; None is not judged."""

    minutes: int
    warm_up_minutes: int
    least_share: Decimal | None
    all_chips: bool
    all_fans: bool
    hottest_c: int | None
    most_errors_share: Decimal | None


@dataclass(frozen=True, slots=True)
class Nominal:
    """What the machine should show, as far as it is known."""

    ths: Decimal | None = None
    chips: int | None = None
    fans: int | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that was looked at: it holds, it does not, or it could not be judged (None)."""

    holds: bool | None
    says: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Passed, failed, or not to be judged yet (None), and why."""

    passed: bool | None
    reasons: list[Reason]


def judge(limits: Limits, nominal: Nominal, readings: Sequence[Figures]) -> Judgement:
    """Return the verdict: failed as soon as one figure breaks a limit, passed when it ran its time, its hashrate was
    judged (if asked for) and all that could be judged holds; else nothing yet.
    """
    window = [reading for reading in readings if reading["minute"] >= limits.warm_up_minutes]
    run = _run(limits, readings, window)
    if not window:
        return Judgement(None, [run])
    hashrate = _hashrate(limits, nominal, window)
    judged = (
        hashrate,
        _count("chips", "Chips", limits.all_chips, nominal.chips, window),
        _count("fans", "Fans", limits.all_fans, nominal.fans, window),
        _at_most("temp_c", "Temperature", " °C", limits.hottest_c, window),
        _at_most("errors", "Hardware errors", "\u00a0%", limits.most_errors_share, window),
    )
    figures = [reason for reason in judged if reason]
    known = {reason.holds for reason in figures}
    is_proven = run.holds and True in known and (hashrate is None or hashrate.holds)
    passed = False if False in known else True if is_proven else None
    return Judgement(passed, [run, *figures])


def _run(limits: Limits, readings: Sequence[Figures], window: Sequence[Figures]) -> Reason:
    last = max((reading["minute"] for reading in readings), default=0)
    if not readings:
        return Reason(None, "Nothing was read yet.")
    if not window:
        return Reason(None, f"Nothing was read after the warm-up of {limits.warm_up_minutes} minutes.")
    count = f"{len(window):,} reading{'' if len(window) == 1 else 's'} after the warm-up"
    if last < limits.minutes * WHOLE:
        return Reason(None, f"It was read up to minute {_n(last)} of {limits.minutes}: {count}.")
    return Reason(True, f"It ran its {limits.minutes} minutes: {count}.")


def _hashrate(limits: Limits, nominal: Nominal, window: Sequence[Figures]) -> Reason | None:
    if limits.least_share is None:
        return None
    read = _read("ths", window)
    if nominal.ths is None or not read:
        why = "nobody read it" if not read else "the nominal hashrate of the machine is not known"
        return Reason(None, f"Hashrate was not judged: {why}.")
    mean = sum(read) / len(read)
    share = 100 * mean / float(nominal.ths)
    holds = share >= float(limits.least_share)
    least = _n(float(limits.least_share))
    return Reason(
        holds,
        f"Hashrate was {_n(mean)} TH/s on average, {_share(share, least=float(limits.least_share))} of"
        f" {_n(float(nominal.ths))} TH/s; {'asked are' if holds else 'that is below the'} {least}\u00a0%.",
    )


def _share(share: float, *, least: float) -> str:
    """Return a share so that what is below the limit never reads as the limit itself."""
    places = next((p for p in (1, 2, 3) if (round(share, p) >= least) == (share >= least)), 4)
    return f"{share:.{places}f}\u00a0%"


def _count(key: str, name: str, is_asked: bool, expected: int | None, window: Sequence[Figures]) -> Reason | None:
    """Judge that as many answered as there are, in every reading."""
    if not is_asked or expected == 0:
        return None
    read = _read(key, window)
    if expected is None or not read:
        why = "nobody read them" if not read else "the catalogue does not know how many the model has"
        return Reason(None, f"{name} were not judged: {why}.")
    least = min(read)
    if least < expected:
        return Reason(False, f"{name}: {_n(least)} of {expected}{_when(key, min, window)}.")
    if least > expected:
        return Reason(True, f"{name}: {_n(least)} in every reading, more than the {expected} of the model.")
    return Reason(True, f"{name}: all {expected} in every reading.")


def _at_most(key: str, name: str, unit: str, limit: Decimal | int | None, window: Sequence[Figures]) -> Reason | None:
    """Judge the highest figure of the window."""
    if limit is None:
        return None
    read = _read(key, window)
    if not read:
        were = "were" if name.endswith("s") else "was"
        return Reason(None, f"{name} {were} not judged: nobody read {'them' if were == 'were' else 'it'}.")
    top, most = max(read), float(limit)
    if top > most:
        return Reason(False, f"{name} reached {_n(top)}{unit}{_when(key, max, window)}; at most {_n(most)}{unit}.")
    return Reason(True, f"{name} stayed at {_n(top)}{unit} or less; at most {_n(most)}{unit}.")


def _when(key: str, extreme: Callable[[list[float]], float], window: Sequence[Figures]) -> str:
    worst = extreme(_read(key, window))
    return f" in minute {_n(next(one['minute'] for one in window if one.get(key) == worst))}"


def _read(key: str, window: Sequence[Figures]) -> list[float]:
    return [float(reading[key]) for reading in window if key in reading]


def _n(number: float) -> str:
    """Return a number as people write it: no zeros at its end."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
