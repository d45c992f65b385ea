"""Stress tests on the Miner repairs page: begun, read and ended there; each has a page with graphs and readings."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from hashmend.desk.bench.frame import Bench, done, the_bench
from hashmend.desk.bench.stress_looks import shown, table_of
from hashmend.desk.doors import page
from hashmend.desk.work_orders.undoing import undo_url
from hashmend.domain.accounts.permissions import Permission
from hashmend.domain.batches import row
from hashmend.domain.bench.models import StressTest
from hashmend.domain.bench.operations import add_readings, end_test, start_test, stop_test
from hashmend.domain.bench.readings import MOST_BYTES, read_file
from hashmend.domain.catalogue.bench import TestProfile
from hashmend.domain.files import safe_name
from hashmend.domain.work_orders.operations.jobs import why_not_update_status
from hashmend.domain.work_orders.statuses import Status
from hashmend.kernel import clock
from hashmend.kernel.errors import Refused
from hashmend.web import csv
from hashmend.web.actors import PageRequest
from hashmend.web.formats import counted
from hashmend.web.pages import one

MOST_SHOWN = 20
TYPED = ("minute", "ths", "temp_c", "chips", "fans", "errors")
_JUDGED = (StressTest.Verdict.PASSED, StressTest.Verdict.FAILED)


def panel(request: PageRequest, bench: Bench) -> dict[str, Any] | None:
    """Return the tests of the machine in this stay, the latest with its graph; three queries in all."""
    if bench.chosen:
        return None
    known = StressTest.objects.visible_to(request.actor).filter(job=bench.job.pk).defer("readings")
    tests = list(known.select_related("profile", "started_by", "ended_by").order_by("-pk")[:MOST_SHOWN])
    latest = shown(tests[0], bench.miner) if tests else None
    profiles = list(TestProfile.objects.visible_to(request.actor).active())
    last = next((test for test in tests if test.verdict in _JUDGED), None)
    is_proven = last is not None and last.verdict == StressTest.Verdict.PASSED
    return {
        "latest": latest,
        "earlier": [(test, _url(bench, test)) for test in tests[1:]],
        "url": _url(bench, tests[0]) if tests else "",
        "start_url": f"{bench.url}stress-tests/start/",
        "profiles": profiles,
        "profile": _usual(profiles, tests, bench),
        "nominal": _plain(next((test.nominal_ths for test in tests if test.nominal_ths), bench.miner.nominal_ths)),
        "is_running": latest is not None and latest.is_running,
        "why_not": why_not_update_status(bench.job),
        "frees": is_proven and bench.job.status != Status.REPAIRED,
        "is_unproven": bench.job.status == Status.REPAIRED and not is_proven,
    }


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"


def _usual(profiles: list[TestProfile], tests: list[StressTest], bench: Bench) -> int | None:
    """Return the profile to begin with: the last one used, else the first that names the maker, else the first."""
    if tests:
        return tests[0].profile_id
    maker = bench.miner.model.maker.casefold() if bench.miner.model else ""
    named = (profile.pk for profile in profiles if maker and maker in profile.name.casefold())
    return next(named, profiles[0].pk if profiles else None)


def _url(bench: Bench, test: StressTest) -> str:
    return reverse("desk:stress-tests-detail", args=[bench.order.number, bench.job.position, test.public_id])


def _the_test(request: PageRequest, number: str, position: int, test: str) -> tuple[Bench, StressTest]:
    """Return the machine of the address and a test of it, or 404."""
    bench = the_bench(request, number, position)
    tests = StressTest.objects.visible_to(request.actor).filter(job=bench.job.pk)
    return bench, one(tests.select_related("profile", "started_by", "ended_by"), public_id=test)


@page(Permission.VIEW_DESK)
def stress_test(request: PageRequest, number: str, position: int, test: str) -> HttpResponse:
    """Show a stress test: what it asked, its verdict with the reasons, graphs and readings."""
    bench, run = _the_test(request, number, position, test)
    context = {
        "job": bench.job, "miner": bench.miner, "order": bench.order, "url": bench.url, "it": shown(run, bench.miner),
        "table": table_of(run.readings),
    }  # fmt: skip
    return render(request, "desk/bench/stress_test.html", context)


@page(Permission.VIEW_DESK)
def download(request: PageRequest, number: str, position: int, test: str) -> HttpResponseBase:
    """Answer with all readings as CSV."""
    _, run = _the_test(request, number, position, test)
    rows = [[reading.get(key) for key in TYPED] for reading in run.readings]
    return csv.download(f"stress-test-{number}-{position}", TYPED, rows)


@page(Permission.STRESS_TEST, methods=("POST",))
def start(request: PageRequest, number: str, position: int) -> HttpResponse:
    """Begin a stress test."""
    bench = the_bench(request, number, position)
    profiles = TestProfile.objects.visible_to(request.actor).active()
    chosen = request.POST.get("profile", "")
    profile = (
        profiles.filter(pk=int(chosen)).first()
        if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10
        else None
    )
    if profile is None:
        raise Refused("Choose what is asked of the machine: a profile of stress tests.")
    nominal = _terahash(request.POST.get("nominal_ths", ""))
    start_test(row(bench.job), profile, nominal_ths=nominal, by=request.actor)
    return done(request, bench, f"Stress test of {bench.miner} began: {profile}.", at="stress")


def _terahash(typed: str) -> Decimal | None:
    if not typed.strip():
        return None
    try:
        number = Decimal(typed.strip().replace(",", ".")).quantize(Decimal("0.01"))
    except InvalidOperation:
        number = Decimal("NaN")
    if number.is_nan():
        raise Refused(f"“{typed.strip()[:40]}” is no hashrate in TH/s.")
    return number


@page(Permission.STRESS_TEST, methods=("POST",))
def read(request: PageRequest, number: str, position: int, test: str) -> HttpResponse:
    """Add one reading as typed; without a minute it is of now."""
    bench, run = _the_test(request, number, position, test)
    figures = {key: request.POST.get(key, "").strip() for key in TYPED}
    figures["minute"] = figures["minute"] or str(minutes_of(run))
    add_readings(row(run), [figures], by=request.actor)
    return done(request, bench, f"Read in minute {figures['minute']}.", at="stress")


def minutes_of(test: StressTest) -> int:
    """Return for how many minutes a test has been running."""
    return max(0, int((clock.now() - test.started_at).total_seconds() // 60))


@page(Permission.STRESS_TEST, methods=("POST",))
def import_readings(request: PageRequest, number: str, position: int, test: str) -> HttpResponse:
    """Add the readings of a CSV or JSON file, or of the text pasted."""
    bench, run = _the_test(request, number, position, test)
    file, pasted = request.FILES.get("file"), request.POST.get("text", "")
    if file is None and not pasted.strip():
        raise Refused("Choose a file of readings, or paste them.")
    content = file.read(MOST_BYTES + 1) if file else pasted.encode()
    readings = read_file(content, safe_name(file.name, "The file") if file else "What was pasted")
    add_readings(row(run), readings, by=request.actor)
    return done(request, bench, f"{counted(len(readings), 'reading')} added.", at="stress")


@page(Permission.STRESS_TEST, methods=("POST",))
def end(request: PageRequest, number: str, position: int, test: str) -> HttpResponse:
    """End a test with the verdict of its profile."""
    bench, run = _the_test(request, number, position, test)
    outcome = end_test(row(run), by=request.actor)
    passed = outcome.done[0].verdict == StressTest.Verdict.PASSED
    what = "passed: it can be set to Repaired." if passed else "failed and is In repair again."
    undo = undo_url(bench.order)(outcome.group)
    return done(request, bench, f"{bench.miner} {what}", at="stress", undo_url=undo)


@page(Permission.STRESS_TEST, methods=("POST",))
def stop(request: PageRequest, number: str, position: int, test: str) -> HttpResponse:
    """Stop a test without a verdict."""
    bench, run = _the_test(request, number, position, test)
    outcome = stop_test(row(run), request.POST.get("reason", ""), by=request.actor)
    undo = undo_url(bench.order)(outcome.group)
    return done(request, bench, f"The stress test of {bench.miner} was stopped.", at="stress", undo_url=undo)
