"""Stress tests: begun, read, ended with the verdict of their profile, or stopped without one."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from hashmend.domain.batches import locked_one, row
from hashmend.domain.bench import events
from hashmend.domain.bench.models import StressTest
from hashmend.domain.bench.readings import checked, in_order
from hashmend.domain.bench.verdict import Judgement, Nominal, judge
from hashmend.domain.catalogue.bench import TestProfile
from hashmend.domain.history.models import EventQuerySet
from hashmend.domain.history.recording import new_group, record
from hashmend.domain.history.undoing import action_of
from hashmend.domain.miners.models import Miner
from hashmend.domain.work_orders.models import Job
from hashmend.domain.work_orders.operations import update_status
from hashmend.domain.work_orders.operations.jobs import lock_with_place, why_not_update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.actor import Actor
from hashmend.kernel.errors import Outcome, Refused

_LONGEST_NOTE = 2000
_MOST_THS = Decimal(100_000)


@transaction.atomic
def start_test(
    jobs: QuerySet[Job], profile: TestProfile, *, by: Actor, nominal_ths: Decimal | None = None, note: str = ""
) -> StressTest:
    """Begin a stress test of one machine; its status becomes *Stress test*.

    `nominal_ths` is what its label says; a profile that asks for a share of it is refused without it. Refuses a machine
    that has a test running, and what `update_status` refuses: not arrived, boxed, billed, shipped, a donor, a closed
    order.
    """
    job = _held(jobs)
    _refuse_running(job)
    if why := why_not_update_status(job):
        raise Refused(why)
    _refuse_nominal(job, profile, nominal_ths)
    test = StressTest.objects.create(
        job=job,
        profile=profile,
        nominal_ths=nominal_ths,
        note=note.strip()[:_LONGEST_NOTE],
        started_at=clock.now(),
        started_by_id=by.user_id,
    )
    record(events.TEST_STARTED, [job], by=by, data={"profile": profile.name})
    _to(job, Status.STRESS_TEST, by=by)
    return test


@transaction.atomic
def add_readings(tests: QuerySet[StressTest], readings: Sequence[Mapping[str, Any]], *, by: Actor) -> StressTest:
    """Add what was read to a running test; what was read before in the same minute is replaced.

    What was added already changes nothing, and the history says nothing of it: adding twice is safe.

    Refuses no reading, a figure that cannot be (naming the reading), too many in all, and a test that has ended.
    """
    if not readings:
        raise Refused("Type at least one reading.")
    test, job = _running(tests)
    new = [checked(one, f"Reading {place}") for place, one in enumerate(readings, 1)]
    merged = in_order(test.readings, new)
    if merged == test.readings:
        return test
    test.readings = merged
    test.save(update_fields=["readings"])
    minutes = sorted({one["minute"] for one in new})
    span = f"minute {minutes[0]:g}" if len(minutes) == 1 else f"minutes {minutes[0]:g} to {minutes[-1]:g}"
    count = f"{len(new):,} reading{'' if len(new) == 1 else 's'}, {span}"
    record(events.READINGS_ADDED, [job], by=by, data={"readings": count})
    return test


@transaction.atomic
def end_test(tests: QuerySet[StressTest], *, by: Actor) -> Outcome[StressTest]:
    """End a running test with the verdict of its profile. Failed, its machine is *In repair* again.

    Refuses a test that cannot be judged yet, saying what is missing, and a failed one whose machine can no longer
    change its status (boxed, billed, shipped).
    """
    test, job = _running(tests)
    judgement = judgement_of(test, job.miner)
    if judgement.passed is None:
        missing = " ".join(reason.says for reason in judgement.reasons if reason.holds is None)
        raise Refused(f"{missing} Add readings, or stop the test without a verdict.")
    test.verdict = StressTest.Verdict.PASSED if judgement.passed else StressTest.Verdict.FAILED
    test.reasons = [asdict(reason) for reason in judgement.reasons]
    _end(test, by)
    told = events.TEST_PASSED if judgement.passed else events.TEST_FAILED
    reasons = " ".join(one.says for one in judgement.reasons if one.holds is not True or judgement.passed)
    group = new_group()
    data = {"profile": test.profile.name, "reasons": reasons.rstrip("."), "key": test.public_id}
    record(told, [job], by=by, data=data, group=group)
    if not judgement.passed:
        _to(job, Status.IN_REPAIR, by=by)
    return Outcome(done=[test], group=group)


@transaction.atomic
def stop_test(tests: QuerySet[StressTest], reason: str, *, by: Actor) -> Outcome[StressTest]:
    """End a running test without a verdict. Refuses one that has ended, and an empty reason."""
    words = " ".join(reason.split())[:300].rstrip(".")
    if not words:
        raise Refused("Say why the test is stopped.")
    test, job = _running(tests)
    test.verdict = StressTest.Verdict.STOPPED
    test.reasons = [{"holds": None, "says": f"Stopped: {words}."}]
    _end(test, by)
    group = new_group()
    data = {"profile": test.profile.name, "reason": words, "key": test.public_id}
    record(events.TEST_STOPPED, [job], by=by, data=data, group=group)
    return Outcome(done=[test], group=group)


@transaction.atomic
def undo_end_test(told: EventQuerySet, *, by: Actor) -> Outcome[StressTest]:
    """Let a test go on that one action ended, with a verdict or without; `told` are its events.

    A machine that is *In repair* since is in *Stress test* again. Refuses when it is more than ten minutes ago or was
    undone already, when another test runs, and when the machine has another status since.
    """
    action = action_of(told, events.TEST_PASSED, events.TEST_FAILED, events.TEST_STOPPED)
    ((key, event),) = action.told.items()
    job = _held(Job.objects.filter(pk=key))
    test = locked_one(StressTest.objects.filter(job=job, public_id=event.data.get("key", "")), "profile")
    if test.verdict == StressTest.Verdict.RUNNING:
        raise Refused(f"The stress test of {job.miner} goes on already: there is nothing left to undo.")
    _refuse_running(job)
    if job.status not in (Status.STRESS_TEST, Status.IN_REPAIR):
        raise Refused(f"{job.miner} is {job.get_status_display()} since: set it to Stress test first.")
    test.verdict, test.reasons, test.ended_at, test.ended_by_id = StressTest.Verdict.RUNNING, [], None, None
    test.save(update_fields=["verdict", "reasons", "ended_at", "ended_by"])
    record(events.TEST_GOES_ON, [job], by=by, data={"profile": test.profile.name, "undoes": action.group})
    _to(job, Status.STRESS_TEST, by=by)
    return Outcome(done=[test])


def judgement_of(test: StressTest, miner: Miner) -> Judgement:
    """Return what the profile says to what was read so far."""
    model = miner.model
    boards, chips = (model.hashboards, model.chips_per_board) if model else (None, None)
    nominal = Nominal(
        ths=test.nominal_ths,
        chips=boards * chips if boards and chips else None,
        fans=model.fans if model else None,
    )
    return judge(test.profile, nominal, test.readings)


def _held(jobs: QuerySet[Job]) -> Job:
    batch = lock_with_place(jobs)
    if len(batch) != 1:
        raise Refused("It is no longer there: somebody removed it. Go back and reload the page.")
    return batch.rows[0]


def _refuse_running(job: Job) -> None:
    running = StressTest.objects.filter(job=job, verdict=StressTest.Verdict.RUNNING).select_related("profile").first()
    if running:
        raise Refused(f"A stress test of {job.miner} is running ({running.profile}): end or stop it first.")


def _refuse_nominal(job: Job, profile: TestProfile, nominal_ths: Decimal | None) -> None:
    if nominal_ths is None and profile.least_share is not None:
        share = f"{profile.least_share.normalize():f}\u00a0%"
        raise Refused(
            f"{profile} asks for {share} of the nominal hashrate: type what the label of {job.miner} says, or choose a"
            " profile that does not ask for it."
        )
    if nominal_ths is not None and not 0 < nominal_ths <= _MOST_THS:
        raise Refused(f"The nominal hashrate lies above 0 and up to {_MOST_THS:,} TH/s.")


def _running(tests: QuerySet[StressTest]) -> tuple[StressTest, Job]:
    """Return the test and its job, the order locked first; refuse a test that has ended."""
    job = _held(Job.objects.filter(stress_tests__in=tests))
    test = locked_one(tests, "profile", "job__miner__model")
    if test.verdict != StressTest.Verdict.RUNNING:
        ended = test.get_verdict_display().lower()
        raise Refused(f"The stress test of {job.miner} has ended ({ended}): start another one.")
    job.miner.model = test.job.miner.model
    return test, job


def _end(test: StressTest, by: Actor) -> None:
    test.ended_at, test.ended_by_id = clock.now(), by.user_id
    test.save(update_fields=["verdict", "reasons", "ended_at", "ended_by"])


def _to(job: Job, status: Status, *, by: Actor) -> None:
    if job.status != status:
        update_status(row(job), status, by=by).or_refuse()
