"""How a stress test looks: its verdict, its reasons, its graphs and the table of its readings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from hashmend.domain.bench.models import StressTest
from hashmend.domain.bench.operations.stress import judgement_of
from hashmend.domain.catalogue.bench import TestProfile
from hashmend.domain.miners.models import Miner
from hashmend.kernel import clock
from hashmend.web.components import Tone
from hashmend.web.graphs import Trace, graph

TONES: dict[str, Tone] = {
    StressTest.Verdict.RUNNING: "progress",
    StressTest.Verdict.PASSED: "success",
    StressTest.Verdict.FAILED: "danger",
    StressTest.Verdict.STOPPED: "ended",
}
ROWS_SHOWN = 60
_MARKS = {True: ("circle-check", "Holds"), False: ("circle-x", "Does not hold"), None: ("help-circle", "Not judged")}


@dataclass(frozen=True, slots=True)
class Shown:
    """A stress test as pages show it; of a running one the reasons are those so far."""

    test: StressTest
    tone: Tone
    asks: str
    minutes: int
    reasons: list[tuple[str, str, str]]
    graphs: list[SafeString]

    @property
    def is_running(self) -> bool:
        """Tell whether it goes on."""
        return self.test.verdict == StressTest.Verdict.RUNNING

    @property
    def left(self) -> int:
        """Return for how many minutes it should still run; a log that was added may tell of more than the clock."""
        read = int(self.last.get("minute", 0))
        return max(0, self.test.profile.minutes - max(self.minutes, read))

    @property
    def last(self) -> Mapping[str, float]:
        """Return what was read last."""
        return self.test.readings[-1] if self.test.readings else {}


def shown(test: StressTest, miner: Miner) -> Shown:
    """Return a test as pages show it."""
    is_running = test.verdict == StressTest.Verdict.RUNNING
    so_far = judgement_of(test, miner).reasons if is_running else []
    said = [(one.holds, one.says) for one in so_far] or [(one.get("holds"), one["says"]) for one in test.reasons]
    end = test.ended_at or clock.now()
    return Shown(
        test=test,
        tone=TONES[test.verdict],
        asks=asks_of(test.profile),
        minutes=max(0, int((end - test.started_at).total_seconds() // 60)),
        reasons=[(*_MARKS[holds], says) for holds, says in said],
        graphs=_graphs(test),
    )


def asks_of(profile: TestProfile) -> str:
    """Return in a breath what a profile asks for."""
    asked = [f"{profile.minutes} minutes, the first {profile.warm_up_minutes} to warm up"]
    if profile.least_share is not None:
        asked.append(f"{profile.least_share.normalize():f}\u00a0% of the nominal hashrate or more")
    asked += ["all chips"] if profile.all_chips else []
    asked += ["all fans"] if profile.all_fans else []
    asked += [f"at most {profile.hottest_c}\u00a0°C"] if profile.hottest_c is not None else []
    if profile.most_errors_share is not None:
        asked.append(f"at most {profile.most_errors_share.normalize():f}\u00a0% hardware errors")
    return "; ".join(asked)


def _graphs(test: StressTest) -> list[SafeString]:
    profile = test.profile
    least = None
    if test.nominal_ths is not None and profile.least_share is not None:
        least = float(test.nominal_ths * profile.least_share / 100)
    hottest = None if profile.hottest_c is None else float(profile.hottest_c)
    traces = (
        ("hashrate", Trace("Hashrate", "TH/s", _points(test, "ths"), least, "on average at least")),
        ("temperature", Trace("Temperature", "°C", _points(test, "temp_c"), hottest, "at most")),
    )
    drawn = (graph(name, trace, until=profile.minutes, warm_up=profile.warm_up_minutes) for name, trace in traces)
    return [one for one in drawn if one]


def _points(test: StressTest, key: str) -> list[tuple[float, float]]:
    return [(one["minute"], one[key]) for one in test.readings if key in one]


def table_of(readings: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    """Return the readings as rows to read, at most `ROWS_SHOWN`, evenly taken; the download has them all."""
    step = max(1, -(-len(readings) // ROWS_SHOWN))
    taken = list(readings[::step])
    if readings and taken[-1] is not readings[-1]:
        taken.append(readings[-1])
    keys = ("minute", "ths", "temp_c", "chips", "fans", "errors")
    return {"rows": [[one.get(key) for key in keys] for one in taken], "count": len(readings), "is_part": step > 1}
