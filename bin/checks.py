"""Every check there is, in the order of what it costs; runs inside `.venv` (see bin/bootstrap.py)."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from postgres import NoPostgres, throwaway_postgres

LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
PYTEST = ("-m", "pytest", "-q", "-n", "auto")
SUITE = (*PYTEST, "-p", "no:playwright", "-m", "not browser")
BROWSER = (*PYTEST, "--maxschedchunk=1", "-m", "browser")
BROWSER_ON_BOTH = ("-m", "pytest", "-q", "-n", "1", "-m", "browser and both_databases")
ONCE_MORE = ("--last-failed", "--last-failed-no-failures=none")
"""A browser on a busy machine may be late through nobody's fault: what failed there counts when it fails twice."""
CHROMIUMS = ("chromium-headless-shell", "chromium")
TELLING = Lock()
"""Held by the suite that prints."""
DEPLOYED = {"HASHMEND_HTTPS": "1", "HASHMEND_SECRET_KEY": "only-for-this-check-" + "0123456789abcdefghij" * 2}


@dataclass(frozen=True)
class Step:
    """One check: its name, the arguments of Python, and what it needs around it."""

    name: str
    arguments: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)
    database: str = ""
    chromium: bool = False


READING = (
    Step("types", ("-m", "mypy")),
    Step("format", ("-m", "ruff", "format", "--check", ".")),
    Step("lint", ("-m", "ruff", "check", ".")),
    Step("layers", ("-c", LINT_IMPORTS), {"PYTHONPATH": "src"}),
    Step("templates", ("-m", "djlint", "--lint", "--quiet", "src")),
    Step("deploy", ("manage.py", "check", "--deploy", "--fail-level", "WARNING"), DEPLOYED),
    Step("migrations", ("manage.py", "makemigrations", "--check", "--dry-run")),
)
SUITES = (
    Step("suite on SQLite", SUITE, database="sqlite"),
    Step("suite on PostgreSQL", SUITE, database="postgresql"),
)
BROWSERS = (
    Step("browser on SQLite", BROWSER, database="sqlite file", chromium=True),
    Step("browser on PostgreSQL", BROWSER_ON_BOTH, database="postgresql", chromium=True),
)
"""Side by side: each ends with one long test that leaves a core idle."""
RUNNING = SUITES + BROWSERS


def main() -> None:
    """Run the chosen steps, name each with its time, and end with the list of those that failed."""
    parser = argparse.ArgumentParser(prog="bin/check", description="Run every check.")
    names = ", ".join(step.name for step in READING + RUNNING)
    parser.add_argument("names", nargs="*", help=f"only these: {names}")
    parser.add_argument("--except", dest="left_out", action="append", default=[], help="leave this one out")
    options = parser.parse_args()
    wanted = [step for step in READING + RUNNING if step.name in (options.names or [step.name])]
    steps = [step for step in wanted if step.name not in options.left_out]
    for name in options.left_out:
        print(f"-- {name}: left out by --except", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hashmend-check-") as scratch:
        os.environ["HASHMEND_DATA_DIR"] = scratch
        failed = run_reading([step for step in steps if step in READING])
        with server_if_needed(steps) as url:
            failed += [step.name for step in steps if step in SUITES and not run_tests(step, url, scratch)]
            failed += run_browsers([step for step in steps if step in BROWSERS], url, scratch)
    print(f"\n{len(steps)} checks in {time.monotonic() - started:.0f} s: ", end="")
    sys.exit(f"FAILED: {', '.join(failed)}" if failed else print("all good"))


def run_reading(steps: list[Step]) -> list[str]:
    """Run the checks that only read, side by side; return the names of those that failed."""

    def timed(step: Step) -> tuple[Step, subprocess.CompletedProcess[str], float]:
        started = time.monotonic()
        command = [sys.executable, *step.arguments]
        done = subprocess.run(command, env=os.environ | step.env, capture_output=True, text=True, check=False)
        return step, done, time.monotonic() - started

    failed = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for step, done, seconds in pool.map(timed, steps):
            report(step.name, done.returncode == 0, seconds)
            if done.returncode:
                print(done.stdout + done.stderr)
                failed.append(step.name)
    return failed


def run_browsers(steps: list[Step], postgres_url: str, scratch: str) -> list[str]:
    """Run the suites of the browser side by side, each one's output when it ends; return the names that failed."""
    if len(steps) < 2:
        return [step.name for step in steps if not run_tests(step, postgres_url, scratch)]
    print(f"\n== {' beside '.join(step.name for step in steps)}", flush=True)
    with ThreadPoolExecutor(len(steps)) as pool:
        good = list(pool.map(lambda step: run_tests(step, postgres_url, scratch, shown=False), steps))
    return [step.name for step, one in zip(steps, good, strict=True) if not one]


def run_tests(step: Step, postgres_url: str, scratch: str, *, shown: bool = True) -> bool:
    """Run one suite, its output shown now or at its end; without its server or browser it fails, with the reason."""
    if shown:
        print(f"\n== {step.name}", flush=True)
    started = time.monotonic()
    reason = missing(step, postgres_url)
    urls = {"sqlite": "", "sqlite file": f"sqlite:///{scratch}/browser.sqlite3", "postgresql": postgres_url}
    good, said = not reason, reason
    if good:
        env = os.environ | {"DATABASE_URL": urls[step.database]}
        cache = ("-o", f"cache_dir={scratch}/{step.name.replace(' ', '-')}")
        good, said = run_pytest(step, cache, env, shown=shown)
        if step.chromium and not good:
            good, more = run_pytest(step, (*cache, *ONCE_MORE), env, shown=shown)
            said = f"{said}\n== {step.name}: what failed, once more\n{more}"
    with TELLING:
        if said:
            print(said if shown else f"\n== {step.name}\n{said}", flush=True)
        report(step.name, good, time.monotonic() - started)
    return good


def run_pytest(step: Step, more: tuple[str, ...], env: dict[str, str], *, shown: bool) -> tuple[bool, str]:
    """Run the step's tests with more arguments; return whether all passed, and the output where it is not shown."""
    done = subprocess.run(
        [sys.executable, *step.arguments, *more],
        env=env,
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode == 0, done.stdout or ""


def missing(step: Step, postgres_url: str) -> str:
    """Return why the step cannot run on this machine, or nothing."""
    if step.chromium and not (os.environ.get("CHROMIUM") or any(map(shutil.which, CHROMIUMS))):
        return f"There is no Chromium: apt-get install -y {CHROMIUMS[0]} libatomic1"
    if step.database == "postgresql" and not postgres_url:
        return "There is no PostgreSQL: apt-get install -y postgresql"
    return ""


@contextmanager
def server_if_needed(steps: list[Step]) -> Iterator[str]:
    """Yield the URL of a PostgreSQL: HASHMEND_TEST_POSTGRES, or one that lives as long as this; "" without one."""
    given = os.environ.get("HASHMEND_TEST_POSTGRES", "")
    if given or not any(step.database == "postgresql" for step in steps):
        yield given
        return
    with ExitStack() as stack:
        try:
            url = stack.enter_context(throwaway_postgres())
        except NoPostgres:
            url = ""
        yield url


def report(name: str, good: bool, seconds: float) -> None:
    """Print one step's result."""
    print(f"{'ok    ' if good else 'FAILED'}  {seconds:6.1f} s  {name}", flush=True)


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parent.parent)
    main()
